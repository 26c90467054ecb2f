import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { feedConfig } from '../engine/contract/index.ts';
import { bytesOfIndexes, indexFiles, untilIndexed } from './feed-index.ts';
import { type Client, engineOptions, nameOfUser, withEngine } from './feed-workspace.ts';
import { type Figure, percentiles } from './measure.ts';

// Serving in a process of its own: `node feed-once.ts DIR ITEMS USERS` prints the figures as JSON.

const [dir, items, users] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const workspace = join(dir, 'workspace');
const of = `${items.toLocaleString('en')} items`;
/** Feeds, each for another user, before any is measured: V8 compiles what is hot until about here. */
const warming = 1000;
/** Served feeds that are measured, so that p99 is the tenth slowest; and previewed ones. */
const [servings, previews] = [1000, 300];
const atOnce = 16;
const who = (n: number) => ({ user: nameOfUser(n % users) });

/**
 * The first feed after opening, then previewed and served feeds of other users, one after the other and 16 at a time,
 * re-ranking, for how long the event loop was held, and memory.
 */
async function measured(client: Client): Promise<Figure[]> {
  const preview = (n: number) => client.feeds.preview({ for: who(n), config: 'default' });
  const serve = (n: number) => client.feeds.serve({ ...who(n), config: 'default' });
  const [first] = await times(1, 1, preview);
  const holdOfFirst = monitor.max / 1e6;
  const loading = await untilIndexed(client, users);
  await settled();
  await times(warming, 1, (n) => serve(10_000 + n));
  monitor.reset();
  const served = await times(servings, 1, (n) => serve(1000 + n));
  const hold = monitor.max / 1e6;
  const alone = await times(previews, 1, (n) => preview(100 + n));
  const together = await times(previews, atOnce, (n) => preview(2000 + n));
  const servedTogether = await times(previews, atOnce, (n) => serve(3000 + n));
  const { key } = await preview(7);
  const config = feedConfig.parse({ name: 'tried' });
  const again = await times(100, 1, (n) =>
    client.feeds.rerank({ key, config: { ...config, allocatorParams: { lambda: n / 100 } } }),
  );
  return [
    figure(`the first feed of 20 of ${of}, asked for right after opening`, first!),
    figure('the longest hold of the event loop from opening to that feed', holdOfFirst),
    figure(`${of}: the first feed to the first answer by the saved index`, loading, 's'),
    ...spread(`a feed of 20 of ${of} served, one caller`, served),
    figure('their longest hold of the event loop', hold),
    ...spread(`a feed of 20 of ${of} previewed, one caller`, alone),
    ...spread(`previewed, ${atOnce} callers`, together),
    ...spread(`served, ${atOnce} callers`, servedTogether),
    ...spread('re-ranking a feed', again),
    figure(`${of}: memory of the engine and its threads`, process.memoryUsage().rss / 1e6, 'MB'),
    figure(`${of}: files of the indexes`, bytesOfIndexes(workspace) / 1e6, 'MB'),
  ];
}

function figure(what: string, value: number, unit = 'ms'): Figure {
  process.stderr.write(`  ${what}: ${value.toPrecision(4)} ${unit}\n`);
  return { bench: 'feed', what, value, unit };
}

function spread(what: string, all: readonly number[]): Figure[] {
  const [p50, p90, p99] = percentiles(all, [0.5, 0.9, 0.99]);
  return [figure(`${what}: p50`, p50!), figure(`${what}: p90`, p90!), figure(`${what}: p99`, p99!)];
}

/** How long each of n took, so many at a time. */
async function times(n: number, parallel: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < n) {
      const started = performance.now();
      await work(next++);
      all.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return all;
}

/** Waits until both indexes of a large model are there: the second is made, or loaded, after the first one. */
async function settled(): Promise<void> {
  while (items >= 20_000 && !indexFiles(workspace).some((name) => name.includes('-alike-'))) await setTimeout(500);
  await setTimeout(5000);
}

const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();
const options = { ...engineOptions(dir), openAtStart: workspace, background: true };
process.stdout.write(`${JSON.stringify(await withEngine(options, measured))}\n`);
process.exit(0);
