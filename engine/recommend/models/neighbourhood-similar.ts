import type { Csr } from '../../numeric/csr.ts';
import type { Neighbours } from '../../numeric/similarity.ts';
import type { TopItems } from './model.ts';

/** What one user interacted with: items, and how much. */
export interface History {
  items: Int32Array;
  values: Float32Array;
}

/** The first k neighbours of each given item, from stored lists. */
export function similarFrom({ indptr, indices, values }: Neighbours, items: Int32Array, k: number): TopItems {
  const out = { k, items: new Int32Array(items.length * k).fill(-1), scores: new Float32Array(items.length * k) };
  out.scores.fill(Number.NaN);
  items.forEach((item, row) => {
    const end = Math.min(indptr[item]! + k, indptr[item + 1]!);
    out.items.set(indices.subarray(indptr[item]!, end), row * k);
    out.scores.set(values.subarray(indptr[item]!, end), row * k);
  });
  return out;
}

/** The sum of rows which[n] of a sparse matrix, each times by[n], as a dense row. */
export function addRows(
  { indptr, indices, values }: Pick<Csr, 'indptr' | 'indices' | 'values'>,
  which: Int32Array,
  by: Float32Array,
  start: number,
  end: number,
  columns: number,
): Float32Array {
  const sums = new Float32Array(columns);
  for (let n = start; n < end; n++) {
    const factor = by[n]!;
    const last = indptr[which[n]! + 1]!;
    for (let at = indptr[which[n]!]!; at < last; at++) sums[indices[at]!]! += factor * values[at]!;
  }
  return sums;
}
