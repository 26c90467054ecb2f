import type { Feed } from '../../contract/index.ts';
import type { Allocation } from '../reranking/allocator.ts';
import { type AllocationContext, type CandidateList, discountsOf } from '../reranking/candidates.ts';
import { keysOf, membersOf } from '../reranking/constraints/members.ts';
import { byRelevance, prepare } from '../reranking/prepare.ts';

const day = 86_400_000;

/**
 * What a feed is worth among its own candidates: relevance discounted by place, as a share of the most that can be
 * shown; the mean of 1 - likeness over all pairs; how many publishers and topics; price x relevance x discount, summed;
 * and the mean age in days.
 */
export function measuresOf(
  list: CandidateList,
  context: AllocationContext,
  { order }: Pick<Allocation, 'order'>,
): Feed['measures'] {
  const prepared = prepare(list, context);
  const { relevance } = prepared;
  const discounts = discountsOf(context);
  const places = new Map(Array.from(list.items, (row, place) => [row, place]));
  const shown = Array.from(order, (row) => places.get(row)!);
  const gain = (all: readonly number[], value: (candidate: number) => number) =>
    all.reduce((sum, candidate, place) => sum + value(candidate) * discounts[place]!, 0);
  const best = gain([...byRelevance(prepared).subarray(0, shown.length)], (c) => relevance[c]!);
  const [publishers, topics] = [keysOf(list, 'publisher'), keysOf(list, 'topic')];
  const ages = shown.map((c) => (context.now - (list.published?.[c] ?? Number.NaN)) / day).filter(Number.isFinite);
  let [unlike, pairs] = [0, 0];
  shown.forEach((a, place) => {
    for (const b of shown.slice(place + 1)) {
      unlike += 1 - (list.similarity?.(a, b) ?? 0);
      pairs += 1;
    }
  });
  return {
    relevance: best > 0 ? gain(shown, (c) => relevance[c]!) / best : 0,
    diversity: pairs > 0 ? unlike / pairs : 0,
    publishers: new Set(shown.flatMap((c) => [...membersOf(publishers, c)])).size,
    topics: new Set(shown.flatMap((c) => [...membersOf(topics, c)])).size,
    revenue: gain(shown, (c) => relevance[c]! * (list.prices?.[c] ?? 0)),
    freshDays: ages.length > 0 ? ages.reduce((sum, age) => sum + age, 0) / ages.length : null,
  };
}
