// Least squares for one side of a factorisation at a time, nearly: conjugate gradients from the rows as they are.

import { at, axpy, dot, dots4, floatAt, sumsOf } from './vectors.as.ts';

/** out = (w0 * gram + lambda I) * v. */
function multiply(gram: usize, w0: f32, lambda: f32, v: usize, size: u32, out: usize): void {
  const bytes = (<usize>size) << 2;
  const scale = f32x4.splat(w0);
  const shift = f32x4.splat(lambda);
  for (let o: usize = 0; o < bytes; o += 16) {
    const own = f32x4.mul(shift, v128.load(v + o));
    if (gram) v128.store(out + o, f32x4.relaxed_madd(scale, dots4(v, gram + o * size, bytes, bytes), own));
    else v128.store(out + o, own);
  }
}

/**
 * out += sum over the entries [start, end) of (t - w v . y) y, or of (w v . y) y without targets, y being rows of `fixed`.
 * Four entries at a time: v and out are then read once for four, and no sum waits for another one.
 */
function addEntries(
  start: u32,
  end: u32,
  indices: usize,
  weights: usize,
  targets: usize,
  v: usize,
  out: usize,
  fixed: usize,
  bytes: usize,
): void {
  let k = start;
  for (; k + 4 <= end; k += 4) {
    const y0 = fixed + <usize>at(indices, k) * bytes;
    const y1 = fixed + <usize>at(indices, k + 1) * bytes;
    const y2 = fixed + <usize>at(indices, k + 2) * bytes;
    const y3 = fixed + <usize>at(indices, k + 3) * bytes;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (let o: usize = 0; o < bytes; o += 32) {
      const left = v128.load(v + o);
      s0 = f32x4.relaxed_madd(left, v128.load(y0 + o), s0);
      s1 = f32x4.relaxed_madd(left, v128.load(y1 + o), s1);
      s2 = f32x4.relaxed_madd(left, v128.load(y2 + o), s2);
      s3 = f32x4.relaxed_madd(left, v128.load(y3 + o), s3);
      const right = v128.load(v + o, 16);
      s0 = f32x4.relaxed_madd(right, v128.load(y0 + o, 16), s0);
      s1 = f32x4.relaxed_madd(right, v128.load(y1 + o, 16), s1);
      s2 = f32x4.relaxed_madd(right, v128.load(y2 + o, 16), s2);
      s3 = f32x4.relaxed_madd(right, v128.load(y3 + o, 16), s3);
    }
    const place = (<usize>k) << 2;
    let c = f32x4.mul(v128.load(weights + place), sumsOf(s0, s1, s2, s3));
    if (targets) c = f32x4.sub(v128.load(targets + place), c);
    const c0 = v128.shuffle<f32>(c, c, 0, 0, 0, 0);
    const c1 = v128.shuffle<f32>(c, c, 1, 1, 1, 1);
    const c2 = v128.shuffle<f32>(c, c, 2, 2, 2, 2);
    const c3 = v128.shuffle<f32>(c, c, 3, 3, 3, 3);
    for (let o: usize = 0; o < bytes; o += 32) {
      let left = f32x4.relaxed_madd(c0, v128.load(y0 + o), v128.load(out + o));
      let right = f32x4.relaxed_madd(c0, v128.load(y0 + o, 16), v128.load(out + o, 16));
      left = f32x4.relaxed_madd(c1, v128.load(y1 + o), left);
      right = f32x4.relaxed_madd(c1, v128.load(y1 + o, 16), right);
      left = f32x4.relaxed_madd(c2, v128.load(y2 + o), left);
      right = f32x4.relaxed_madd(c2, v128.load(y2 + o, 16), right);
      v128.store(out + o, f32x4.relaxed_madd(c3, v128.load(y3 + o), left));
      v128.store(out + o, f32x4.relaxed_madd(c3, v128.load(y3 + o, 16), right), 16);
    }
  }
  for (; k < end; k++) {
    const y = fixed + <usize>at(indices, k) * bytes;
    const share = floatAt(weights, k) * dot(v, y, bytes);
    axpy(out, y, bytes, targets ? floatAt(targets, k) - share : share);
  }
}

/**
 * As `solveRows`, by `steps` steps of conjugate gradients from what `solution` holds (Takács, Pilászy and Tikk, RecSys 2011).
 * `scratch` holds three rows.
 */
export function descendRows(
  scratch: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  weights: usize,
  targets: usize,
  solution: usize,
  fixed: usize,
  gram: usize,
  w0: f32,
  reg: f32,
  perRow: f32,
  size: u32,
  steps: u32,
): void {
  const bytes = (<usize>size) << 2;
  const residual = scratch;
  const direction = residual + bytes;
  const image = direction + bytes;
  for (let row = from; row < to; row++) {
    const start = at(indptr, row);
    const end = at(indptr, row + 1);
    const x = solution + <usize>row * bytes;
    if (start === end) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const lambda = reg * (<f32>(end - start) + perRow);
    multiply(gram, -w0, -lambda, x, size, residual);
    addEntries(start, end, indices, weights, targets, x, residual, fixed, bytes);
    memory.copy(direction, residual, bytes);
    let left = dot(residual, residual, bytes);
    for (let step: u32 = 0; step < steps && left > 1e-20; step++) {
      multiply(gram, w0, lambda, direction, size, image);
      addEntries(start, end, indices, weights, 0, direction, image, fixed, bytes);
      const length = left / dot(direction, image, bytes);
      axpy(x, direction, bytes, length);
      axpy(residual, image, bytes, -length);
      const now = dot(residual, residual, bytes);
      const turn = f32x4.splat(now / left);
      for (let o: usize = 0; o < bytes; o += 16) {
        v128.store(direction + o, f32x4.relaxed_madd(turn, v128.load(direction + o), v128.load(residual + o)));
      }
      left = now;
    }
  }
}
