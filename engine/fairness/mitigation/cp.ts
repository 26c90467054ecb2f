import { quantile } from '../../evaluate/bootstrap.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { candidateCount, headOf } from './candidates.ts';

/** Two groups of users by number: where utility is higher, and where it is lower. */
export interface GroupPair {
  better: number;
  worse: number;
}

export interface CpOptions {
  k: number;
  /** The group of each user; below 0 for none. */
  groups: Int32Array;
  pair: GroupPair;
  isTail: ArrayLike<number>;
  /** Of the gap in predicted utility between both groups, and of that in exposure between head and tail. */
  people: number;
  items: number;
}

/** What the lists are worth, by predictions alone. */
export interface CpValue {
  /** Mean over users of the mean predicted relevance of their places. */
  utility: number;
  /** That of the better group less that of the worse. */
  gap: number;
  /** The share of places with an item of the head, less that of the tail. */
  exposure: number;
  /** utility - people |gap| - items |exposure|. */
  objective: number;
}

/** The next exchange of a user: the candidate at `inn` for the one at `out`, which costs `loss` of the user's utility. */
interface Exchange {
  user: number;
  loss: number;
  inn: number;
  out: number;
}

/**
 * Fairness for consumers and providers at once (Naghiaei, Rahmani and Deldjoo 2022): lists that maximise
 *   mean predicted utility - people |gap between two groups of users| - items |exposure of the head - of the tail|,
 * greedily from the best lists: again and again the one exchange of a shown item of the head for a tail candidate of the
 * same user that raises the objective most. Utility is what the model predicts, never a label of the test: scores of all
 * candidates brought to 0..1 between their 1st and 99th percentile. The weight of the gap stays below the share of users
 * in the better group: a loss of theirs is never a gain by itself.
 */
export function cpLists(candidates: TopLists, options: CpOptions): TopLists {
  const { k, groups, pair, isTail } = options;
  const users = candidates.items.length / candidates.k;
  const relevance = predicted(candidates);
  const sizes = groupSizes(groups, pair);
  const people = Math.min(options.people, (0.9 * sizes.better) / users);
  const shown = headOf(candidates, k);
  const state = cpValue(shown, headRelevance(candidates, relevance, k), options);
  const places = shown.items.reduce((sum, item) => sum + (item >= 0 ? 1 : 0), 0);
  const taken = Uint8Array.from(relevance, (_, at) => Number(at % candidates.k < k));
  const kinds = [0, 1, 2].map(() => new ExchangeHeap());
  const kindOf = (user: number) => (groups[user] === pair.better ? 0 : groups[user] === pair.worse ? 1 : 2);
  const offer = (user: number) => {
    const found = nextExchange(candidates, taken, relevance, user, k, isTail);
    if (found) kinds[kindOf(user)]!.push(found);
  };
  for (let user = 0; user < users; user++) offer(user);
  let { gap, exposure } = state;
  const after = [
    (loss: number) => gap - loss / Math.max(1, sizes.better),
    (loss: number) => gap + loss / Math.max(1, sizes.worse),
    () => gap,
  ];
  while (true) {
    let [best, gain] = [-1, 1e-12];
    for (const [kind, heap] of kinds.entries()) {
      const top = heap.top;
      if (!top) continue;
      const own =
        -top.loss / users +
        people * (Math.abs(gap) - Math.abs(after[kind]!(top.loss))) +
        options.items * (Math.abs(exposure) - Math.abs(exposure - 2 / places));
      if (own > gain) [best, gain] = [kind, own];
    }
    if (best < 0) break;
    const { user, loss, inn, out } = kinds[best]!.pop()!;
    gap = after[best]!(loss);
    exposure -= 2 / places;
    taken[inn] = 1;
    taken[out] = 0;
    offer(user);
  }
  return gather(candidates, taken, k);
}

/** What lists are worth by `relevance`, one a place of the lists. */
export function cpValue(
  { k, items }: TopLists,
  relevance: Float64Array,
  { groups, pair, isTail, people, items: weight }: CpOptions,
): CpValue {
  const users = items.length / k;
  const sizes = groupSizes(groups, pair);
  let [utility, better, worse, tail, places] = [0, 0, 0, 0, 0];
  for (let at = 0; at < items.length; at++) {
    if (items[at]! < 0) continue;
    const group = groups[Math.floor(at / k)];
    const own = relevance[at]! / k;
    utility += own / users;
    if (group === pair.better) better += own / Math.max(1, sizes.better);
    if (group === pair.worse) worse += own / Math.max(1, sizes.worse);
    places += 1;
    if (isTail[items[at]!]) tail += 1;
  }
  const exposure = places === 0 ? 0 : (places - 2 * tail) / places;
  const gap = better - worse;
  return { utility, gap, exposure, objective: utility - people * Math.abs(gap) - weight * Math.abs(exposure) };
}

/** Scores of all candidates on one scale for all users, 0..1. */
export function predicted({ items, scores }: TopLists): Float64Array {
  const known = Float64Array.from(scores.filter((_, at) => items[at]! >= 0)).sort();
  const [low, high] = [quantile(known, 0.01), quantile(known, 0.99)];
  return Float64Array.from(scores, (score, at) => {
    if (items[at]! < 0) return 0;
    return high > low ? Math.min(1, Math.max(0, (score - low) / (high - low))) : 1;
  });
}

function headRelevance(candidates: TopLists, relevance: Float64Array, k: number): Float64Array {
  const users = candidates.items.length / candidates.k;
  return Float64Array.from({ length: users * k }, (_, at) => {
    const place = at % k;
    return place < candidates.k ? relevance[Math.floor(at / k) * candidates.k + place]! : 0;
  });
}

function groupSizes(groups: Int32Array, pair: GroupPair): { better: number; worse: number } {
  const count = (group: number) => groups.reduce((sum, own) => sum + (own === group ? 1 : 0), 0);
  return { better: count(pair.better), worse: count(pair.worse) };
}

/** The cheapest exchange: the worst shown item of the head for the best tail candidate that is not shown. */
function nextExchange(
  candidates: TopLists,
  taken: Uint8Array,
  relevance: Float64Array,
  user: number,
  k: number,
  isTail: ArrayLike<number>,
): Exchange | null {
  const first = user * candidates.k;
  const end = first + candidateCount(candidates, user);
  let [inn, out] = [-1, -1];
  for (let at = first; at < end; at++) {
    const ofTail = Boolean(isTail[candidates.items[at]!]);
    if (taken[at] && !ofTail) out = at;
    if (!taken[at] && ofTail && inn < 0) inn = at;
  }
  return inn < 0 || out < 0 ? null : { user, loss: (relevance[out]! - relevance[inn]!) / k, inn, out };
}

/** The taken candidates of each user, by their scores. */
function gather(candidates: TopLists, taken: Uint8Array, k: number): TopLists {
  const lists = headOf(candidates, k);
  lists.items.fill(-1);
  lists.scores.fill(Number.NaN);
  for (let user = 0; user < lists.items.length / k; user++) {
    let place = user * k;
    for (let at = user * candidates.k; at < (user + 1) * candidates.k; at++) {
      if (!taken[at] || candidates.items[at]! < 0) continue;
      lists.items[place] = candidates.items[at]!;
      lists.scores[place] = candidates.scores[at]!;
      place += 1;
    }
  }
  return lists;
}

/** Exchanges by their loss, the smallest at the top; of equal ones that of the smaller user. */
class ExchangeHeap {
  readonly #all: Exchange[] = [];

  get top(): Exchange | undefined {
    return this.#all[0];
  }

  push(exchange: Exchange): void {
    const all = this.#all;
    let at = all.push(exchange) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(all[at]!, all[parent]!)) break;
      [all[at], all[parent]] = [all[parent]!, all[at]!];
      at = parent;
    }
  }

  pop(): Exchange | undefined {
    const all = this.#all;
    const top = all[0];
    const last = all.pop();
    if (all.length === 0 || !last) return top;
    all[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < all.length && isBefore(all[child]!, all[least]!)) least = child;
      }
      if (least === at) return top;
      [all[at], all[least]] = [all[least]!, all[at]!];
      at = least;
    }
  }
}

function isBefore(a: Exchange, b: Exchange): boolean {
  return a.loss < b.loss || (a.loss === b.loss && a.user < b.user);
}
