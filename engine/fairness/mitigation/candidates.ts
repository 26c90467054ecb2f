import { byPopularity } from '../../evaluate/metrics/popularity.ts';
import { popularityOf } from '../../evaluate/ranking.ts';
import { emptyLists, selectTop, type TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { Model } from '../../recommend/models/model.ts';

const usersPerBatch = 256;

/**
 * The best `n` items of every user that the user does not have in training, by a model: list u is that of user u. Who has
 * no training row gets the most popular, as in an evaluation. Nothing of the test is looked at.
 */
export async function candidatesOf(
  model: Pick<Model, 'scoreAll'>,
  train: Csr,
  n: number,
  onUsers?: (done: number, total: number) => void,
): Promise<TopLists> {
  const { rows, columns, indptr, indices } = train;
  const k = Math.min(n, columns);
  const lists = emptyLists(rows, k);
  const popularity = popularityOf(train);
  const popular = byPopularity(popularity).subarray(0, k);
  for (let start = 0; start < rows; start += usersPerBatch) {
    const batch = Int32Array.from({ length: Math.min(usersPerBatch, rows - start) }, (_, b) => start + b);
    const known = batch.filter((user) => indptr[user + 1]! > indptr[user]!);
    const scores = known.length > 0 ? await model.scoreAll(known) : new Float32Array(0);
    for (const [b, user] of known.entries()) {
      const own = scores.subarray(b * columns, (b + 1) * columns);
      for (let at = indptr[user]!; at < indptr[user + 1]!; at++) own[indices[at]!] = Number.NEGATIVE_INFINITY;
      selectTop(own, lists, user);
    }
    for (const user of batch) {
      if (indptr[user + 1]! > indptr[user]!) continue;
      lists.items.set(popular, user * k);
      lists.scores.set(
        popular.map((item) => popularity[item]!),
        user * k,
      );
    }
    onUsers?.(start + batch.length, rows);
  }
  return lists;
}

/** The first k places of lists that are longer. */
export function headOf(lists: TopLists, k: number): TopLists {
  const users = lists.items.length / lists.k;
  const head = emptyLists(users, k);
  const kept = Math.min(k, lists.k);
  for (let user = 0; user < users; user++) {
    head.items.set(lists.items.subarray(user * lists.k, user * lists.k + kept), user * k);
    head.scores.set(lists.scores.subarray(user * lists.k, user * lists.k + kept), user * k);
  }
  return head;
}

/** How many candidates a user has: those before the empty places. */
export function candidateCount({ k, items }: TopLists, user: number): number {
  const end = items.subarray(user * k, (user + 1) * k).indexOf(-1);
  return end < 0 ? k : end;
}

/**
 * Relevance of all candidates, 0..1 within each user by the least and the largest score; 1 where all are the same.
 */
export function relevanceOf(lists: TopLists): Float64Array {
  const { k, scores } = lists;
  const relevance = new Float64Array(scores.length);
  for (let user = 0; user < scores.length / k; user++) {
    const n = candidateCount(lists, user);
    if (n === 0) continue;
    const [most, least] = [scores[user * k]!, scores[user * k + n - 1]!];
    for (let at = user * k; at < user * k + n; at++) {
      relevance[at] = most > least ? (scores[at]! - least) / (most - least) : 1;
    }
  }
  return relevance;
}
