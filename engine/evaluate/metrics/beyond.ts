import type { Csr } from '../../numeric/csr.ts';
import { jaccard } from '../../numeric/sets.ts';
import type { TopLists } from '../top.ts';

/** How often each item was recommended, over all lists: one count an item. */
export function exposure(lists: TopLists, items: number): Int32Array {
  const counts = new Int32Array(items);
  for (const item of lists.items) if (item >= 0) counts[item]! += 1;
  return counts;
}

/** Catalogue coverage: the share of all items that stand in at least one list. */
export function coverage(counts: Int32Array): number {
  return counts.length === 0 ? Number.NaN : counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0) / counts.length;
}

/**
 * Gini index of how recommendations spread over all items, those never recommended included: 0 where all are
 * recommended equally often, (n - 1) / n where one gets all. With counts c ascending:
 * sum of (2i - n - 1) c_i / (n sum of c), i from 1.
 */
export function gini(counts: Int32Array | Float64Array): number {
  const sorted = counts.slice().sort();
  const n = sorted.length;
  let [weighted, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    weighted += (2 * (i + 1) - n - 1) * sorted[i]!;
    total += sorted[i]!;
  }
  return total === 0 ? Number.NaN : weighted / (n * total);
}

/**
 * Novelty of each list: the mean self-information of its items, -log2 of the share of users who know the item, in bits
 * (Zhou et al. 2010). `popularity` is users an item; an item nobody knows counts as known by one. NaN for empty lists.
 */
export function novelty(lists: TopLists, popularity: ArrayLike<number>, users: number): Float64Array {
  const bits = Float64Array.from(popularity, (count) => -Math.log2(Math.max(1, count) / users));
  return eachList(lists, (items) => mean(items, (item) => bits[item]!));
}

/**
 * Serendipity of each list: the share of its k places with a relevant item that the same user's list by popularity
 * does not hold (Ge et al. 2010, useful and unexpected). `popular` holds that list at the same place.
 */
export function serendipity(lists: TopLists, popular: TopLists, users: Int32Array, relevant: Csr): Float64Array {
  const surprising = new Uint8Array(relevant.columns);
  return eachList(lists, (items, i) => {
    const wanted = relevant.indices.subarray(relevant.indptr[users[i]!]!, relevant.indptr[users[i]! + 1]!);
    for (const item of wanted) surprising[item] = 1;
    for (const item of popular.items.subarray(i * popular.k, (i + 1) * popular.k)) if (item >= 0) surprising[item] = 0;
    let count = 0;
    for (const item of items) count += surprising[item]!;
    for (const item of wanted) surprising[item] = 0;
    return count / lists.k;
  });
}

/** Revenue of each list: the sum of the prices of its relevant items, in the unit of the prices. */
export function revenue(lists: TopLists, prices: ArrayLike<number>, users: Int32Array, relevant: Csr): Float64Array {
  return eachList(lists, (items, i) => {
    const wanted = new Set(relevant.indices.subarray(relevant.indptr[users[i]!]!, relevant.indptr[users[i]! + 1]!));
    return items.reduce((sum, item) => sum + (wanted.has(item) ? prices[item]! : 0), 0);
  });
}

/**
 * Intra-list diversity: the mean of 1 - cosine over all pairs of items of a list, NaN for lists of less than two.
 * `vectors` is items x dimensions; an item without entries is unlike every other. For unit vectors the cosines of all
 * ordered pairs sum up to |sum of vectors|^2 - (number of vectors), so no pair is looked at.
 */
export function diversity(lists: TopLists, vectors: Csr): Float64Array {
  const { indptr, indices, values } = vectors;
  const norms = Float64Array.from({ length: vectors.rows }, (_, item) => {
    let sum = 0;
    for (let e = indptr[item]!; e < indptr[item + 1]!; e++) sum += values[e]! * values[e]!;
    return Math.sqrt(sum);
  });
  const total = new Float64Array(vectors.columns);
  return eachList(lists, (items) => {
    const n = items.length;
    if (n < 2) return Number.NaN;
    let known = 0;
    let square = 0;
    for (const item of items) {
      const norm = norms[item]!;
      if (norm === 0) continue;
      known += 1;
      for (let e = indptr[item]!; e < indptr[item + 1]!; e++) {
        const add = values[e]! / norm;
        const before = total[indices[e]!]!;
        square += add * (2 * before + add);
        total[indices[e]!] = before + add;
      }
    }
    for (const item of items) for (let e = indptr[item]!; e < indptr[item + 1]!; e++) total[indices[e]!] = 0;
    return 1 - (square - known) / (n * (n - 1));
  });
}

/**
 * Intra-list diversity where items are sets: the mean of 1 - Jaccard over all pairs of items of a list, NaN for lists of
 * less than two. Row i of `sets` has the members of item i; two items without any are unlike.
 */
export function setDiversity(lists: TopLists, sets: Csr): Float64Array {
  const own = (item: number) => sets.indices.subarray(sets.indptr[item]!, sets.indptr[item + 1]!);
  return eachList(lists, (items) => {
    const n = items.length;
    let unlike = 0;
    for (let a = 0; a < n; a++) {
      for (let b = a + 1; b < n; b++) unlike += 1 - jaccard(own(items[a]!), own(items[b]!));
    }
    return n < 2 ? Number.NaN : unlike / ((n * (n - 1)) / 2);
  });
}

/** A value of each list, of its items without the empty places at its end. */
export function eachList(lists: TopLists, value: (items: Int32Array, i: number) => number): Float64Array {
  const { k } = lists;
  return Float64Array.from({ length: k === 0 ? 0 : lists.items.length / k }, (_, i) => {
    const items = lists.items.subarray(i * k, (i + 1) * k);
    const end = items.indexOf(-1);
    return value(end < 0 ? items : items.subarray(0, end), i);
  });
}

/** The mean of a value over some items; NaN without any. */
export function mean(items: Int32Array, value: (item: number) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return items.length === 0 ? Number.NaN : sum / items.length;
}
