import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import type { FeedBatchReport } from '../../engine/contract/index.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandIo, wholeNumber } from './io.ts';
import { number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  users: string;
  config: string;
  k?: number;
  ceiling?: number;
  seed?: number;
  out: string;
  json?: boolean;
}

/** `steward feed batch`: the feeds of many users into a file, floors of exposure and a ceiling held over all of them. */
export function addFeedBatch(feed: Command, io: CommandIo): void {
  feed
    .command('batch')
    .description('order the feeds of many users together by linear programme, and write them as JSON lines')
    .requiredOption('--out <file>', 'one feed a line; there when it is whole, and not before')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--users <n>', "users who get feeds, drawn by chance, or 'all'", 'all')
    .option('--config <name>', 'a configuration by name', 'default')
    .option('--k <n>', 'places; as the configuration says by default', wholeNumber(1))
    .option('--ceiling <share>', 'the largest share of all exposure that a publisher may have', number)
    .option('--seed <n>', 'decides who is drawn (default: 1)', wholeNumber(0))
    .option('--json', 'print the report as one JSON object')
    .action(
      action(io, async ({ users: wanted, config, k, ceiling, seed, out, ...options }: Options) => {
        const users = usersOf(wanted);
        const report = await withWorkspace(io, options, async (client) => {
          const asked = { users, config, k, ceiling: ceiling ?? null, seed, out: resolve(out) };
          const job = await followJob(io, client, await client.feeds.batch(asked));
          return client.feeds.batchReport({ job: job.id });
        });
        if (options.json) io.out(JSON.stringify(report));
        else for (const line of linesOf(report)) io.out(line);
      }),
    );
}

function usersOf(wanted: string): 'all' | number {
  if (wanted === 'all') return wanted;
  const users = Number(wanted);
  if (Number.isInteger(users) && users > 0) return users;
  throw new StewardError('BAD_INPUT', `'${wanted}' is no number of users.`, {
    advice: "Give a whole number from 1, or 'all'.",
    place: { field: '--users' },
  });
}

function* linesOf(report: FeedBatchReport): Generator<string> {
  const { out, feeds, places, programmes, floors, largest, relaxed, engagement, revenue, removed, seconds } = report;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  yield `${feeds} feeds with ${places} items in ${out}`;
  yield `${programmes} programmes, ${seconds.toFixed(1)} s, ${(feeds / Math.max(seconds, 0.001)).toFixed(1)} users a second`;
  yield `expected of a feed: engagement ${engagement.toFixed(3)}, ${revenue === null ? 'no prices' : `revenue ${revenue.toFixed(2)}`}`;
  for (const { words, asked, reached, price } of floors) {
    const cost = price === null ? '' : `; one more unit of exposure costs ${price.toFixed(4)}`;
    yield `floor ${words}: ${percent(reached)} of exposure, ${percent(asked)} asked for${cost}`;
  }
  if (largest) yield `largest publisher: ${largest.publisher} with ${percent(largest.share)}`;
  for (const { words, programmes: in_ } of relaxed) yield `relaxed in ${in_} of ${programmes} programmes: ${words}`;
  if (removed > 0) yield `${removed} items were removed by moderation meanwhile and taken out`;
  const { config, configVersion, dataRevision, moderation } = report.versions;
  yield `by ${config} version ${configVersion}, data ${dataRevision}, moderation ${moderation}`;
}
