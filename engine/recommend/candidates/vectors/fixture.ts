import { seededRandom } from '../../../numeric/random.ts';
import type { Similarity, Vectors } from './vector-index.ts';

/** Simulated factors: items gather around centres and differ in length, as learned ones do; queries lie between two centres. */
export function simulatedVectors(
  size: number,
  dimensions: number,
  { queries, seed, similarity = 'product' }: { queries: number; seed: number; similarity?: Similarity },
): { vectors: Vectors; queries: Float32Array } {
  const random = seededRandom(seed);
  const count = Math.max(4, Math.round(Math.sqrt(size) / 2));
  const centres = Float32Array.from({ length: count * dimensions }, () => random.normal());
  const values = new Float32Array(size * dimensions);
  for (let item = 0; item < size; item++) {
    const centre = random.below(count) * dimensions;
    const scale = 0.1 * Math.exp(0.3 * random.normal());
    for (let d = 0; d < dimensions; d++) {
      values[item * dimensions + d] = scale * (centres[centre + d]! + 0.8 * random.normal());
    }
  }
  const asked = new Float32Array(queries * dimensions);
  for (let query = 0; query < queries; query++) {
    const [one, two] = [random.below(count) * dimensions, random.below(count) * dimensions];
    for (let d = 0; d < dimensions; d++) {
      asked[query * dimensions + d] = centres[one + d]! + 0.6 * centres[two + d]! + 0.5 * random.normal();
    }
  }
  return { vectors: { dimensions, values, similarity }, queries: asked };
}

/** The share of what `truth` found that `found` has as well: rows of k items, -1 for none. */
export function recallOf(found: Int32Array, truth: Int32Array, k: number): number {
  let hits = 0;
  let wanted = 0;
  for (let at = 0; at < truth.length; at += k) {
    const own = new Set(found.subarray(at, at + k));
    for (const item of truth.subarray(at, at + k)) {
      if (item < 0) continue;
      wanted += 1;
      if (own.has(item)) hits += 1;
    }
  }
  return wanted > 0 ? hits / wanted : 1;
}
