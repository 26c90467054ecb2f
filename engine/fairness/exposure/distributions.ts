import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { listCount, listOf } from './weights.ts';

type Numbers = ArrayLike<number>;

/**
 * Kullback-Leibler divergence of what a user is shown (q) from what they chose (p), after Steck (2018): the sum of
 * p ln(p / q~) with q~ = (1 - alpha) q + alpha p, so that it is finite; 0 where both are alike. In nats; / ln 2 for bits.
 */
export function calibrationDivergence(p: Numbers, q: Numbers, alpha = 0.01): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) {
    if (p[c]! > 0) sum += p[c]! * Math.log(p[c]! / ((1 - alpha) * q[c]! + alpha * p[c]!));
  }
  return sum;
}

/** Hellinger's distance of two distributions: 0 where they are alike, 1 where they share nothing. */
export function hellinger(p: Numbers, q: Numbers): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) sum += Math.sqrt(p[c]! * q[c]!);
  return Math.sqrt(Math.max(0, 1 - sum));
}

/** How far each user's list is from their profile in categories; NaN where either has no category. */
export interface Calibrations {
  /** In nats. */
  divergence: Float64Array;
  hellinger: Float64Array;
}

/**
 * Calibration of each list against the user's training items. An item's weight is shared alike by its categories, and all
 * items count alike. `categories` is items x categories.
 */
export function listCalibrations(
  lists: TopLists,
  users: Int32Array,
  train: Csr,
  categories: Csr,
  alpha = 0.01,
): Calibrations {
  const result = { divergence: new Float64Array(users.length), hellinger: new Float64Array(users.length) };
  for (const [i, user] of users.entries()) {
    const p = categoryShares(train.indices.subarray(train.indptr[user]!, train.indptr[user + 1]!), categories);
    const q = categoryShares(listOf(lists, i), categories);
    result.divergence[i] = p && q ? calibrationDivergence(p, q, alpha) : Number.NaN;
    result.hellinger[i] = p && q ? hellinger(p, q) : Number.NaN;
  }
  return result;
}

/**
 * NDKL (Geyik et al. 2019) of each list: the mean over prefixes, weighted by 1 / log2(i + 1), of the divergence in nats of
 * the groups' shares of the prefix from the wanted shares. 0 is parity; infinite where a group is listed that should not
 * be there at all; NaN for a list without an item of a group.
 */
export function ndkl(lists: TopLists, grouping: Grouping, wanted: Numbers): Float64Array {
  const counts = new Int32Array(grouping.names.length);
  return Float64Array.from({ length: listCount(lists) }, (_, i) => {
    counts.fill(0);
    let [n, sum, weights] = [0, 0, 0];
    for (const item of listOf(lists, i)) {
      const group = grouping.of[item]!;
      if (group < 0) continue;
      counts[group]! += 1;
      n += 1;
      const weight = 1 / Math.log2(n + 1);
      let divergence = 0;
      for (let g = 0; g < counts.length; g++) {
        if (counts[g]! > 0) divergence += (counts[g]! / n) * Math.log(counts[g]! / n / wanted[g]!);
      }
      sum += weight * divergence;
      weights += weight;
    }
    return sum / weights;
  });
}

/** How much more than its part of the catalogue a group of users chose and is shown of a category of items. */
export interface BiasDisparity {
  users: string;
  items: string;
  /** PR(G, C) / P(C): the share of the group's pairs that are of the category over the category's share of items. */
  chosen: number | null;
  shown: number | null;
  /** (shown - chosen) / chosen: above 0 the lists enlarge the preference. */
  disparity: number | null;
}

/** Bias disparity (Tsintzou et al. 2019) for every group of users and of items; `byList` groups lists, `items` the catalogue. */
export function biasDisparities(
  lists: TopLists,
  users: Int32Array,
  train: Csr,
  byList: Grouping,
  items: Grouping,
): BiasDisparity[] {
  const width = items.names.length;
  const [chosen, shown] = [
    new Float64Array(byList.names.length * width),
    new Float64Array(byList.names.length * width),
  ];
  const sizes = new Float64Array(width);
  for (const group of items.of) if (group >= 0) sizes[group]! += 1;
  const count = (to: Float64Array, group: number, of: Int32Array) => {
    for (const item of of) if (items.of[item]! >= 0) to[group * width + items.of[item]!]! += 1;
  };
  for (const [i, user] of users.entries()) {
    const group = byList.of[i]!;
    if (group < 0) continue;
    count(chosen, group, train.indices.subarray(train.indptr[user]!, train.indptr[user + 1]!));
    count(shown, group, listOf(lists, i));
  }
  const catalogue = sizes.reduce((sum, size) => sum + size, 0);
  return byList.names.flatMap((usersName, group) =>
    items.names.map((itemsName, category) => {
      const preference = (of: Float64Array) => {
        const own = of.subarray(group * width, (group + 1) * width);
        const total = own.reduce((sum, n) => sum + n, 0);
        return total === 0 || sizes[category] === 0 ? null : own[category]! / total / (sizes[category]! / catalogue);
      };
      const [source, result] = [preference(chosen), preference(shown)];
      const disparity = source === null || result === null || source === 0 ? null : (result - source) / source;
      return { users: usersName, items: itemsName, chosen: source, shown: result, disparity };
    }),
  );
}

/** Shares of the categories of some items; null where none has a category. */
function categoryShares(items: Int32Array, { columns, indptr, indices }: Csr): Float64Array | null {
  const shares = new Float64Array(columns);
  let n = 0;
  for (const item of items) {
    const [from, to] = [indptr[item]!, indptr[item + 1]!];
    if (from === to) continue;
    n += 1;
    for (let e = from; e < to; e++) shares[indices[e]!]! += 1 / (to - from);
  }
  return n === 0 ? null : shares.map((share) => share / n);
}
