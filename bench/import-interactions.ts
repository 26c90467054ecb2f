import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from '../engine/numeric/random.ts';
import type { InteractionsResult } from './import-interactions-once.ts';
import { type Figure, inProcess } from './measure.ts';

const users = 6040;
const items = 3706;

/**
 * Seconds that a file of ratings takes until all of it is in the workspace, in the order of users and in any order, with
 * the largest resident memory and the longest time that the event loop was held.
 */
export async function importingInteractions(rows = 1_000_000): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const figures: Figure[] = [];
  try {
    for (const order of ['sorted', 'random'] as const) {
      const file = join(dir, `${order}.csv`);
      await pipeline(Readable.from(csv(rows, order)), createWriteStream(file));
      const result = await inProcess<InteractionsResult>('import-interactions-once.ts', [file, join(dir, order)]);
      if (result.rows !== rows) throw new Error(`Only ${result.rows} of ${rows} rows were imported.`);
      const what = `${rows.toLocaleString('en')} ratings of CSV, ${order === 'sorted' ? 'by user' : 'in any order'}`;
      const add = (more: string, value: number, unit: string) =>
        figures.push({ bench: 'import-interactions', what: what + more, value, unit });
      add('', result.seconds, 's');
      add(', the same file again', result.againSeconds, 's');
      add(', largest resident memory', result.megabytes, 'MB');
      add(', event loop held at most', result.held, 'ms');
      add(', read into memory after it', result.readSeconds, 's');
      add(', read: event loop held at most', result.readHeld, 'ms');
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return figures;
}

/** Ratings with a popularity that falls off; 'random' is the same rows in another order. */
function* csv(rows: number, order: 'sorted' | 'random'): Generator<string> {
  const random = seededRandom(1);
  const places = Int32Array.from({ length: rows }, (_, place) => place);
  for (let at = rows - 1; order === 'random' && at > 0; at--) {
    const other = random.below(at + 1);
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  yield 'userId,movieId,rating,timestamp\n';
  let chunk = '';
  for (const [n, place] of places.entries()) {
    const user = 1 + Math.floor((place * users) / rows);
    // The item is found from the place, so that both orders hold the same rows.
    const part = ((place * 2654435761) % 4294967296) / 4294967296;
    chunk += `${user},${1 + Math.floor(items * part * part)},${1 + (place % 5)},${956_703_932 + place}\n`;
    if (n % 1000 !== 999) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
