import type { TopLists } from '../top.ts';
import { eachList, mean } from './beyond.ts';

/** The share of all interactions that the head of the items has; the rest is the tail. */
const headShare = 0.8;

/** Average popularity of each list's items, in users who had the item (ARP, Yin et al. 2012). NaN for empty lists. */
export function averagePopularity(lists: TopLists, popularity: ArrayLike<number>): Float64Array {
  return eachList(lists, (items) => mean(items, (item) => popularity[item]!));
}

/**
 * 1 for each item of the long tail: all but the most popular items that have 80 % of all interactions between them; of
 * equally popular ones the smaller number is the more popular.
 */
export function longTail(popularity: ArrayLike<number>): Uint8Array {
  const counts = Float64Array.from(popularity);
  const order = Int32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isTail = new Uint8Array(counts.length).fill(1);
  let covered = 0;
  for (const item of order) {
    if (covered >= headShare * total) break;
    isTail[item] = 0;
    covered += counts[item]!;
  }
  return isTail;
}

/** The share of each list's items that are of the tail (APLT, Abdollahpouri et al. 2019). NaN for empty lists. */
export function tailShare(lists: TopLists, isTail: Uint8Array): Float64Array {
  return eachList(lists, (items) => mean(items, (item) => isTail[item]!));
}
