// What least squares make small.

import { at, dot, floatAt } from './vectors.as.ts';

/** The sum of w (t / w - x . y)^2 over the entries of rows [from, to) with a weight. */
export function squaredErrors(
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  weights: usize,
  targets: usize,
  rows: usize,
  fixed: usize,
  bytes: usize,
): f64 {
  let loss: f64 = 0;
  for (let row = from; row < to; row++) {
    const x = rows + <usize>row * bytes;
    for (let k = at(indptr, row); k < at(indptr, row + 1); k++) {
      const weight = floatAt(weights, k);
      if (weight === 0) continue;
      const error = floatAt(targets, k) / weight - dot(x, fixed + <usize>at(indices, k) * bytes, bytes);
      loss += <f64>(weight * error * error);
    }
  }
  return loss;
}

/** The sum of (entries + perRow) * |x|^2 over rows [from, to): what lambda weighs in the loss. */
export function penalty(from: u32, to: u32, indptr: usize, rows: usize, bytes: usize, perRow: f32): f64 {
  let sum: f64 = 0;
  for (let row = from; row < to; row++) {
    const x = rows + <usize>row * bytes;
    const entries = at(indptr, row + 1) - at(indptr, row);
    if (entries > 0) sum += <f64>((<f32>entries + perRow) * dot(x, x, bytes));
  }
  return sum;
}
