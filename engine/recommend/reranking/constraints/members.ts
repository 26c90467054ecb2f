import type { AllocationContext, CandidateList, Constraint, Memberships } from '../candidates.ts';

/** The publisher or the topics of each candidate, in one form. A publisher that is not known is none. */
export function keysOf(list: CandidateList, by: 'publisher' | 'topic'): Memberships {
  if (by === 'publisher') return oneEach(list.items.length, list.publishers);
  return list.topics ?? oneEach(list.items.length, undefined);
}

/** The group of each candidate, where it is in one. */
export function groupsOf({ items, groups }: CandidateList): Memberships {
  return oneEach(items.length, groups);
}

/** One number at most for each of n candidates; none where it is below 0, or there are no numbers. */
function oneEach(n: number, numbers: Int32Array | undefined): Memberships {
  const indptr = new Int32Array(n + 1);
  if (!numbers) return { indptr, members: new Int32Array() };
  const members = new Int32Array(n);
  let size = 0;
  for (let c = 0; c < n; c++) {
    if (numbers[c]! >= 0) members[size++] = numbers[c]!;
    indptr[c + 1] = size;
  }
  return { indptr, members: members.subarray(0, size) };
}

/** The members of one candidate. */
export function membersOf({ indptr, members }: Memberships, candidate: number): Int32Array {
  return members.subarray(indptr[candidate]!, indptr[candidate + 1]!);
}

/** Whether some member of a candidate is one of those that `test` is true for. Asked of every candidate for every place. */
export function someMember(
  { indptr, members }: Memberships,
  candidate: number,
  test: (member: number) => boolean,
): boolean {
  for (let at = indptr[candidate]!; at < indptr[candidate + 1]!; at++) if (test(members[at]!)) return true;
  return false;
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
