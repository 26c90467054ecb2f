import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createEngine } from '../engine/engine.ts';
import { enginePaths } from '../main/paths.ts';
import { root } from './measure.ts';

export interface InteractionsResult {
  rows: number;
  seconds: number;
  /** The same file once more: all of it is known. */
  againSeconds: number;
  /** The largest resident set of the process until the first import was done. */
  megabytes: number;
  /** The longest time that the event loop was held while it went on, in milliseconds. */
  held: number;
  /** Seconds until the data is in memory for the first time, and again by the file that this left. */
  readSeconds: number;
  readHeld: number;
}

/** One import in a process of its own, so that its memory is its own: `import-interactions-once.ts FILE WORKSPACE`. */
const [file, dir] = process.argv.slice(2) as [string, string];
const engine = await createEngine({ paths: enginePaths(root, join(tmpdir(), 'steward-bench-config')) });
await engine.client.workspace.create({ dir, name: 'Bench' });

async function run(): Promise<number> {
  const started = performance.now();
  const job = await engine.client.catalog.import({ kind: 'interactions', source: { path: file } });
  for await (const _ of await engine.client.jobs.watch({ id: job.id }));
  return (performance.now() - started) / 1000;
}

/** Work, and how long it held the event loop at most. */
async function watched<T>(work: () => Promise<T>): Promise<{ outcome: T; held: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const outcome = await work();
  delay.disable();
  return { outcome, held: delay.max / 1e6 };
}

const first = await watched(run);
const megabytes = process.resourceUsage().maxRSS / 1024;
const againSeconds = await run();
const read = await watched(async () => {
  const started = performance.now();
  await engine.client.catalog.summary();
  return (performance.now() - started) / 1000;
});
const { rows } = await engine.client.content.imports({ limit: 2 });
await engine.close();
const result: InteractionsResult = {
  rows: rows[1]!.added,
  seconds: first.outcome,
  againSeconds,
  megabytes,
  held: first.held,
  readSeconds: read.outcome,
  readHeld: read.held,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
