import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportResult } from './import-once.ts';
import { type Figure, inProcess } from './measure.ts';
import { posts } from './texts.ts';

/** Rows per second into a workspace and the largest resident memory, for files of growing size. */
export async function importing(sizes: readonly number[] = [10_000, 100_000, 1_000_000, 2_000_000]): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const figures: Figure[] = [];
  try {
    for (const n of sizes) {
      const file = join(dir, `${n}.csv`);
      await pipeline(Readable.from(csv(n)), createWriteStream(file));
      const result = await inProcess<ImportResult>('import-once.ts', [file, join(dir, `workspace-${n}`)]);
      if (result.rows !== n) throw new Error(`Only ${result.rows} of ${n} rows were imported.`);
      const what = `${n.toLocaleString('en')} rows of CSV`;
      figures.push({ bench: 'import', what, value: n / result.seconds, unit: 'rows/s' });
      figures.push({ bench: 'import', what: `${what}, largest resident memory`, value: result.megabytes, unit: 'MB' });
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return figures;
}

function* csv(n: number): Generator<string> {
  yield 'id,author,time,text\n';
  let chunk = '';
  let index = 0;
  for (const text of posts(n)) {
    chunk += `p${index},author${index % 5000},${1_700_000_000 + index},"${text}"\n`;
    index += 1;
    if (index % 1000 === 0) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}
