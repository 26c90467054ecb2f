import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandModule } from './io.ts';

/** `steward embed`: makes the index over the texts of items; called off, the same command goes on. */
export const embedCommand: CommandModule = (program, io) => {
  program
    .command('embed')
    .description('embed the titles and descriptions of items, so that feeds find items of like text')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print the job as one JSON object')
    .action(
      action(io, async (options: { workspace?: string; json?: boolean }) => {
        const job = await withWorkspace(io, options, async (client) =>
          followJob(io, client, await client.feeds.embedItems()),
        );
        io.out(options.json ? JSON.stringify(job) : job.message);
      }),
    );
};
