import { withWorkspace } from './engine.ts';
import { action, type CommandModule } from './io.ts';

/** `steward review stats`: how much there is, waits and was decided. */
export const reviewCommand: CommandModule = (program, io) => {
  const review = program.command('review').description('the review queues');
  review
    .command('stats')
    .description('posts, open jobs by queue, and decisions that people made')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: { workspace?: string; json?: boolean }) => {
        const stats = await withWorkspace(io, options, (client) => client.review.stats());
        if (options.json) {
          io.out(JSON.stringify(stats));
          return;
        }
        io.out(
          `posts      ${stats.content}  (${stats.intake.waiting} wait to be scored, ${stats.intake.failed} failed)`,
        );
        for (const [queue, open] of Object.entries(stats.queues)) io.out(`${queue.padEnd(10)} ${open} open`);
        io.out(`decisions  ${stats.decisions} by people, ${stats.automatic} by thresholds`);
      }),
    );
};
