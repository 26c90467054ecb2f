import { atOnce, type Pieces } from './pace.ts';

/** Rows between two places where work in pieces can pause. */
export const rowsAtOnce = 64;

/**
 * A sparse matrix in compressed rows over shared memory, so that worker threads read it without a copy. Columns of a
 * row are in ascending order and occur once.
 */
export interface Csr {
  readonly rows: number;
  readonly columns: number;
  /** rows + 1 offsets into `indices` and `values`. */
  readonly indptr: Int32Array;
  /** Column numbers. */
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** An array of `length` four-byte numbers over a SharedArrayBuffer. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4));
}

/** An array of `length` four-byte whole numbers over a SharedArrayBuffer. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

/**
 * A matrix from (row, column, value) triples in any order, by counting sort. Of triples at one place the last one
 * given stands. Throws RangeError where a row or column lies outside.
 */
export function csrFromTriples(
  rows: number,
  columns: number,
  row: ArrayLike<number>,
  column: ArrayLike<number>,
  value: ArrayLike<number>,
): Csr {
  const n = row.length;
  const counts = new Int32Array(rows + 1);
  for (let k = 0; k < n; k++) {
    const r = row[k]!;
    const c = column[k]!;
    if (!(r >= 0 && r < rows && c >= 0 && c < columns)) throw new RangeError(`entry ${k} lies outside: ${r}, ${c}`);
    counts[r + 1]! += 1;
  }
  for (let r = 0; r < rows; r++) counts[r + 1]! += counts[r]!;
  const order = new Int32Array(n);
  const next = counts.slice();
  for (let k = 0; k < n; k++) order[next[row[k]!]!++] = k;
  const indptr = sharedInts(rows + 1);
  const indices = new Int32Array(n);
  const values = new Float32Array(n);
  let size = 0;
  for (let r = 0; r < rows; r++) {
    // Later triples come after earlier ones of the same column, so that the last of them is kept.
    const entries = order.subarray(counts[r]!, counts[r + 1]!).sort((a, b) => column[a]! - column[b]! || a - b);
    const start = size;
    for (const k of entries) {
      const c = column[k]!;
      if (size > start && indices[size - 1] === c) size -= 1;
      indices[size] = c;
      values[size] = value[k]!;
      size += 1;
    }
    indptr[r + 1] = size;
  }
  const shared = { indices: sharedInts(size), values: sharedFloats(size) };
  shared.indices.set(indices.subarray(0, size));
  shared.values.set(values.subarray(0, size));
  return { rows, columns, indptr, ...shared };
}

/** The transpose, by counting sort: columns of each row of the result stay in ascending order. */
export function transpose(matrix: Csr): Csr {
  return atOnce(transposing(matrix));
}

/** `transpose` as work in pieces. */
export function* transposing(matrix: Csr): Pieces<Csr> {
  const { rows, columns, indptr, indices, values } = matrix;
  const out = {
    rows: columns,
    columns: rows,
    indptr: sharedInts(columns + 1),
    indices: sharedInts(indices.length),
    values: sharedFloats(values.length),
  };
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let k = indptr[r]!; k < indptr[r + 1]!; k++) out.indptr[indices[k]! + 1]! += 1;
  }
  for (let c = 0; c < columns; c++) out.indptr[c + 1]! += out.indptr[c]!;
  const next = out.indptr.slice();
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let k = indptr[r]!; k < indptr[r + 1]!; k++) {
      const at = next[indices[k]!]!++;
      out.indices[at] = r;
      out.values[at] = values[k]!;
    }
  }
  return out;
}
