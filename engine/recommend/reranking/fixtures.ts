import { type Random, seededRandom } from '../../numeric/random.ts';
import type { AllocationContext, CandidateList } from './candidates.ts';

/** Sizes of a made-up candidate list. */
export interface ListSize {
  n: number;
  dimensions?: number;
  topics?: number;
  publishers?: number;
  groups?: number;
  seed?: number;
}

/** A made-up list with everything known: vectors around their topic's centre, item rows in no order, prices, dates. */
export function madeUpList(size: ListSize): CandidateList {
  const { n, dimensions = 8, topics = 4, publishers = 5, groups = 2, seed = 1 } = size;
  const random = seededRandom(seed);
  const centres = Float64Array.from({ length: topics * dimensions }, () => random.normal());
  const topicOf = Int32Array.from({ length: n }, () => random.below(topics));
  const values = new Float32Array(n * dimensions);
  for (let at = 0; at < values.length; at++) {
    const topic = topicOf[Math.floor(at / dimensions)]!;
    values[at] = centres[topic * dimensions + (at % dimensions)]! + 0.6 * random.normal();
  }
  return {
    items: shuffled(n, random).map((row) => 10 * row),
    scores: Float32Array.from({ length: n }, () => random.uniform()),
    prices: Float32Array.from({ length: n }, () => random.below(20)),
    publishers: Int32Array.from({ length: n }, () => random.below(publishers)),
    topics: { indptr: Int32Array.from({ length: n + 1 }, (_, i) => i), members: topicOf },
    groups: Int32Array.from({ length: n }, () => random.below(groups)),
    published: Float64Array.from({ length: n }, () => madeUpNow - random.uniform() * 30 * day),
    effects: new Uint8Array(n),
    vectors: { dimensions, values },
  };
}

export const day = 86_400_000;
export const madeUpNow = Date.UTC(2026, 0, 1);

/** A context for k places at the time that made-up lists are from. */
export function madeUpContext(k: number, more: Partial<AllocationContext> = {}): AllocationContext {
  return { k, now: madeUpNow, ...more };
}

/** All selections of k of the numbers below n, ascending. */
export function* selections(n: number, k: number, from = 0): Generator<number[]> {
  if (k === 0) yield [];
  else
    for (let first = from; first <= n - k; first++)
      for (const rest of selections(n, k - 1, first + 1)) yield [first, ...rest];
}

/** All orders of k of the numbers below n. */
export function* orders(n: number, k: number, taken: readonly number[] = []): Generator<number[]> {
  if (taken.length === k) yield [...taken];
  else for (let next = 0; next < n; next++) if (!taken.includes(next)) yield* orders(n, k, [...taken, next]);
}

function shuffled(n: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
