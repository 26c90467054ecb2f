import type { Dense } from './dense.ts';

/** Blocks of this size and below are inverted in double precision in plain code. */
const leaf = 96;

/**
 * The inverse of a symmetric positive definite matrix (n x n, row-major), by halving: the inverse of the leading block and of
 * its Schur complement give the whole, and all that is large is a dense product, 4/3 n^3 operations together. Single
 * precision: the relative error is about 1e-6 times the condition of the matrix. Throws RangeError where the matrix is
 * not positive definite to working precision. `check` is called between products: throw in it to stop.
 */
export async function invertPositive(
  dense: Dense,
  matrix: Float32Array,
  n: number,
  check: () => void = () => {},
): Promise<Float32Array> {
  check();
  if (n <= leaf) return invertSmall(matrix, n);
  const half = n >> 1;
  const rest = n - half;
  const b = block(matrix, n, 0, half, half, n);
  const inverseA = await invertPositive(dense, block(matrix, n, 0, 0, half, half), half, check);
  const ab = await dense.product(inverseA, b, half, half, rest);
  const schur = block(matrix, n, half, half, n, n);
  subtract(schur, await dense.product(b, ab, rest, half, rest, { a: true }));
  const inverseSchur = await invertPositive(dense, schur, rest, check);
  const corner = await dense.product(ab, inverseSchur, half, rest, rest);
  const added = await dense.product(corner, ab, half, rest, half, { b: true });
  const out = new Float32Array(n * n);
  for (let r = 0; r < half; r++) {
    for (let c = 0; c < half; c++) out[r * n + c] = inverseA[r * half + c]! + added[r * half + c]!;
    for (let c = 0; c < rest; c++) out[r * n + half + c] = -corner[r * rest + c]!;
  }
  for (let r = 0; r < rest; r++) {
    for (let c = 0; c < half; c++) out[(half + r) * n + c] = -corner[c * rest + r]!;
    out.set(inverseSchur.subarray(r * rest, (r + 1) * rest), (half + r) * n + half);
  }
  return out;
}

/** By Cholesky's factor in double precision: A = L L', and the inverse is L^-T L^-1. */
function invertSmall(matrix: Float32Array, n: number): Float32Array {
  const factor = cholesky(Float64Array.from(matrix), n);
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    for (let r = c; r < n; r++) {
      let sum = r === c ? 1 : 0;
      for (let k = c; k < r; k++) sum -= factor[r * n + k]! * inverse[k * n + c]!;
      inverse[r * n + c] = sum / factor[r * n + r]!;
    }
  }
  const out = new Float32Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let k = r; k < n; k++) sum += inverse[k * n + r]! * inverse[k * n + c]!;
      out[r * n + c] = sum;
      out[c * n + r] = sum;
    }
  }
  return out;
}

/** The lower Cholesky factor of a symmetric positive definite matrix, in place; what stood above the diagonal stays. Throws RangeError otherwise. */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = matrix[r * n + c]!;
      for (let k = 0; k < c; k++) sum -= matrix[r * n + k]! * matrix[c * n + k]!;
      if (r > c) matrix[r * n + c] = sum / matrix[c * n + c]!;
      else if (sum > 0) matrix[r * n + r] = Math.sqrt(sum);
      else throw new RangeError(`The matrix is not positive definite: pivot ${r} of ${n}.`);
    }
  }
  return matrix;
}

/**
 * Eigenvalues, largest first, and eigenvectors (as rows, each of length 1, its largest entry positive) of a small
 * symmetric matrix, by cyclic Jacobi rotations in double precision.
 */
export function symmetricEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const rows = new Float64Array(n * n);
  for (let r = 0; r < n; r++) rows[r * n + r] = 1;
  const rotate = (m: Float64Array, at: number, to: number, step: number, cos: number, sin: number) => {
    for (let k = 0; k < n; k++) {
      const [x, y] = [m[at + k * step]!, m[to + k * step]!];
      m[at + k * step] = cos * x - sin * y;
      m[to + k * step] = sin * x + cos * y;
    }
  };
  const scale = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) off += a[p * n + q]! ** 2;
    if (off <= 1e-28 * scale) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p * n + q] === 0) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cos = 1 / Math.sqrt(t * t + 1);
        rotate(a, p, q, n, cos, t * cos);
        rotate(a, p * n, q * n, 1, cos, t * cos);
        rotate(rows, p * n, q * n, 1, cos, t * cos);
      }
    }
  }
  const order = Array.from({ length: n }, (_, r) => r).sort((p, q) => a[q * n + q]! - a[p * n + p]! || p - q);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, (from + 1) * n);
    const largest = row.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    for (let k = 0; k < n; k++) vectors[to * n + k] = largest < 0 ? -row[k]! : row[k]!;
  });
  return { values: Float64Array.from(order, (r) => a[r * n + r]!), vectors };
}

function block(
  matrix: Float32Array,
  n: number,
  top: number,
  left: number,
  bottom: number,
  right: number,
): Float32Array {
  const width = right - left;
  const out = new Float32Array((bottom - top) * width);
  for (let r = top; r < bottom; r++) out.set(matrix.subarray(r * n + left, r * n + right), (r - top) * width);
  return out;
}

function subtract(from: Float32Array, what: Float32Array): void {
  for (let at = 0; at < from.length; at++) from[at]! -= what[at]!;
}
