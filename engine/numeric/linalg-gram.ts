import { type Csr, sharedFloats } from './csr.ts';

/**
 * The Gram matrix X'X of a sparse matrix, dense and row-major over shared memory: columns x columns. Sums run in double
 * precision, so that counts are exact. `byColumn` is the transpose of `matrix`. Where given, it is written to `into`,
 * whose rows are `step` numbers apart, and which is returned.
 */
export function gramOf(matrix: Csr, byColumn: Csr, into?: Float32Array, step = matrix.columns): Float32Array {
  const n = matrix.columns;
  const gram = into ?? sharedFloats(n * step);
  const sums = new Float64Array(n);
  // Where in each row the columns from the current one on begin: half of a symmetric matrix is enough to compute.
  const next = matrix.indptr.slice(0, matrix.rows);
  for (let column = 0; column < n; column++) {
    for (let at = byColumn.indptr[column]!; at < byColumn.indptr[column + 1]!; at++) {
      const row = byColumn.indices[at]!;
      const value = byColumn.values[at]!;
      const end = matrix.indptr[row + 1]!;
      for (let k = next[row]!; k < end; k++) sums[matrix.indices[k]!]! += value * matrix.values[k]!;
      next[row]! += 1;
    }
    for (let other = column; other < n; other++) {
      gram[column * step + other] = sums[other]!;
      gram[other * step + column] = sums[other]!;
      sums[other] = 0;
    }
  }
  return gram;
}
