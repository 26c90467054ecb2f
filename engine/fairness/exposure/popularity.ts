import type { Grouping } from '../../catalog/interactions/groups.ts';
import { eachList, mean } from '../../evaluate/metrics/beyond.ts';
import { averagePopularity, longTail } from '../../evaluate/metrics/popularity.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { listOf } from './weights.ts';

type Popularity = ArrayLike<number>;

/** Head and tail of the catalogue: the head is the fewest most popular items that hold `share` of all interactions, 0.8 by default. */
export function headAndTail(popularity: Popularity, share?: number): Grouping {
  return { attribute: 'popularity', names: ['head', 'tail'], of: Int32Array.from(longTail(popularity, share)) };
}

/** Mean popularity of the items each user has in training; NaN for a user without any. `users` are rows of `train`. */
export function profilePopularity(train: Csr, users: Int32Array, popularity: Popularity): Float64Array {
  const { indptr, indices } = train;
  return Float64Array.from(users, (user) =>
    mean(indices.subarray(indptr[user]!, indptr[user + 1]!), (item) => popularity[item]!),
  );
}

/** Places of each list that hold an item of the tail (ACLT is the mean over users). */
export function tailPlaces(lists: TopLists, isTail: Uint8Array): Float64Array {
  return eachList(lists, (items) => items.reduce((places, item) => places + isTail[item]!, 0));
}

/** How unlike groups of items fare, and the chance of each: the population deviation of the chances over their mean. */
export interface Parity {
  /** By group; null where nothing of the group could have been listed. */
  chances: (number | null)[];
  /** Null where a chance is not defined, or all are 0. */
  value: number | null;
}

/**
 * Ranking-based statistical parity (Zhu et al. 2020): the chance of a group is how often its items were listed over how
 * often they could have been, which is for each user the items of the group that are not in training.
 */
export function statisticalParity(lists: TopLists, users: Int32Array, train: Csr, grouping: Grouping): Parity {
  const sizes = countGroups(grouping.of.subarray(0, train.columns), grouping);
  const [listed, possible] = [new Float64Array(grouping.names.length), new Float64Array(grouping.names.length)];
  for (const [i, user] of users.entries()) {
    add(listed, countGroups(groupsOf(listOf(lists, i), grouping), grouping));
    const known = countGroups(groupsOf(rowOf(train, user), grouping), grouping);
    for (let group = 0; group < possible.length; group++) possible[group]! += sizes[group]! - known[group]!;
  }
  return parityOf(listed, possible);
}

/**
 * Ranking-based equal opportunity (Zhu et al. 2020): of the relevant items that are not in training, the share that was
 * listed, by group.
 */
export function equalOpportunity(
  lists: TopLists,
  users: Int32Array,
  train: Csr,
  relevant: Csr,
  grouping: Grouping,
): Parity {
  const [found, wanted] = [new Float64Array(grouping.names.length), new Float64Array(grouping.names.length)];
  const isWanted = new Uint8Array(relevant.columns);
  for (const [i, user] of users.entries()) {
    for (const item of rowOf(relevant, user)) isWanted[item] = 1;
    for (const item of rowOf(train, user)) isWanted[item] = 0;
    for (const item of rowOf(relevant, user))
      if (isWanted[item] && grouping.of[item]! >= 0) wanted[grouping.of[item]!]! += 1;
    for (const item of listOf(lists, i)) if (isWanted[item] && grouping.of[item]! >= 0) found[grouping.of[item]!]! += 1;
    for (const item of rowOf(relevant, user)) isWanted[item] = 0;
  }
  return parityOf(found, wanted);
}

/** How popular the profiles and the lists of a group of users are (Abdollahpouri et al. 2019; popularity as a share of users). */
export interface GroupPopularity {
  group: string;
  users: number;
  profile: number | null;
  lists: number | null;
  /** (lists - profile) / profile: above 0 the group gets more popular items than it chose. */
  delta: number | null;
}

/**
 * GAP and DeltaGAP for each group of users: means over users of the mean popularity of their profile and of their list.
 * Users without a profile or without a list are left out. `grouping` is by list.
 */
export function groupPopularity(
  lists: TopLists,
  users: Int32Array,
  train: Csr,
  popularity: Popularity,
  grouping: Grouping,
): GroupPopularity[] {
  const [own, given] = [profilePopularity(train, users, popularity), averagePopularity(lists, popularity)];
  return grouping.names.map((group, number) => {
    let [n, profile, listed] = [0, 0, 0];
    for (let i = 0; i < users.length; i++) {
      if (grouping.of[i] !== number || Number.isNaN(own[i]!) || Number.isNaN(given[i]!)) continue;
      n += 1;
      profile += own[i]! / train.rows;
      listed += given[i]! / train.rows;
    }
    if (n === 0) return { group, users: 0, profile: null, lists: null, delta: null };
    const delta = profile === 0 ? null : (listed - profile) / profile;
    return { group, users: n, profile: profile / n, lists: listed / n, delta };
  });
}

function rowOf({ indptr, indices }: Csr, row: number): Int32Array {
  return indices.subarray(indptr[row]!, indptr[row + 1]!);
}

function groupsOf(items: Int32Array, { of }: Grouping): Int32Array {
  return items.map((item) => of[item]!);
}

function countGroups(groups: Int32Array, { names }: Grouping): Int32Array {
  const counts = new Int32Array(names.length);
  for (const group of groups) if (group >= 0) counts[group]! += 1;
  return counts;
}

function add(to: Float64Array, counts: Int32Array): void {
  for (let group = 0; group < to.length; group++) to[group]! += counts[group]!;
}

function parityOf(hits: Float64Array, of: Float64Array): Parity {
  const chances = Array.from(hits, (count, group) => (of[group] === 0 ? null : count / of[group]!));
  const defined = chances.filter((chance) => chance !== null);
  const average = defined.reduce((sum, chance) => sum + chance, 0) / defined.length;
  if (defined.length < chances.length || !(average > 0)) return { chances, value: null };
  const variance = defined.reduce((sum, chance) => sum + (chance - average) ** 2, 0) / defined.length;
  return { chances, value: Math.sqrt(variance) / average };
}
