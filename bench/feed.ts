import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { feedConfig } from '../engine/contract/index.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { type Figure, root } from './measure.ts';

/** Items of the simulated workspace; users and interactions go with them. BENCH_ITEMS picks another size. */
const items = Number(process.env.BENCH_ITEMS ?? 100_000);
const users = Math.max(400, items / 20);
const interactions = items * 5;
const factors = 64;
/** Feeds that are asked for, each for another user. */
const feeds = 300;
const atOnce = 16;

/**
 * A feed of 20 on a simulated workspace with a model of 64 factors: the first one after opening, then of other users one
 * after the other and 16 at a time, re-ranking, and for how long the event loop was held.
 */
export async function feed(): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'steward-bench-feed-'));
  const engine = await createEngine({
    paths: {
      config: join(dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [],
      lexicon: join(root, 'models', 'masking.json'),
    },
  });
  try {
    return await measure(engine.client, join(dir, 'workspace'));
  } finally {
    await engine.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(client: Engine['client'], dir: string): Promise<Figure[]> {
  await client.workspace.demo({ dir, items, posts: 600, users, interactions, days: 28, seed: 1 });
  await ended(client);
  await client.models.fit({
    algorithm: 'ials',
    params: { factors, epochs: 3, solver: 'cg' },
    rule: 'engagement',
    slot: 'default',
  });
  await ended(client);
  const [version] = await client.models.versions();
  await client.models.activate({ id: version!.id });
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  const who = (n: number) => ({ user: `user-${String(1 + (n % users)).padStart(7, '0')}` });
  const preview = (n: number) => client.feeds.preview({ for: who(n), config: 'default' });
  monitor.enable();
  const [first] = await times(1, 1, preview);
  const holdOfFirst = monitor.max / 1e6;
  await times(20, 1, preview);
  monitor.reset();
  const alone = await times(feeds, 1, (n) => preview(100 + n));
  const hold = monitor.max / 1e6;
  const together = await times(feeds, atOnce, (n) => preview(1000 + n));
  const { key } = await preview(7);
  const config = feedConfig.parse({ name: 'tried' });
  const again = await times(100, 1, (n) =>
    client.feeds.rerank({ key, config: { ...config, allocatorParams: { lambda: n / 100 } } }),
  );
  const figure = (what: string, value: number): Figure => ({ bench: 'feed', what, value, unit: 'ms' });
  const of = `${items.toLocaleString('en')} items`;
  return [
    figure(`the first feed of 20 of ${of}`, first!),
    figure(`its longest hold of the event loop`, holdOfFirst),
    ...both(`a feed of 20 of ${of}, one caller`, alone),
    figure(`their longest hold of the event loop`, hold),
    ...both(`the same, ${atOnce} callers`, together),
    ...both('re-ranking a feed', again),
  ];

  function both(what: string, all: readonly number[]): Figure[] {
    return [figure(`${what}: p50`, at(all, 0.5)), figure(`${what}: p99`, at(all, 0.99))];
  }
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

/** Waits until all jobs are done. */
async function ended(client: Engine['client']): Promise<void> {
  for (const job of await client.jobs.list()) {
    let last = job;
    for await (const state of await client.jobs.watch({ id: job.id })) last = state;
    if (last.state !== 'done') throw new Error(`the ${job.kind} job ended as ${last.state}`);
  }
}
