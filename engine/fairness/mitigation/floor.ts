import { emptyLists, type TopLists } from '../../evaluate/top.ts';
import { positionWeights } from '../exposure/weights.ts';
import { candidateCount, relevanceOf } from './candidates.ts';

/** Bisections of the multiplier: 2^-40 of its range is far below any difference of relevance. */
const halvings = 40;

/**
 * Lists of k with at least `share` of all exposure for the protected items, over all users together, at the least loss of
 * relevance (Singh and Joachims 2018). The linear programme has one constraint that couples users, so its dual has one
 * multiplier m: each user's best assignment is the order by relevance + m for protected items, and m is the smallest that
 * holds the floor. The optimum of the programme mixes two such orders in one user alone; here that user gets the fairer.
 * Where the candidates do not hold enough, as much as there is.
 */
export function withFloor(candidates: TopLists, k: number, isProtected: ArrayLike<number>, share: number): TopLists {
  const relevance = relevanceOf(candidates);
  const weights = positionWeights(k);
  const ordered = (bonus: number) => order(candidates, relevance, k, isProtected, bonus);
  const holds = (lists: TopLists) => exposureShare(lists, weights, isProtected) >= share;
  const plain = ordered(0);
  if (holds(plain)) return plain;
  // Relevance is at most 1: above that every protected candidate comes first.
  let [low, high] = [0, 1 + 1e-9];
  let best = ordered(high);
  for (let turn = 0; turn < halvings; turn++) {
    const middle = (low + high) / 2;
    const lists = ordered(middle);
    if (holds(lists)) [high, best] = [middle, lists];
    else low = middle;
  }
  return best;
}

/** The share of all exposure that the protected items have; 0 where nothing is shown. */
export function exposureShare({ k, items }: TopLists, weights: Float64Array, isProtected: ArrayLike<number>): number {
  let [own, all] = [0, 0];
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item < 0) continue;
    const weight = weights[at % k]!;
    all += weight;
    if (isProtected[item]) own += weight;
  }
  return all === 0 ? 0 : own / all;
}

/** The k best of each user by relevance + bonus for protected items: a merge of two lists that are in order already. */
function order(
  candidates: TopLists,
  relevance: Float64Array,
  k: number,
  isProtected: ArrayLike<number>,
  bonus: number,
): TopLists {
  const users = candidates.items.length / candidates.k;
  const lists = emptyLists(users, k);
  for (let user = 0; user < users; user++) {
    const first = user * candidates.k;
    const end = first + candidateCount(candidates, user);
    const next = (from: number, wanted: boolean) => {
      let at = from;
      while (at < end && Boolean(isProtected[candidates.items[at]!]) !== wanted) at += 1;
      return at;
    };
    let [own, other] = [next(first, true), next(first, false)];
    for (let place = 0; place < k && (own < end || other < end); place++) {
      const takesOwn = other >= end || (own < end && relevance[own]! + bonus > relevance[other]!);
      const at = takesOwn ? own : other;
      lists.items[user * k + place] = candidates.items[at]!;
      lists.scores[user * k + place] = candidates.scores[at]!;
      if (takesOwn) own = next(own + 1, true);
      else other = next(other + 1, false);
    }
  }
  return lists;
}
