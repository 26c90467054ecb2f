import type { TopLists } from '../top.ts';
import { eachList, mean } from './beyond.ts';

/** The share of all interactions that the head of the items has; the rest is the tail. */
const headShare = 0.8;

/** Average popularity of each list's items, in users who had the item (ARP, Yin et al. 2012). NaN for empty lists. */
export function averagePopularity(lists: TopLists, popularity: ArrayLike<number>): Float64Array {
  return eachList(lists, (items) => mean(items, (item) => popularity[item]!));
}

/** Items from the most popular on; of equally popular ones the smaller number is the more popular. */
export function byPopularity(popularity: ArrayLike<number>): Int32Array {
  const items = Int32Array.from({ length: popularity.length }, (_, item) => item);
  return items.sort((a, b) => popularity[b]! - popularity[a]! || a - b);
}

/** 1 for each item of the long tail: all but the fewest most popular items that have `share` of all interactions between them. */
export function longTail(popularity: ArrayLike<number>, share = headShare): Uint8Array {
  let total = 0;
  for (let item = 0; item < popularity.length; item++) total += popularity[item]!;
  const isTail = new Uint8Array(popularity.length).fill(1);
  let covered = 0;
  for (const item of byPopularity(popularity)) {
    if (covered >= share * total) break;
    isTail[item] = 0;
    covered += popularity[item]!;
  }
  return isTail;
}

/** The share of each list's items that are of the tail (APLT, Abdollahpouri et al. 2019). NaN for empty lists. */
export function tailShare(lists: TopLists, isTail: Uint8Array): Float64Array {
  return eachList(lists, (items) => mean(items, (item) => isTail[item]!));
}
