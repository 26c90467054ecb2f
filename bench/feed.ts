import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { feedConfig } from '../engine/contract/index.ts';
import type { EngineOptions } from '../engine/options.ts';
import { startLoopbackHost } from '../main/web/host.ts';
import { recallOfFirstPass } from './feed-recall.ts';
import { type Client, engineOptions, makeWorkspace, nameOfUser, withEngine } from './feed-workspace.ts';
import type { Figure } from './measure.ts';

/** Items of the simulated workspace; users and interactions go with them. BENCH_ITEMS picks another size. */
const items = Number(process.env.BENCH_ITEMS ?? 100_000);
const users = Math.max(400, Math.min(items, 4_000_000) / 20);
const interactions = Math.min(items * 5, 20_000_000);
/** Feeds that are asked for, each for another user. */
const feeds = 300;
const atOnce = 16;
/** `GET /v1/feed` is answered so often a second to one caller; the bench stays below. */
const requestsASecond = 18;

const of = `${items.toLocaleString('en')} items`;
const who = (n: number) => ({ user: nameOfUser(n % users) });

/**
 * A feed of 20 on a simulated workspace with a model of 64 factors: the first one after opening, then previews and served
 * feeds of other users, one after the other and 16 at a time, re-ranking, `GET /v1/feed`, for how long the event loop was
 * held, what the first pass finds of the exact best 100, and what the index takes. BENCH_DIR keeps the workspace, so
 * that a large one is made once.
 */
export async function feed(): Promise<Figure[]> {
  const kept = process.env.BENCH_DIR;
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'steward-bench-feed-'));
  const workspace = join(dir, 'workspace');
  const options = engineOptions(dir);
  try {
    const opened = { ...options, openAtStart: workspace };
    return [
      ...(existsSync(workspace) ? [] : await make(options, workspace)),
      ...(indexFiles(workspace).length > 0 ? [] : await withEngine(opened, indexing)),
      ...(await serving({ ...opened, background: true }, workspace)),
      ...(await overHttp(opened)),
      ...(await recallOfFirstPass(workspace, figure)),
    ];
  } finally {
    if (!kept) rmSync(dir, { recursive: true, force: true });
  }
}

async function make(options: EngineOptions, dir: string): Promise<Figure[]> {
  const seconds = await makeWorkspace(options, dir, { items, users, interactions });
  return [figure(`fitting the model of ${of}`, seconds, 's')];
}

/** How long it takes until an index answers, where none was saved. */
async function indexing(client: Client): Promise<Figure[]> {
  const seconds = await untilIndexed(client);
  return [figure(`${of}: opening to the first answer by an index that had to be built`, seconds, 's')];
}

async function untilIndexed(client: Client): Promise<number> {
  const started = performance.now();
  for (let n = 0; ; n++) {
    const { stages } = await client.feeds.preview({ for: who(n), config: 'default' });
    const note = stages[0]!.parts.find(({ name }) => name === 'factors')?.note ?? '';
    if (!note.startsWith('All items')) return (performance.now() - started) / 1000;
    await setTimeout(200);
  }
}

async function serving(options: EngineOptions, workspace: string): Promise<Figure[]> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  return withEngine(options, (client) => measured(client, workspace, monitor));
}

async function measured(
  client: Client,
  workspace: string,
  monitor: ReturnType<typeof monitorEventLoopDelay>,
): Promise<Figure[]> {
  const preview = (n: number) => client.feeds.preview({ for: who(n), config: 'default' });
  const serve = (n: number) => client.feeds.serve({ ...who(n), config: 'default' });
  const [first] = await times(1, 1, preview);
  const holdOfFirst = monitor.max / 1e6;
  const loading = await untilIndexed(client);
  await settled(workspace);
  await times(100, 1, (n) => preview(10_000 + n));
  monitor.reset();
  const alone = await times(feeds, 1, (n) => preview(100 + n));
  const served = await times(feeds, 1, (n) => serve(1000 + n));
  const hold = monitor.max / 1e6;
  const together = await times(feeds, atOnce, (n) => preview(2000 + n));
  const servedTogether = await times(feeds, atOnce, (n) => serve(3000 + n));
  const { key } = await preview(7);
  const config = feedConfig.parse({ name: 'tried' });
  const again = await times(100, 1, (n) =>
    client.feeds.rerank({ key, config: { ...config, allocatorParams: { lambda: n / 100 } } }),
  );
  return [
    figure(`the first feed of 20 of ${of}, asked for right after opening`, first!),
    figure('the longest hold of the event loop from opening to that feed', holdOfFirst),
    figure(`${of}: the first feed to the first answer by the saved index`, loading, 's'),
    ...both(`a feed of 20 of ${of} previewed, one caller`, alone),
    ...both(`a feed of 20 of ${of} served, one caller`, served),
    figure(`their longest hold of the event loop`, hold),
    ...both(`previewed, ${atOnce} callers`, together),
    ...both(`served, ${atOnce} callers`, servedTogether),
    ...both('re-ranking a feed', again),
    figure(`${of}: memory of the engine and its threads`, process.memoryUsage().rss / 1e6, 'MB'),
    figure(`${of}: files of the indexes`, bytesOfIndexes(workspace) / 1e6, 'MB'),
  ];
}

/** Feeds as programs ask for them, one after the other, no faster than they are answered. */
async function overHttp(options: EngineOptions): Promise<Figure[]> {
  const host = await startLoopbackHost({ engine: options, port: 0, rendererRoot: options.paths.config });
  try {
    const ask = async (n: number) => {
      const url = new URL(`/v1/feed?user=${who(n).user}`, host.url);
      const response = await fetch(url, { headers: { authorization: `Bearer ${host.token}` } });
      await response.text();
      return response.status;
    };
    const paced = async (n: number) => {
      await setTimeout(1000 / requestsASecond);
      const started = performance.now();
      const status = await ask(n);
      if (status !== 200) throw new Error(`GET /v1/feed was answered with ${status}`);
      return performance.now() - started;
    };
    // The engine is being started.
    while ((await ask(0)) === 503) await setTimeout(1000);
    for (let n = 0; n < 100; n++) await paced(n);
    const all: number[] = [];
    for (let n = 0; n < 200; n++) all.push(await paced(4000 + n));
    return both(`GET /v1/feed of ${of}, ${requestsASecond} a second`, all);
  } finally {
    await host.close();
  }
}

function figure(what: string, value: number, unit = 'ms'): Figure {
  process.stderr.write(`  ${what}: ${value.toPrecision(4)} ${unit}\n`);
  return { bench: 'feed', what, value, unit };
}

function both(what: string, all: readonly number[]): Figure[] {
  return [figure(`${what}: p50`, at(all, 0.5)), figure(`${what}: p99`, at(all, 0.99))];
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

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;
}

function indexFiles(workspace: string): string[] {
  const cache = join(workspace, 'cache');
  return existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.index')) : [];
}

function bytesOfIndexes(workspace: string): number {
  return indexFiles(workspace).reduce((sum, name) => sum + statSync(join(workspace, 'cache', name)).size, 0);
}

/** Waits until both indexes of a large model are there: the second is made, or loaded, after the first one. */
async function settled(workspace: string): Promise<void> {
  while (items >= 20_000 && !indexFiles(workspace).some((name) => name.includes('-alike-'))) await setTimeout(500);
  await setTimeout(5000);
}
