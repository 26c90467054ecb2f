import { type Command, InvalidArgumentError } from 'commander';
import { type FeedMeasurement, type Merge, rankings } from '../../engine/contract/index.ts';
import { followJob, withWorkspace } from './engine.ts';
import { mergeOf } from './feed-merge.ts';
import { action, type CommandIo, wholeNumber } from './io.ts';
import { metricLines, number, paramText } from './model-jobs.ts';

interface Options {
  workspace?: string;
  config: string;
  merge?: Merge[];
  ranking?: Ranking[];
  users?: number;
  k?: number;
  share?: number;
  seed?: number;
  json?: boolean;
}

/** `steward feed measure`: what whole feeds are worth on behaviour that is held out, configurations side by side. */
export function addFeedMeasure(feed: Command, io: CommandIo): void {
  feed
    .command('measure')
    .description('measure what configurations serve on held-out behaviour, on the same users, with intervals and tests')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--config <names>', 'configurations by name, with commas between', 'default')
    .option(
      '--merge <ways>',
      'each merged by rank, by score, or both with a comma between; as it says by default',
      mergesOf,
    )
    .option(
      '--ranking <ways>',
      'each ordered by blend, by ranker, or both with a comma between; as it says by default',
      rankingsOf,
    )
    .option('--users <n>', 'users who get feeds, drawn by chance (default: 500)', wholeNumber(2))
    .option('--k <n>', 'places of a feed (default: 20)', wholeNumber(1))
    .option('--share <share>', 'the latest share of the interactions is held out (default: 0.1)', number)
    .option('--seed <n>', 'decides the users and all intervals (default: 1)', wholeNumber(0))
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const { config, merge, ranking, users, k, share, seed } = options;
        const configs = config.split(',').map((name) => name.trim());
        await withWorkspace(io, options, async (client) => {
          const job = await followJob(
            io,
            client,
            await client.feeds.measure({ configs, merge, ranking, users, k, share, seed }),
          );
          const measured = (await client.feeds.measured({ limit: 1 })).find((one) => one.job === job.id)!;
          if (options.json) io.out(JSON.stringify(measured));
          else for (const line of linesOf(measured)) io.out(line);
        });
      }),
    );
}

type Ranking = (typeof rankings)[number];

function rankingsOf(text: string): Ranking[] {
  return text.split(',').map((way) => {
    const found = rankings.find((one) => one === way.trim());
    if (found) return found;
    throw new InvalidArgumentError(`It is one of: ${rankings.join(', ')}.`);
  });
}

function mergesOf(text: string): Merge[] {
  return text.split(',').map((way) => mergeOf(way.trim()));
}

function* linesOf(measured: FeedMeasurement): Generator<string> {
  const { users, eligible, k, share, split, cutoff, rule, texts, seconds, feeds, comparisons } = measured;
  const how =
    cutoff === null
      ? `${share} of each user's pairs held out by chance: the interactions have no times`
      : `the latest ${share} held out, from ${new Date(cutoff).toISOString()}`;
  yield `${users} of ${eligible} users with something new, feeds of ${k}; split by ${split}: ${how}`;
  const searched = texts === 0 ? 'no texts embedded' : `texts of ${texts.toLocaleString('en')} items searched`;
  yield `relevant by the rule '${rule}'; ${searched}; 95 % intervals over users; ${seconds.toFixed(1)} s`;
  for (const { name, slot, model, ranker, metrics } of feeds) {
    yield '';
    yield `${name}  (${model ? `${model.algorithm} as version ${model.version}, fitted to what was before` : `no model in '${slot}'`})`;
    if (ranker) {
      const { version, settings, source } = ranker;
      yield `  ordered by ${settings.kind} as ranker ${version}, trained on the ${source} of before`;
    }
    if (model && Object.keys(model.params).length > 0) yield `  ${paramText(model.params)}`;
    yield* metricLines(metrics);
  }
  if (comparisons.length === 0) return;
  yield '';
  yield 'Differences with 95 % intervals (p of the paired bootstrap, corrected by Holm over the metrics of each two)';
  for (const { a, b, metrics } of comparisons) {
    yield `${b} - ${a}`;
    for (const { metric, difference, low, high, corrected } of metrics) {
      const interval = `${low.toFixed(4)} to ${high.toFixed(4)}`;
      yield `  ${metric.padEnd(12)} ${difference.toFixed(4).padStart(9)}  ${interval}  p ${corrected.toFixed(4)}`;
    }
  }
}
