import { join } from 'node:path';
import { fillDemo } from '../engine/catalog/demo/fill.ts';
import { demoSettings } from '../engine/catalog/demo/settings.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/options.ts';
import { createStore } from '../engine/store/store.ts';
import { root } from './measure.ts';

export type Client = Engine['client'];

/** How large a simulated workspace is. */
export interface Size {
  items: number;
  users: number;
  interactions: number;
}

const factors = 64;

/** An engine that keeps what is its own in a folder of the bench. */
export function engineOptions(dir: string): EngineOptions {
  return {
    paths: {
      config: join(dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [],
      lexicon: join(root, 'models', 'masking.json'),
    },
  };
}

/** What a simulated workspace calls its users, by their numbers from 0. */
export function nameOfUser(n: number): string {
  return `user-${String(1 + n).padStart(7, '0')}`;
}

/** Does some work with an engine, which is closed afterwards. */
export async function withEngine<T>(options: EngineOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const engine = await createEngine(options);
  try {
    return await work(engine.client);
  } finally {
    await engine.close();
  }
}

/** Makes a workspace with items, users and what they did, and an active model of 64 factors; the seconds that its fit took. */
export async function makeWorkspace(options: EngineOptions, dir: string, size: Size): Promise<number> {
  await simulate(dir, size);
  return withEngine({ ...options, openAtStart: dir }, async (client) => {
    // Moderation is another bench.
    await client.workspace.changeSettings({ moderateOnArrival: false });
    await client.models.fit({
      algorithm: 'ials',
      params: { factors, epochs: 3, solver: 'cg' },
      rule: 'engagement',
      slot: 'default',
    });
    await ended(client);
    const [version] = await client.models.versions();
    await client.models.activate({ id: version!.id });
    return version!.fitSeconds;
  });
}

/** Fills a new workspace with the simulated demo, which a person can have up to a million items of. */
async function simulate(dir: string, size: Size): Promise<void> {
  const started = performance.now();
  const store = createStore(dir, { name: 'Bench', isDemo: true }, { clock: Date.now, onReported: () => {} });
  const settings = demoSettings({ ...size, posts: 600, days: 28, seed: 1 }, Date.now());
  const { signal } = new AbortController();
  try {
    await fillDemo(store)(settings, { jobId: 0, signal, progress: () => {} });
  } finally {
    store.close();
  }
  process.stderr.write(`  made in ${Math.round((performance.now() - started) / 1000)} s\n`);
}

/** Waits until all jobs are done. */
export async function ended(client: Client): Promise<void> {
  for (const job of await client.jobs.list()) {
    let last = job;
    for await (const state of await client.jobs.watch({ id: job.id })) last = state;
    if (last.state !== 'done') throw new Error(`the ${job.kind} job ended as ${last.state}`);
  }
}
