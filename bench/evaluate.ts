import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInteractions } from '../engine/catalog/interactions/read.ts';
import { rank } from '../engine/evaluate/ranking.ts';
import { csrFromTriples } from '../engine/numeric/csr.ts';
import { seededRandom } from '../engine/numeric/random.ts';
import { type Figure, median } from './measure.ts';

/** MovieLens 1M's size. */
const [users, items, pairs] = [6040, 3706, 1_000_000];

/** Seconds to read a million ratings, and for all metrics of full ranking at 100 once the scores are there. */
export async function evaluating(): Promise<Figure[]> {
  return [await reading(), await ranking()];
}

async function reading(): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  try {
    const file = join(folder, 'ratings.csv');
    const random = seededRandom(1);
    const lines = ['user,item,value,time'];
    for (let n = 0; n < pairs; n++) {
      lines.push(`${random.below(users)},${random.below(items)},${1 + random.below(5)},${978_300_000 + n}`);
    }
    writeFileSync(file, `${lines.join('\n')}\n`);
    const value = await seconds(async () => {
      const { interactions, badCount } = await readInteractions(file);
      if (interactions.user.length !== pairs || badCount > 0) throw new Error('Not all ratings were read.');
    });
    return { bench: 'evaluate', what: 'reading 1,000,000 ratings of CSV', value, unit: 's' };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function ranking(): Promise<Figure> {
  const random = seededRandom(2);
  const matrix = (n: number, columns: number, rows: number) => {
    const draw = (below: number) => Int32Array.from({ length: n }, () => random.below(below));
    return csrFromTriples(rows, columns, draw(rows), draw(columns), new Float32Array(n).fill(1));
  };
  const [train, relevant] = [matrix(0.8 * pairs, items, users), matrix(0.2 * pairs, items, users)];
  const itemVectors = matrix(2 * items, 18, items);
  const scores = Float32Array.from({ length: users * items }, () => random.uniform());
  const score = async (of: Int32Array) => scores.subarray(of[0]! * items, (of[of.length - 1]! + 1) * items);
  const task = { train, relevant, k: 100, seed: 1, itemVectors };
  const value = await seconds(async () => void (await rank(score, task)));
  return {
    bench: 'evaluate',
    what: `all metrics at 100, ${users} users, ${items} items, full ranking`,
    value,
    unit: 's',
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    await work();
    times.push((performance.now() - started) / 1000);
  }
  return median(times);
}
