import type { Command } from 'commander';
import type { SourceCalibration } from '../../engine/contract/index.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandIo, wholeNumber } from './io.ts';
import { number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  slot?: string;
  users?: number;
  share?: number;
  seed?: number;
  json?: boolean;
}

/** `steward feed calibrate`: what the scores of sources are worth, so that feeds can be merged by them. */
export function addFeedCalibrate(feed: Command, io: CommandIo): void {
  feed
    .command('calibrate')
    .description('find out on held-out behaviour what the scores of sources are worth, to merge candidates by them')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--slot <name>', 'whose active model takes part (default: default)')
    .option('--users <n>', 'users whose candidates are looked at, drawn by chance (default: 1000)', wholeNumber(2))
    .option('--share <share>', 'the latest share of the interactions is held out (default: 0.1)', number)
    .option('--seed <n>', 'decides the users (default: 1)', wholeNumber(0))
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const { slot, users, share, seed } = options;
        await withWorkspace(io, options, async (client) => {
          const job = await followJob(io, client, await client.feeds.calibrate({ slot, users, share, seed }));
          const made = (await client.feeds.calibrations()).find((one) => one.job === job.id)!;
          if (options.json) io.out(JSON.stringify(made));
          else for (const line of linesOf(made)) io.out(line);
        });
      }),
    );
}

function* linesOf({ slot, users, share, cutoff, model, rule, sources }: SourceCalibration): Generator<string> {
  const held = cutoff === null ? 'by chance' : `from ${new Date(cutoff).toISOString()} on`;
  yield `${slot}: ${users} users, ${share} held out ${held}; right by the rule '${rule}'`;
  yield model ? `${model.algorithm} as version ${model.version}, fitted to what was before` : `no model in '${slot}'`;
  const heads = ['candidates', 'right', 'share'].map((head) => head.padStart(12)).join('');
  yield `${'source'.padEnd(14)}${heads}  chance, least to most`;
  for (const { source, candidates, right, kind, values } of sources) {
    const cells = [String(candidates), String(right), (right / candidates).toFixed(4)];
    const range = kind === 'isotonic' ? `${values[1]!.toFixed(4)} to ${values.at(-1)!.toFixed(4)}` : 'a curve of few';
    yield `${source.padEnd(14)}${cells.map((cell) => cell.padStart(12)).join('')}  ${range}`;
  }
}
