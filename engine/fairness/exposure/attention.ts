import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { listCount, listOf } from './weights.ts';

type Numbers = ArrayLike<number>;

/** What a group of items gets and what it deserves; means over its items. */
export interface GroupExposure {
  group: string;
  items: number;
  /** Mean attention of an item. */
  exposure: number | null;
  /** Mean merit of an item. */
  merit: number | null;
  /** Mean attention that fell on users for whom the item is relevant: what would be clicked. */
  impact: number | null;
  /** The group's share of all attention, and of all items. */
  share: number | null;
  itemShare: number | null;
}

/** Means by group of what each item has. Items without a group are left out. */
export function groupExposures(
  attention: Numbers,
  merit: Numbers,
  impact: Numbers,
  grouping: Grouping,
): GroupExposure[] {
  const groups = grouping.names.map((group) => ({ group, items: 0, exposure: 0, merit: 0, impact: 0 }));
  for (let item = 0; item < grouping.of.length; item++) {
    const own = groups[grouping.of[item]!];
    if (!own) continue;
    own.items += 1;
    own.exposure += attention[item]!;
    own.merit += merit[item]!;
    own.impact += impact[item]!;
  }
  const total = groups.reduce((sum, { exposure }) => sum + exposure, 0);
  const items = groups.reduce((sum, own) => sum + own.items, 0);
  return groups.map((own) => {
    const mean = (sum: number) => (own.items === 0 ? null : sum / own.items);
    return {
      group: own.group,
      items: own.items,
      exposure: mean(own.exposure),
      merit: mean(own.merit),
      impact: mean(own.impact),
      share: total === 0 ? null : own.exposure / total,
      itemShare: items === 0 ? null : own.items / items,
    };
  });
}

/**
 * A group against the reference (Singh and Joachims 2018): demographic parity of exposure E_a / E_b, disparate treatment
 * (E_a / U_a) / (E_b / U_b) and disparate impact (C_a / U_a) / (C_b / U_b); 1 is parity, null where a part is 0 or not
 * defined. The logarithms (Raj and Ekstrand 2022) treat both directions alike; `epsilon` is added to each part of them.
 */
export interface ExposureRatios {
  group: string;
  parity: number | null;
  treatment: number | null;
  impact: number | null;
  logParity: number | null;
  logTreatment: number | null;
  logImpact: number | null;
}

export function exposureRatios(a: GroupExposure, b: GroupExposure, epsilon = 1e-12): ExposureRatios {
  const logOf = (top: number | null, bottom: number | null) =>
    top === null || bottom === null ? null : Math.log((top + epsilon) / (bottom + epsilon));
  const minus = (x: number | null, y: number | null) => (x === null || y === null ? null : x - y);
  return {
    group: a.group,
    parity: over(a.exposure, b.exposure),
    treatment: over(over(a.exposure, a.merit), over(b.exposure, b.merit)),
    impact: over(over(a.impact, a.merit), over(b.impact, b.merit)),
    logParity: logOf(a.exposure, b.exposure),
    logTreatment: minus(logOf(a.exposure, b.exposure), logOf(a.merit, b.merit)),
    logImpact: minus(logOf(a.impact, b.impact), logOf(a.merit, b.merit)),
  };
}

/** How many users each item is relevant to: its merit where nothing else is known. */
export function relevanceOf(relevant: Csr, users: Int32Array): Float64Array {
  const merit = new Float64Array(relevant.columns);
  for (const user of users) {
    for (let e = relevant.indptr[user]!; e < relevant.indptr[user + 1]!; e++) merit[relevant.indices[e]!]! += 1;
  }
  return merit;
}

/** Attention that each item gets from the users it is relevant to. List i is of user `users[i]`. */
export function impactOf(lists: TopLists, users: Int32Array, relevant: Csr, weights: Float64Array): Float64Array {
  const impact = new Float64Array(relevant.columns);
  const isWanted = new Uint8Array(relevant.columns);
  for (const [i, user] of users.entries()) {
    const wanted = relevant.indices.subarray(relevant.indptr[user]!, relevant.indptr[user + 1]!);
    for (const item of wanted) isWanted[item] = 1;
    for (const [place, item] of listOf(lists, i).entries()) if (isWanted[item]) impact[item]! += weights[place]!;
    for (const item of wanted) isWanted[item] = 0;
  }
  return impact;
}

/**
 * Inequity of amortised attention (Biega et al. 2018): sum over items of |share of all attention - share of all merit|,
 * both over all lists together; 0 is equity, 2 the worst. Null where either sum is 0.
 */
export function amortisedInequity(attention: Numbers, merit: Numbers): number | null {
  let [given, deserved] = [0, 0];
  for (let i = 0; i < attention.length; i++) {
    given += attention[i]!;
    deserved += merit[i]!;
  }
  if (given === 0 || deserved === 0) return null;
  let sum = 0;
  for (let i = 0; i < attention.length; i++) sum += Math.abs(attention[i]! / given - merit[i]! / deserved);
  return sum;
}

/** The same between groups: what the items of a group have is summed up first. */
export function groupInequity(attention: Numbers, merit: Numbers, grouping: Grouping): number | null {
  const sums = (of: Numbers) => {
    const groups = new Float64Array(grouping.names.length);
    for (let item = 0; item < grouping.of.length; item++)
      if (grouping.of[item]! >= 0) groups[grouping.of[item]!]! += of[item]!;
    return groups;
  };
  return amortisedInequity(sums(attention), sums(merit));
}

/**
 * Attention-weighted rank fairness (Sapiezynski et al. 2019) of each list: how far the groups' shares of the list's
 * attention are from the wanted shares, as total variation (with two groups |share - wanted| of either). NaN for a list
 * without an item of a group.
 */
export function awrf(lists: TopLists, weights: Float64Array, grouping: Grouping, wanted: Numbers): Float64Array {
  return Float64Array.from({ length: listCount(lists) }, (_, i) => {
    const shares = new Float64Array(grouping.names.length);
    let total = 0;
    for (const [place, item] of listOf(lists, i).entries()) {
      const group = grouping.of[item]!;
      if (group < 0) continue;
      shares[group]! += weights[place]!;
      total += weights[place]!;
    }
    let distance = 0;
    for (let group = 0; group < shares.length; group++)
      distance += Math.abs(shares[group]! / total - wanted[group]!) / 2;
    return distance;
  });
}

/** Expected exposure (Diaz et al. 2020): loss |e - e*|^2, disparity |e|^2 and relevance 2 e.e*; loss = disparity - relevance + |e*|^2. */
export interface ExpectedExposure {
  loss: number;
  disparity: number;
  relevance: number;
}

/**
 * Expected exposure, the mean over lists. The target e* gives the relevant items of a user the first ranks and the others
 * the rest, all of one kind alike. With a grouping, what groups get is compared instead of items. Null without a list.
 */
export function expectedExposure(
  lists: TopLists,
  users: Int32Array,
  relevant: Csr,
  weights: Float64Array,
  grouping?: Grouping,
): ExpectedExposure | null {
  const n = relevant.columns;
  const sizes = grouping && new Float64Array(grouping.names.length);
  if (grouping) for (const group of grouping.of) if (group >= 0) sizes![group]! += 1;
  const before = new Float64Array(weights.length + 1);
  for (const [place, weight] of weights.entries()) before[place + 1] = before[place]! + weight;
  const all = before.at(-1)!;
  const isWanted = new Uint8Array(n);
  const sum = { loss: 0, disparity: 0, relevance: 0 };
  for (const [i, user] of users.entries()) {
    const wanted = relevant.indices.subarray(relevant.indptr[user]!, relevant.indptr[user + 1]!);
    const first = before[Math.min(wanted.length, weights.length)]!;
    const target = {
      wanted: wanted.length === 0 ? 0 : first / wanted.length,
      other: wanted.length === n ? 0 : (all - first) / (n - wanted.length),
    };
    for (const item of wanted) isWanted[item] = 1;
    const list = listOf(lists, i);
    let [disparity, product, ideal] = [0, 0, 0];
    if (grouping) {
      const [given, due] = [new Float64Array(sizes!.length), sizes!.map((size) => size * target.other)];
      for (const item of wanted) if (grouping.of[item]! >= 0) due[grouping.of[item]!]! += target.wanted - target.other;
      for (const [place, item] of list.entries())
        if (grouping.of[item]! >= 0) given[grouping.of[item]!]! += weights[place]!;
      for (let group = 0; group < given.length; group++) {
        disparity += given[group]! ** 2;
        product += given[group]! * due[group]!;
        ideal += due[group]! ** 2;
      }
    } else {
      for (const [place, item] of list.entries()) {
        disparity += weights[place]! ** 2;
        product += weights[place]! * (isWanted[item] ? target.wanted : target.other);
      }
      ideal = wanted.length * target.wanted ** 2 + (n - wanted.length) * target.other ** 2;
    }
    for (const item of wanted) isWanted[item] = 0;
    sum.loss += disparity - 2 * product + ideal;
    sum.disparity += disparity;
    sum.relevance += 2 * product;
  }
  const of = users.length;
  return of === 0 ? null : { loss: sum.loss / of, disparity: sum.disparity / of, relevance: sum.relevance / of };
}

function over(top: number | null, bottom: number | null): number | null {
  return top === null || bottom === null || bottom === 0 ? null : top / bottom;
}
