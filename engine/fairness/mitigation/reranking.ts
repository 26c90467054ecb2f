import { emptyLists, type TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { Allocator } from '../../recommend/reranking/allocator.ts';
import type { AllocationContext, CandidateList, Memberships } from '../../recommend/reranking/candidates.ts';
import { calibrated } from '../../recommend/reranking/strategies/calibrated.ts';
import { score } from '../../recommend/reranking/strategies/score.ts';
import { candidateCount } from './candidates.ts';
import { cpLists, type GroupPair } from './cp.ts';
import { withFloor } from './floor.ts';

export type Reranking = 'floor' | 'fair' | 'calibrated' | 'cp';

/** Chance that a fair ranking fails FA*IR. */
const fairAlpha = 0.1;

/** What re-ranking looks at beside the candidates: all of it from the training part. */
export interface RerankingFacts {
  k: number;
  /** The group of each user; below 0 for none. */
  groups: Int32Array;
  pair: GroupPair;
  /** By item. */
  isTail: Uint8Array;
  /** items x categories, and each user's share of them in training; zeros for users without. */
  categories: Csr;
  tastes: Float64Array[];
}

/** Lists of k for every user from their candidates. */
export async function rerank(
  method: Reranking,
  strength: number,
  candidates: TopLists,
  facts: RerankingFacts,
): Promise<TopLists> {
  const { k, isTail, groups, pair } = facts;
  if (method === 'floor') return withFloor(candidates, k, isTail, strength);
  if (method === 'cp') return cpLists(candidates, { k, groups, pair, isTail, people: strength, items: strength });
  if (method === 'fair') {
    const constraints = [{ kind: 'prefix', group: 1, share: strength, alpha: fairAlpha } as const];
    return eachAllocated(candidates, k, score, (items) => ({
      list: { groups: items.map((item) => isTail[item]!) },
      context: { constraints },
    }));
  }
  const params = { lambda: strength };
  return eachAllocated(candidates, k, calibrated, (items, user) => ({
    list: { topics: membershipsOf(facts.categories, items) },
    context: { taste: facts.tastes[user]! },
    params,
  }));
}

interface Feed {
  list: Partial<CandidateList>;
  context: Partial<AllocationContext>;
  params?: Record<string, number>;
}

async function eachAllocated(
  candidates: TopLists,
  k: number,
  allocator: Allocator,
  feedOf: (items: Int32Array, user: number) => Feed,
): Promise<TopLists> {
  const users = candidates.items.length / candidates.k;
  const lists = emptyLists(users, k);
  for (let user = 0; user < users; user++) {
    const n = candidateCount(candidates, user);
    if (n === 0) continue;
    const first = user * candidates.k;
    const items = candidates.items.subarray(first, first + n);
    const scores = candidates.scores.subarray(first, first + n);
    const { list, context, params } = feedOf(items, user);
    const { order } = await allocator.allocate({ items, scores, ...list }, { k, now: 0, ...context }, params);
    for (const [place, item] of order.entries()) {
      lists.items[user * k + place] = item;
      lists.scores[user * k + place] = scores[items.indexOf(item)]!;
    }
  }
  return lists;
}

/** The shares of categories in what each user has in training: an item counts in equal parts for each of its own. */
export function tastesOf(train: Csr, categories: Csr): Float64Array[] {
  return Array.from({ length: train.rows }, (_, user) => {
    const taste = new Float64Array(categories.columns);
    let total = 0;
    for (const item of train.indices.subarray(train.indptr[user]!, train.indptr[user + 1]!)) {
      const own = categories.indices.subarray(categories.indptr[item]!, categories.indptr[item + 1]!);
      for (const category of own) taste[category]! += 1 / own.length;
      if (own.length > 0) total += 1;
    }
    return total === 0 ? taste : taste.map((share) => share / total);
  });
}

function membershipsOf({ indptr, indices }: Csr, items: Int32Array): Memberships {
  const starts = new Int32Array(items.length + 1);
  const members: number[] = [];
  for (const [n, item] of items.entries()) {
    for (let at = indptr[item]!; at < indptr[item + 1]!; at++) members.push(indices[at]!);
    starts[n + 1] = members.length;
  }
  return { indptr: starts, members: Int32Array.from(members) };
}
