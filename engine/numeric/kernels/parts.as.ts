// Factorisation into parts that are not negative.

import { at, axpy, dot, dots4, floatAt } from './vectors.as.ts';

/**
 * One multiplicative step for the rows [from, to), written to `out`: x * (sum of r y) / (expected + penalty). Without
 * `gram`, only what was observed is expected: sum of (x . y) y, with a penalty of reg * entries * x (Luo et al., IEEE
 * TII 2014, as Surprise has it). With the Gram matrix of `fixed`, what is missing counts as zero: gram * x + reg * x
 * (Lee and Seung, NIPS 2000). A row without entries stays as it is. `scratch` holds two rows. Returns the sum of
 * squared errors of the entries before the step.
 */
export function nonNegativeRows(
  scratch: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  values: usize,
  rows: usize,
  out: usize,
  fixed: usize,
  gram: usize,
  bytes: usize,
  reg: f32,
): f64 {
  let loss: f64 = 0;
  const wanted = scratch;
  const expected = scratch + bytes;
  const least = f32x4.splat(1e-12);
  for (let row = from; row < to; row++) {
    const start = at(indptr, row);
    const end = at(indptr, row + 1);
    const x = rows + <usize>row * bytes;
    const to = out + <usize>row * bytes;
    if (start === end) {
      memory.copy(to, x, bytes);
      continue;
    }
    memory.fill(scratch, 0, bytes << 1);
    for (let k = start; k < end; k++) {
      const y = fixed + <usize>at(indices, k) * bytes;
      const score = dot(x, y, bytes);
      const value = floatAt(values, k);
      loss += <f64>(value - score) * <f64>(value - score);
      axpy(wanted, y, bytes, value);
      if (!gram) axpy(expected, y, bytes, score);
    }
    const penalty = f32x4.splat(gram ? reg : reg * <f32>(end - start));
    for (let o: usize = 0; o < bytes; o += 16) {
      const own = v128.load(x + o);
      const fit = gram ? dots4(x, gram + (o >> 2) * bytes, bytes, bytes) : v128.load(expected + o);
      const divisor = f32x4.max(f32x4.relaxed_madd(penalty, own, fit), least);
      v128.store(to + o, f32x4.div(f32x4.mul(own, v128.load(wanted + o)), divisor));
    }
  }
  return loss;
}
