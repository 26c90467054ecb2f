import type { Feed } from '../../contract/index.ts';
import type { Allocation } from '../reranking/allocator.ts';
import type { AllocationContext, CandidateList } from '../reranking/candidates.ts';
import { type Compared, measure } from '../reranking/compare.ts';
import { keysOf, membersOf } from '../reranking/constraints/members.ts';
import { prepare } from '../reranking/prepare.ts';
import { isOfTail, type Moment } from './snapshot.ts';

const day = 86_400_000;

/**
 * What a feed is worth among its own candidates: relevance discounted by place, as a share of the most that can be
 * shown; the mean of 1 - likeness over all pairs; how many publishers and topics; price x relevance x discount, summed, where prices are known;
 * the mean age in days; how unequally publishers are exposed; and how popular it is. `measured` spares what is measured already.
 */
export function measuresOf(
  moment: Pick<Moment, 'met' | 'byPopularity' | 'headLeast'>,
  list: CandidateList,
  context: AllocationContext,
  allocation: Allocation,
  measured: Omit<Compared, 'id'> = measure(prepare(list, context), allocation),
): Feed['measures'] {
  const { relevance, diversity, revenue, publisherGini } = measured;
  const shown = Array.from(allocation.order, (row) => list.items.indexOf(row));
  const [publishers, topics] = [keysOf(list, 'publisher'), keysOf(list, 'topic')];
  const ages = shown.map((c) => (context.now - (list.published?.[c] ?? Number.NaN)) / day).filter(Number.isFinite);
  return {
    relevance: Number.isNaN(relevance) ? 0 : relevance,
    diversity: Number.isNaN(diversity) ? 0 : diversity,
    publishers: differentIn(publishers, shown),
    topics: differentIn(topics, shown),
    revenue: list.prices ? revenue : null,
    freshDays: ages.length > 0 ? ages.reduce((sum, age) => sum + age, 0) / ages.length : null,
    publisherGini: Number.isNaN(publisherGini) ? null : publisherGini,
    popularity: meanOf(shown, (c) => popularity(moment, list.items[c]!)),
    tail: meanOf(shown, (c) => Number(isOfTail(moment, list.items[c]!))),
  };
}

/** How many different publishers or topics some candidates have; null where no candidate has any. */
function differentIn(keys: ReturnType<typeof keysOf>, shown: readonly number[]): number | null {
  return keys.members.length === 0 ? null : new Set(shown.flatMap((c) => [...membersOf(keys, c)])).size;
}

/** The share of items that are met less often; of those met as often half counts. */
function popularity({ met, byPopularity }: Pick<Moment, 'met' | 'byPopularity'>, row: number): number {
  const count = met[row]!;
  const beyond = (isBeyond: (other: number) => boolean) => {
    let [low, high] = [0, byPopularity.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBeyond(met[byPopularity[middle]!]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const more = beyond((other) => other > count);
  const alike = beyond((other) => other >= count) - more;
  return 1 - (more + alike / 2) / byPopularity.length;
}

function meanOf(shown: readonly number[], value: (candidate: number) => number): number {
  return shown.length === 0 ? 0 : shown.reduce((sum, c) => sum + value(c), 0) / shown.length;
}
