import type { AllocationContext, CandidateList, Constraint, Memberships } from '../candidates.ts';

/** The publisher or the topics of each candidate, in one form. A publisher that is not known is none. */
export function keysOf(list: CandidateList, by: 'publisher' | 'topic'): Memberships {
  const n = list.items.length;
  if (by === 'topic') return list.topics ?? { indptr: new Int32Array(n + 1), members: new Int32Array() };
  const indptr = new Int32Array(n + 1);
  for (let c = 0; c < n; c++) indptr[c + 1] = indptr[c]! + Number((list.publishers?.[c] ?? -1) >= 0);
  return { indptr, members: list.publishers?.filter((publisher) => publisher >= 0) ?? new Int32Array() };
}

/** The members of one candidate. */
export function membersOf({ indptr, members }: Memberships, candidate: number): Int32Array {
  return members.subarray(indptr[candidate]!, indptr[candidate + 1]!);
}

/** Whether each candidate belongs to those that a floor is for: 1 or 0. */
export function belongs(
  list: CandidateList,
  { now }: Pick<AllocationContext, 'now'>,
  floor: Constraint & { kind: 'exposure' | 'prefix' | 'fresh' },
): Uint8Array {
  if (floor.kind !== 'fresh' && floor.group === 'tail') return list.tail ?? new Uint8Array(list.items.length);
  return Uint8Array.from(list.items, (_, c) =>
    floor.kind === 'fresh'
      ? Number((list.published?.[c] ?? Number.NaN) >= now - floor.maxAge)
      : Number(list.groups?.[c] === floor.group),
  );
}

/** Exposure of every topic in a feed, as shares that sum to 1; an item's exposure is parted among its topics. */
export function topicShares(
  list: CandidateList,
  shown: Int32Array,
  discounts: Float64Array,
  topics: number,
): Float64Array {
  const shares = new Float64Array(topics);
  const keys = keysOf(list, 'topic');
  let total = 0;
  shown.forEach((candidate, place) => {
    const mine = candidate < 0 ? [] : membersOf(keys, candidate);
    for (const topic of mine) if (topic < topics) shares[topic]! += discounts[place]! / mine.length;
    if (mine.length > 0) total += discounts[place]!;
  });
  return total === 0 ? shares : shares.map((share) => share / total);
}

/** Half the sum of all differences: 0 for equal distributions, 1 for those that share nothing. */
export function totalVariation(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / 2;
}
