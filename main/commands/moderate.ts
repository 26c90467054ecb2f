import { StewardError } from '../../engine/contract/errors.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandModule } from './io.ts';

/** `steward moderate`: scores and routes all that waits in the intake. */
export const moderateCommand: CommandModule = (program, io) => {
  program
    .command('moderate')
    .description('score and route posts until the intake is empty; prints posts per route and posts per second')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--retry-failed', 'first put posts back that could not be scored before')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: { workspace?: string; retryFailed?: boolean; json?: boolean }) => {
        const counts = await withWorkspace(io, options, async (client) => {
          if (options.retryFailed) await client.moderation.retryFailed();
          await followJob(io, client, await client.moderation.run());
          const last = await client.moderation.lastRun();
          if (!last) throw new StewardError('INTERNAL', 'The run left no result.');
          return last;
        });
        if (options.json) {
          io.out(JSON.stringify(counts));
        } else {
          io.out(`${counts.posts} posts in ${counts.seconds.toFixed(1)} s, ${counts.postsPerSecond} texts per second`);
          for (const [route, n] of Object.entries(counts.routes)) io.out(`  ${route.padEnd(7)} ${n}`);
        }
        if (counts.failed > 0) {
          throw new StewardError('INTERNAL', `${counts.failed} posts could not be scored.`, {
            advice: 'Run `steward moderate --retry-failed` to try them again.',
          });
        }
      }),
    );
};
