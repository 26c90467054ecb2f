import { gini } from '../../evaluate/metrics/beyond.ts';
import type { Allocation, Allocator, AllocatorId, AllocatorParams } from './allocator.ts';
import { type AllocationContext, type CandidateList, discountsOf, type Memberships } from './candidates.ts';
import { groupsOf, keysOf } from './constraints/members.ts';
import { byRelevance, type Prepared, prepare } from './prepare.ts';
import { similarityMatrix } from './similarity.ts';

/** What one allocator made of the candidates. */
export interface Compared {
  id: AllocatorId;
  allocation: Allocation;
  /** Discounted relevance, as a share of the most that can be shown: 1 for the order by relevance. */
  relevance: number;
  /** The mean of 1 - likeness over all pairs of the feed; NaN for less than two items. */
  diversity: number;
  /** Of the groups, the topics and the publishers among the candidates the share that is in the feed; NaN without any. */
  coverage: { groups: number; topics: number; publishers: number };
  /** Expected revenue: price x relevance x discount, summed, in the currency of the prices. */
  revenue: number;
  /** The share of all exposure that each group has, by group number; what is in no group is under -1. */
  exposure: Map<number, number>;
  /** The share of all exposure that the tail has; NaN where it is not known. */
  tail: number;
  /**
   * Gini index of exposure over the publishers of all candidates that may be shown: 0 where each has the same, towards 1
   * where one has it all; NaN where no publisher is known.
   */
  publisherGini: number;
}

/** An allocator with the parameters to compare it with. */
export interface Contender {
  allocator: Allocator;
  params?: Partial<AllocatorParams>;
}

/**
 * Runs allocators on the same candidates, one after the other so that their times can be compared, and measures what
 * each made of them: what the business looks at and what a model was trained for need not agree.
 */
export async function compare(
  contenders: readonly Contender[],
  list: CandidateList,
  context: AllocationContext,
): Promise<Compared[]> {
  const prepared = prepare(list, context);
  const rows: Compared[] = [];
  for (const { allocator, params } of contenders) {
    // An allocator may take tens of milliseconds: between two of them others get their turn.
    await new Promise((resolve) => setImmediate(resolve));
    rows.push({ id: allocator.id, ...measure(prepared, await allocator.allocate(list, context, params)) });
  }
  return rows;
}

/** What an allocation makes of its candidates. */
export function measure(prepared: Prepared, allocation: Allocation): Omit<Compared, 'id'> {
  const { list, context, relevance, open } = prepared;
  const shown = Array.from(allocation.order, (item) => list.items.indexOf(item));
  const discounts = discountsOf(context);
  const gain = (candidates: readonly number[], value: (c: number) => number) =>
    candidates.reduce((sum, c, place) => sum + value(c) * discounts[place]!, 0);
  const best = [...byRelevance(prepared)].filter((c) => open[c] === 1).slice(0, shown.length);
  const most = gain(best, (c) => relevance[c]!);
  const publishers = keysOf(list, 'publisher');
  const topics = keysOf(list, 'topic');
  const groupOf = (c: number) => list.groups?.[c] ?? -1;
  return {
    allocation,
    relevance: most === 0 ? Number.NaN : gain(shown, (c) => relevance[c]!) / most,
    diversity: diversityOf(list, shown),
    coverage: {
      groups: covered(prepared, shown, groupsOf(list)),
      topics: covered(prepared, shown, topics),
      publishers: covered(prepared, shown, publishers),
    },
    revenue: gain(shown, (c) => relevance[c]! * (list.prices?.[c] ?? 0)),
    exposure: exposureOf(shown, discounts, groupOf),
    tail: tailOf(list, shown, discounts),
    publisherGini: gini(publisherExposure(prepared, shown, discounts)),
  };
}

function diversityOf(list: CandidateList, shown: readonly number[]): number {
  const n = shown.length;
  const alike = similarityMatrix(list, -Infinity, Int32Array.from(shown));
  let unlike = 0;
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) unlike += 1 - alike[a * n + b]!;
  return n < 2 ? Number.NaN : unlike / ((n * (n - 1)) / 2);
}

/** The exposure of each publisher among the candidates that may be shown, those without any included. */
function publisherExposure({ list, open }: Prepared, shown: readonly number[], discounts: Float64Array): Float64Array {
  const exposure = new Map<number, number>();
  const publisherOf = (c: number) => list.publishers?.[c] ?? -1;
  for (let c = 0; c < list.items.length; c++) if (open[c] && publisherOf(c) >= 0) exposure.set(publisherOf(c), 0);
  shown.forEach((c, place) => {
    const publisher = publisherOf(c);
    if (publisher >= 0) exposure.set(publisher, exposure.get(publisher)! + discounts[place]!);
  });
  return Float64Array.from(exposure.values());
}

function covered({ list, open }: Prepared, shown: readonly number[], { indptr, members }: Memberships): number {
  const [all, seen] = [new Set<number>(), new Set<number>()];
  const take = (c: number, to: Set<number>) => {
    for (let at = indptr[c]!; at < indptr[c + 1]!; at++) to.add(members[at]!);
  };
  for (let c = 0; c < list.items.length; c++) if (open[c]) take(c, all);
  for (const c of shown) take(c, seen);
  return all.size === 0 ? Number.NaN : seen.size / all.size;
}

function tailOf({ tail }: CandidateList, shown: readonly number[], discounts: Float64Array): number {
  return tail ? (exposureOf(shown, discounts, (c) => tail[c]!).get(1) ?? 0) : Number.NaN;
}

function exposureOf(shown: readonly number[], discounts: Float64Array, groupOf: (c: number) => number) {
  const exposure = new Map<number, number>();
  const total = shown.reduce((sum, _, place) => sum + discounts[place]!, 0);
  shown.forEach((c, place) => {
    exposure.set(groupOf(c), (exposure.get(groupOf(c)) ?? 0) + discounts[place]! / total);
  });
  return exposure;
}
