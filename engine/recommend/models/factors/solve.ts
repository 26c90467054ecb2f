/**
 * Solves A x = b for a symmetric positive definite matrix (row-major, its lower triangle is overwritten) by Cholesky in
 * double precision. Returns null where A is not positive definite.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array): Float64Array | null {
  const n = b.length;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i * n + j]!;
      for (let k = 0; k < j; k++) value -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) {
        if (!(value > 0)) return null;
        a[i * n + i] = Math.sqrt(value);
      } else a[i * n + j] = value / a[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= a[i * n + k]! * x[k]!;
    x[i]! /= a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= a[k * n + i]! * x[k]!;
    x[i]! /= a[i * n + i]!;
  }
  return x;
}

/** One row of a least-squares factorisation. */
export interface RowProblem {
  /** The fixed rows y of the entries, one after the other, `factors` each. */
  rows: ArrayLike<number>;
  factors: number;
  weights: ArrayLike<number>;
  targets: ArrayLike<number>;
  /** Added to the matrix, factors x factors, times w0. */
  gram?: ArrayLike<number>;
  w0?: number;
  lambda: number;
}

/** x of (w0 * gram + sum of w y y' + lambda I) x = sum of t y, or null where that is not positive definite. */
export function solveRow(problem: RowProblem): Float64Array | null {
  const { a, b } = normalEquations(problem);
  return solveSymmetric(a, b);
}

/**
 * The x of no negative numbers that makes x' A x / 2 - b' x smallest, A and b being those of `solveRow`: coordinate
 * descent (Franc, Hlavac and Navara, CAIP 2005), until no number moves by more than a millionth of the largest.
 */
export function solveRowNonNegative(problem: RowProblem): Float64Array {
  const { a, b } = normalEquations(problem);
  const n = b.length;
  const x = new Float64Array(n);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let largest = 0;
    let moved = 0;
    for (let i = 0; i < n; i++) {
      // Only the lower triangle is filled.
      let slope = -b[i]!;
      for (let j = 0; j < n; j++) slope += x[j]! * (j <= i ? a[i * n + j]! : a[j * n + i]!);
      const value = a[i * n + i]! > 0 ? Math.max(0, x[i]! - slope / a[i * n + i]!) : 0;
      moved = Math.max(moved, Math.abs(value - x[i]!));
      largest = Math.max(largest, value);
      x[i] = value;
    }
    if (moved <= 1e-6 * largest) break;
  }
  return x;
}

/** Coordinate descent on some tens of unknowns needs far fewer. */
const mostSweeps = 1000;

/** A (its lower triangle) and b of a row's least squares. */
function normalEquations({ rows, factors, weights, targets, gram, w0 = 0, lambda }: RowProblem) {
  const a = new Float64Array(factors * factors);
  const b = new Float64Array(factors);
  for (let i = 0; i < factors; i++) {
    if (gram) for (let j = 0; j <= i; j++) a[i * factors + j] = w0 * gram[i * factors + j]!;
    a[i * factors + i]! += lambda;
  }
  for (let k = 0; k < targets.length; k++) {
    const y = k * factors;
    for (let i = 0; i < factors; i++) {
      b[i]! += targets[k]! * rows[y + i]!;
      const scaled = weights[k]! * rows[y + i]!;
      for (let j = 0; j <= i; j++) a[i * factors + j]! += scaled * rows[y + j]!;
    }
  }
  return { a, b };
}
