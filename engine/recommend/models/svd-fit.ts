import type { Csr } from '../../numeric/csr.ts';
import { symmetricEigen } from '../../numeric/linalg.ts';
import { seededRandom } from '../../numeric/random.ts';

export interface SvdInput {
  byUser: Csr;
  factors: number;
  iterations: number;
  seed: number;
}

/** Directions beyond those wanted: they make the wanted ones converge in a few iterations. */
const oversampling = 10;

/**
 * The leading right singular vectors of a sparse matrix, items x factors and row-major, by randomised subspace
 * iteration (Halko, Martinsson & Tropp, SIAM Review 2011), and its rows projected on them: users x factors, whose
 * columns are the left singular vectors times the singular values. Directions beyond the rank are zero.
 */
export function truncatedSvd(
  { byUser, factors, iterations, seed }: SvdInput,
  onProgress: (done: number) => void = () => {},
): { users: Float32Array; items: Float32Array } {
  const n = byUser.columns;
  const width = Math.min(factors + oversampling, n, byUser.rows);
  const random = seededRandom(seed);
  let basis = Float64Array.from({ length: n * width }, () => random.normal());
  for (let step = 0; step < iterations; step++) {
    basis = orthonormal(timesTransposed(byUser, times(byUser, basis, width), width), n, width);
    onProgress(step + 1);
  }
  const projected = times(byUser, basis, width);
  const gram = new Float64Array(width * width);
  for (let row = 0; row < byUser.rows; row++) {
    for (let a = 0; a < width; a++) {
      const value = projected[row * width + a]!;
      if (value === 0) continue;
      for (let b = 0; b < width; b++) gram[a * width + b]! += value * projected[row * width + b]!;
    }
  }
  const { vectors, values } = symmetricEigen(gram, width);
  const kept = Array.from({ length: factors }, (_, f) => (f < width && values[f]! > 1e-10 * values[0]! ? f : -1));
  const turn = (matrix: Float64Array, rows: number) => {
    const out = new Float32Array(rows * factors);
    for (let row = 0; row < rows; row++) {
      for (const f of kept) {
        if (f < 0) continue;
        let sum = 0;
        for (let a = 0; a < width; a++) sum += matrix[row * width + a]! * vectors[f * width + a]!;
        out[row * factors + f] = sum;
      }
    }
    return out;
  };
  return { users: turn(projected, byUser.rows), items: turn(basis, n) };
}

/** The sparse matrix times a dense one of `width` columns. */
function times({ rows, indptr, indices, values }: Csr, dense: Float64Array, width: number): Float64Array {
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const to = row * width;
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const from = indices[at]! * width;
      const value = values[at]!;
      for (let k = 0; k < width; k++) out[to + k]! += value * dense[from + k]!;
    }
  }
  return out;
}

/** The transpose of the sparse matrix times a dense one of `width` columns. */
function timesTransposed(matrix: Csr, dense: Float64Array, width: number): Float64Array {
  const { rows, columns, indptr, indices, values } = matrix;
  const out = new Float64Array(columns * width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const to = indices[at]! * width;
      const value = values[at]!;
      for (let k = 0; k < width; k++) out[to + k]! += value * dense[from + k]!;
    }
  }
  return out;
}

/** Columns made orthonormal by Gram-Schmidt, each twice over; a column that depends on those before it becomes zero. */
function orthonormal(matrix: Float64Array, rows: number, width: number): Float64Array<ArrayBuffer> {
  const columns = Array.from({ length: width }, (_, c) =>
    Float64Array.from({ length: rows }, (_, r) => matrix[r * width + c]!),
  );
  columns.forEach((column, c) => {
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of columns.slice(0, c)) {
        const share = dot(earlier, column);
        for (let r = 0; r < rows; r++) column[r]! -= share * earlier[r]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const scale = length > 1e-12 * before ? 1 / length : 0;
    for (let r = 0; r < rows; r++) column[r]! *= scale;
  });
  const out = new Float64Array(rows * width);
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) out[r * width + c] = column[r]!;
  });
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
