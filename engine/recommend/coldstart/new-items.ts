import type { Csr } from '../../numeric/csr.ts';
import { TopK } from '../../numeric/topk.ts';

/** Known items that are like a new one, best first. */
export interface ContentNeighbours {
  items: Int32Array;
  /** Above 0. */
  similarities: Float32Array;
}

/**
 * The k known items most like an item by the cosine of their attributes; only those that `isKnown` lets through, and not
 * the item itself. Equal ones go by the smaller number. (Items with embeddings: a `VectorIndex` with a filter.)
 */
export function likeInAttributes(
  attributes: Csr,
  byAttribute: Csr,
  item: number,
  k: number,
  isKnown: (item: number) => boolean,
): ContentNeighbours {
  const { indptr, indices } = attributes;
  const common = new Map<number, number>();
  for (let at = indptr[item]!; at < indptr[item + 1]!; at++) {
    const attribute = indices[at]!;
    for (let n = byAttribute.indptr[attribute]!; n < byAttribute.indptr[attribute + 1]!; n++) {
      const other = byAttribute.indices[n]!;
      if (other !== item) common.set(other, (common.get(other) ?? 0) + 1);
    }
  }
  const size = (row: number) => indptr[row + 1]! - indptr[row]!;
  const top = new TopK(k);
  for (const [other, count] of common) {
    if (isKnown(other)) top.offer(other, count / Math.sqrt(size(item) * size(other)));
  }
  const out = { items: new Int32Array(k), similarities: new Float32Array(k) };
  const found = top.drain(out.items, out.similarities);
  return { items: out.items.subarray(0, found), similarities: out.similarities.subarray(0, found) };
}

/**
 * A vector for a new item from its content neighbours: the mean of theirs by similarity, so that it can stand in an index
 * beside the learned ones. Null without neighbours.
 */
export function vectorFromNeighbours(
  { items, similarities }: ContentNeighbours,
  { dimensions, values }: { dimensions: number; values: Float32Array },
): Float32Array | null {
  const total = similarities.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const vector = new Float32Array(dimensions);
  items.forEach((item, n) => {
    for (let d = 0; d < dimensions; d++) vector[d]! += (similarities[n]! / total) * values[item * dimensions + d]!;
  });
  return vector;
}

/** The chance that was seen with neighbours, by similarity: where an item without showings of its own is to start. */
export function rateFromNeighbours(
  { items, similarities }: ContentNeighbours,
  counts: { shown: ArrayLike<number>; liked: ArrayLike<number> },
  overall: number,
): number {
  let [shown, liked] = [0, 0];
  items.forEach((item, n) => {
    shown += similarities[n]! * counts.shown[item]!;
    liked += similarities[n]! * counts.liked[item]!;
  });
  return shown > 0 ? liked / shown : overall;
}
