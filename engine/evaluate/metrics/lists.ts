import type { Csr } from '../../numeric/csr.ts';
import type { TopLists } from '../top.ts';

/** Metrics of a list against the relevant items of its user, at k. docs/evaluation.md has each definition. */
export const listMetrics = ['precision', 'recall', 'f1', 'hit', 'map', 'mrr', 'ndcg'] as const;
export type ListMetric = (typeof listMetrics)[number];

/**
 * Precision, recall, F1, hit rate, average precision, reciprocal rank and NDCG of each user's list, binary relevance.
 * List i is that of user `users[i]`, whose relevant items are row `users[i]` of `relevant` and at least one. Places
 * beyond the end of a short list are misses. With R relevant items and hits at the ranks r from 1:
 * precision = hits / k; recall = hits / R; f1 = harmonic mean of both, 0 where both are 0; hit = 1 or 0;
 * map = sum over hits of (hits up to r) / r, divided by min(R, k); mrr = 1 / rank of the first hit, or 0;
 * ndcg = sum over hits of 1 / log2(r + 1), divided by that of the best list there is (min(R, k) hits at its head).
 */
export function listValues(lists: TopLists, users: Int32Array, relevant: Csr): Record<ListMetric, Float64Array> {
  const { k } = lists;
  const n = users.length;
  const discount = Float64Array.from({ length: k }, (_, place) => 1 / Math.log2(place + 2));
  const ideal = new Float64Array(k + 1);
  for (let place = 0; place < k; place++) ideal[place + 1] = ideal[place]! + discount[place]!;
  const values = Object.fromEntries(listMetrics.map((name) => [name, new Float64Array(n)])) as Record<
    ListMetric,
    Float64Array
  >;
  const isRelevant = new Uint8Array(relevant.columns);
  for (let i = 0; i < n; i++) {
    const of = relevant.indices.subarray(relevant.indptr[users[i]!]!, relevant.indptr[users[i]! + 1]!);
    if (of.length === 0) throw new RangeError(`user ${users[i]} has no relevant item`);
    for (const item of of) isRelevant[item] = 1;
    let [hits, gain, precisions, first] = [0, 0, 0, 0];
    for (let place = 0; place < k; place++) {
      const item = lists.items[i * k + place]!;
      if (item < 0) break;
      if (!isRelevant[item]) continue;
      hits += 1;
      gain += discount[place]!;
      precisions += hits / (place + 1);
      if (first === 0) first = place + 1;
    }
    for (const item of of) isRelevant[item] = 0;
    const best = Math.min(of.length, k);
    values.precision[i] = hits / k;
    values.recall[i] = hits / of.length;
    values.f1[i] = (2 * hits) / (k + of.length);
    values.hit[i] = hits > 0 ? 1 : 0;
    values.map[i] = precisions / best;
    values.mrr[i] = first > 0 ? 1 / first : 0;
    values.ndcg[i] = gain / ideal[best]!;
  }
  return values;
}
