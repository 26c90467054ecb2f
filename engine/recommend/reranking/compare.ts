import type { Allocation, Allocator, AllocatorId, AllocatorParams } from './allocator.ts';
import { type AllocationContext, type CandidateList, discountsOf } from './candidates.ts';
import { keysOf, membersOf } from './constraints/members.ts';
import { byRelevance, type Prepared, prepare } from './prepare.ts';
import { similaritiesOf } from './similarity.ts';

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
    rows.push({ id: allocator.id, ...measure(prepared, await allocator.allocate(list, context, params)) });
  }
  return rows;
}

function measure(prepared: Prepared, allocation: Allocation): Omit<Compared, 'id'> {
  const { list, context, relevance, open } = prepared;
  const rows = new Map(Array.from(list.items, (item, candidate) => [item, candidate]));
  const shown = Array.from(allocation.order, (item) => rows.get(item)!);
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
      groups: covered(prepared, shown, (c) => (groupOf(c) < 0 ? [] : [groupOf(c)])),
      topics: covered(prepared, shown, (c) => membersOf(topics, c)),
      publishers: covered(prepared, shown, (c) => membersOf(publishers, c)),
    },
    revenue: gain(shown, (c) => relevance[c]! * (list.prices?.[c] ?? 0)),
    exposure: exposureOf(shown, discounts, groupOf),
  };
}

function diversityOf(list: CandidateList, shown: readonly number[]): number {
  const similarities = similaritiesOf(list);
  const row = new Float64Array(similarities.n);
  let [unlike, pairs] = [0, 0];
  shown.forEach((candidate, place) => {
    similarities.row(candidate, row);
    for (const below of shown.slice(place + 1)) {
      unlike += 1 - row[below]!;
      pairs += 1;
    }
  });
  return pairs === 0 ? Number.NaN : unlike / pairs;
}

function covered({ list, open }: Prepared, shown: readonly number[], keys: (c: number) => ArrayLike<number>): number {
  const all = new Set<number>();
  for (let c = 0; c < list.items.length; c++) if (open[c]) for (const key of Array.from(keys(c))) all.add(key);
  const seen = new Set(shown.flatMap((c) => Array.from(keys(c))));
  return all.size === 0 ? Number.NaN : seen.size / all.size;
}

function exposureOf(shown: readonly number[], discounts: Float64Array, groupOf: (c: number) => number) {
  const exposure = new Map<number, number>();
  const total = shown.reduce((sum, _, place) => sum + discounts[place]!, 0);
  shown.forEach((c, place) => {
    exposure.set(groupOf(c), (exposure.get(groupOf(c)) ?? 0) + discounts[place]! / total);
  });
  return exposure;
}
