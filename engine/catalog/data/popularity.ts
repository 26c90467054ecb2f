import type { Popularity } from '../../contract/index.ts';
import type { NumberedPairs } from '../interactions/interactions.ts';

/** How unequal the popularity of items is; null where there are no interactions. */
export function popularityOf({ users, items, user, item }: NumberedPairs): Popularity | null {
  const n = user.length;
  if (n === 0) return null;
  const count = new Int32Array(items.size);
  for (const row of item) count[row]! += 1;
  const counts = count.filter((times) => times > 0).sort();
  // Ascending above, as Gini's formula wants it; from here the most popular come first.
  const gini = giniOf(counts, n);
  counts.reverse();
  const deciles = new Array<number>(10).fill(0);
  let head = 0;
  let covered = 0;
  let topHundredth = 0;
  for (const [place, times] of counts.entries()) {
    deciles[Math.floor((place * 10) / counts.length)]! += times / n;
    if (place * 100 < counts.length) topHundredth += times / n;
    if (covered < 0.8 * n) head += 1;
    covered += times;
  }
  return {
    gini,
    topTenth: deciles[0]!,
    topHundredth,
    longTail: counts.length - head,
    never: items.size - counts.length,
    activityCorrelation: activityCorrelation(users.size, count, user, item),
    deciles,
  };
}

/** Gini's coefficient of counts in ascending order that sum up to `total`. */
function giniOf(counts: Int32Array, total: number): number {
  let weighted = 0;
  for (const [place, times] of counts.entries()) weighted += (2 * (place + 1) - counts.length - 1) * times;
  return weighted / (counts.length * total);
}

/**
 * Spearman's correlation of a user's number of items with the mean popularity of these; interactions are grouped by
 * user and item. Null under 3 users with any, or where one of the two is the same for all.
 */
function activityCorrelation(users: number, popularity: Int32Array, user: Int32Array, item: Int32Array): number | null {
  const distinct = new Float64Array(users);
  const sum = new Float64Array(users);
  for (let at = 0; at < user.length; at++) {
    if (at > 0 && user[at] === user[at - 1] && item[at] === item[at - 1]) continue;
    distinct[user[at]!]! += 1;
    sum[user[at]!]! += popularity[item[at]!]!;
  }
  const active = Int32Array.from(distinct.keys()).filter((row) => distinct[row]! > 0);
  if (active.length < 3) return null;
  return correlation(
    ranks(Float64Array.from(active, (row) => distinct[row]!)),
    ranks(Float64Array.from(active, (row) => sum[row]! / distinct[row]!)),
  );
}

/** Ranks from 1; ties share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let at = start; at < end; at++) out[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/** Pearson's correlation; null where one side does not vary. */
function correlation(a: Float64Array, b: Float64Array): number | null {
  const mean = (a.length + 1) / 2;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let at = 0; at < a.length; at++) {
    const da = a[at]! - mean;
    const db = b[at]! - mean;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}
