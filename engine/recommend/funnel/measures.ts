import type { Feed } from '../../contract/index.ts';
import type { Allocation } from '../reranking/allocator.ts';
import type { AllocationContext, CandidateList } from '../reranking/candidates.ts';
import { type Compared, measure } from '../reranking/compare.ts';
import { keysOf, membersOf } from '../reranking/constraints/members.ts';
import { prepare } from '../reranking/prepare.ts';

const day = 86_400_000;

/**
 * What a feed is worth among its own candidates: relevance discounted by place, as a share of the most that can be
 * shown; the mean of 1 - likeness over all pairs; how many publishers and topics; price x relevance x discount, summed;
 * the mean age in days; and how unequally publishers are exposed. `measured` spares what is measured already.
 */
export function measuresOf(
  list: CandidateList,
  context: AllocationContext,
  allocation: Allocation,
  measured: Omit<Compared, 'id'> = measure(prepare(list, context), allocation),
): Feed['measures'] {
  const { relevance, diversity, revenue, publisherGini } = measured;
  const places = new Map(Array.from(list.items, (row, place) => [row, place]));
  const shown = Array.from(allocation.order, (row) => places.get(row)!);
  const [publishers, topics] = [keysOf(list, 'publisher'), keysOf(list, 'topic')];
  const ages = shown.map((c) => (context.now - (list.published?.[c] ?? Number.NaN)) / day).filter(Number.isFinite);
  return {
    relevance: Number.isNaN(relevance) ? 0 : relevance,
    diversity: Number.isNaN(diversity) ? 0 : diversity,
    publishers: new Set(shown.flatMap((c) => [...membersOf(publishers, c)])).size,
    topics: new Set(shown.flatMap((c) => [...membersOf(topics, c)])).size,
    revenue,
    freshDays: ages.length > 0 ? ages.reduce((sum, age) => sum + age, 0) / ages.length : null,
    publisherGini: Number.isNaN(publisherGini) ? null : publisherGini,
  };
}
