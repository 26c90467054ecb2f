import type { Similarities } from './similarity.ts';

/** What is left when near copies are taken out of an order. */
export interface Thinned {
  /** In the order they came in. */
  kept: Int32Array;
  /** What was taken out, which kept candidate it is too like, and how like. */
  dropped: { candidate: number; because: number; similarity: number }[];
}

/**
 * Greedy removal of what is too similar: goes through candidates in their order and keeps each that is less like every
 * kept one than `limit`. So no two that are kept are as like as that, and whatever was dropped has a better one like it.
 * One row of likenesses for each that is kept, and no more than `most` are kept.
 */
export function thin(similarities: Similarities, order: Iterable<number>, limit: number, most = Infinity): Thinned {
  const row = new Float64Array(similarities.n);
  const similarity = new Float64Array(similarities.n).fill(-Infinity);
  const because = new Int32Array(similarities.n).fill(-1);
  const kept: number[] = [];
  const dropped: Thinned['dropped'] = [];
  for (const candidate of order) {
    if (kept.length >= most) break;
    if (similarity[candidate]! >= limit) {
      dropped.push({ candidate, because: because[candidate]!, similarity: similarity[candidate]! });
      continue;
    }
    kept.push(candidate);
    similarities.row(candidate, row);
    for (let other = 0; other < row.length; other++) {
      if (row[other]! <= similarity[other]!) continue;
      similarity[other] = row[other]!;
      because[other] = candidate;
    }
  }
  return { kept: Int32Array.from(kept), dropped };
}
