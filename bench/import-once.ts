import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../engine/engine.ts';
import { enginePaths } from '../main/paths.ts';
import { root } from './measure.ts';

export interface ImportResult {
  rows: number;
  seconds: number;
  /** The largest resident set of the process so far. */
  megabytes: number;
}

/** One import in a process of its own, so that its memory is its own: `import-once.ts FILE WORKSPACE`. */
const [file, dir] = process.argv.slice(2) as [string, string];
const engine = await createEngine({ paths: enginePaths(root, join(tmpdir(), 'steward-bench-config')) });
await engine.client.workspace.create({ dir, name: 'Bench' });
const started = performance.now();
const job = await engine.client.content.import({ source: { path: file } });
for await (const _ of await engine.client.jobs.watch({ id: job.id }));
const seconds = (performance.now() - started) / 1000;
const { rows } = await engine.client.content.imports({ limit: 1 });
await engine.close();
const result: ImportResult = { rows: rows[0]!.added, seconds, megabytes: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(`${JSON.stringify(result)}\n`);
