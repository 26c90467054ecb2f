import { seededRandom } from './random.ts';

/** So many of some numbers by chance, ascending; the first of the draw for fewer are those for more. */
export function drawn(all: Int32Array, wanted: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const order = all.slice();
  const count = Math.min(wanted, order.length);
  for (let n = 0; n < count; n++) {
    const other = n + random.below(order.length - n);
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  return order.subarray(0, count).sort();
}
