import { TopK } from '../numeric/topk.ts';

/** The best items of each of n users, best first; -1 and NaN fill the places of a list that is shorter. */
export interface TopLists {
  readonly k: number;
  /** n x k. */
  readonly items: Int32Array;
  /** n x k. */
  readonly scores: Float32Array;
}

/** Room for n lists of k, all places empty. */
export function emptyLists(n: number, k: number): TopLists {
  return { k, items: new Int32Array(n * k).fill(-1), scores: new Float32Array(n * k).fill(Number.NaN) };
}

/**
 * Writes the best k of a user's scores, best first, into row `row` of `lists`. Equal scores go by the smaller item
 * number; NaN and -Infinity are no scores, and such items are left out. `candidates` says which item each score is for;
 * by default score i is for item i.
 */
export function selectTop(scores: Float32Array, lists: TopLists, row: number, candidates?: Int32Array): void {
  const top = new TopK(lists.k);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (score > Number.NEGATIVE_INFINITY) top.offer(candidates ? candidates[i]! : i, score);
  }
  top.drain(lists.items, lists.scores, row * lists.k);
}
