// Stochastic gradient descent on squared errors of ratings. Each function returns the sum of squared errors, measured
// before each step.

import { at, axpy, blend, dot, floatAt } from './vectors.as.ts';

/** Adds lr * (error - reg * bias) to entry k of the biases. */
function stepBias(biases: usize, k: u32, error: f32, lr: f32, reg: f32): void {
  const place = biases + ((<usize>k) << 2);
  const bias = load<f32>(place);
  store<f32>(place, bias + lr * (error - reg * bias));
}

/** One step for the factors of a user and an item. */
function move(p: usize, q: usize, bytes: usize, error: f32, lr: f32, keep: v128): void {
  const step = f32x4.splat(lr * error);
  for (let o: usize = 0; o < bytes; o += 32) {
    const x0 = v128.load(p + o);
    const y0 = v128.load(q + o);
    const x1 = v128.load(p + o, 16);
    const y1 = v128.load(q + o, 16);
    v128.store(p + o, f32x4.relaxed_madd(step, y0, f32x4.mul(x0, keep)));
    v128.store(q + o, f32x4.relaxed_madd(step, x0, f32x4.mul(y0, keep)));
    v128.store(p + o, f32x4.relaxed_madd(step, y1, f32x4.mul(x1, keep)), 16);
    v128.store(q + o, f32x4.relaxed_madd(step, x1, f32x4.mul(y1, keep)), 16);
  }
}

/**
 * One pass over ratings [from, to) of `order`, for mean + [bias of user + bias of item] + p . q. Users of ratings are in
 * `rowOf`, items in `indices`. Without biases `biased` is 0. Two ratings in a row that share neither user nor item are
 * taken together, which gives the same numbers: the second does not wait for the first one's error.
 */
export function sgd(
  order: usize,
  from: u32,
  to: u32,
  rowOf: usize,
  indices: usize,
  values: usize,
  users: usize,
  items: usize,
  userBias: usize,
  itemBias: usize,
  biased: i32,
  mean: f32,
  bytes: usize,
  lr: f32,
  reg: f32,
): f64 {
  let loss: f64 = 0;
  const keep = f32x4.splat(<f32>1 - lr * reg);
  for (let n = from; n < to; n++) {
    const k = at(order, n);
    const u = at(rowOf, k);
    const i = at(indices, k);
    const p = users + <usize>u * bytes;
    const q = items + <usize>i * bytes;
    const next = at(order, min(n + 1, to - 1));
    const v = at(rowOf, next);
    const j = at(indices, next);
    const p2 = users + <usize>v * bytes;
    const q2 = items + <usize>j * bytes;
    const together = u !== v && i !== j;
    const product = dot(p, q, bytes);
    const product2: f32 = together ? dot(p2, q2, bytes) : 0;
    let error = floatAt(values, k) - mean - product;
    if (biased) {
      error -= floatAt(userBias, u) + floatAt(itemBias, i);
      stepBias(userBias, u, error, lr, reg);
      stepBias(itemBias, i, error, lr, reg);
    }
    loss += <f64>error * <f64>error;
    move(p, q, bytes, error, lr, keep);
    if (!together) continue;
    error = floatAt(values, next) - mean - product2;
    if (biased) {
      error -= floatAt(userBias, v) + floatAt(itemBias, j);
      stepBias(userBias, v, error, lr, reg);
      stepBias(itemBias, j, error, lr, reg);
    }
    loss += <f64>error * <f64>error;
    move(p2, q2, bytes, error, lr, keep);
    n += 1;
  }
  return loss;
}

/**
 * One pass of SVD++ over the users [from, to) of `order`. All implicit factors y of a user's items get the same addition and the
 * same decay at each rating, so that their sum is carried along and they are written once, at the end of the user:
 * exactly the steps of the paper, in time linear in the ratings. `scratch` holds two rows.
 */
export function svdpp(
  scratch: usize,
  order: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  values: usize,
  users: usize,
  items: usize,
  implicit: usize,
  userBias: usize,
  itemBias: usize,
  mean: f32,
  bytes: usize,
  lr: f32,
  reg: f32,
): f64 {
  let loss: f64 = 0;
  const sum = scratch;
  const added = scratch + bytes;
  const decay: f32 = <f32>1 - lr * reg;
  const keep = f32x4.splat(decay);
  for (let n = from; n < to; n++) {
    const u = at(order, n);
    const start = at(indptr, u);
    const end = at(indptr, u + 1);
    if (start === end) continue;
    const count = <f32>(end - start);
    const norm = <f32>1 / sqrt<f32>(count);
    memory.fill(scratch, 0, bytes << 1);
    for (let k = start; k < end; k++) axpy(sum, implicit + <usize>at(indices, k) * bytes, bytes, 1);
    const p = users + <usize>u * bytes;
    let scale: f32 = 1;
    for (let k = start; k < end; k++) {
      const i = at(indices, k);
      const q = items + <usize>i * bytes;
      const expected =
        mean + floatAt(userBias, u) + floatAt(itemBias, i) + dot(p, q, bytes) + norm * dot(sum, q, bytes);
      const error = floatAt(values, k) - expected;
      loss += <f64>error * <f64>error;
      stepBias(userBias, u, error, lr, reg);
      stepBias(itemBias, i, error, lr, reg);
      const step = f32x4.splat(lr * error);
      const implicitStep = f32x4.splat(lr * error * norm);
      const sumStep = f32x4.splat(lr * error * norm * count);
      const norms = f32x4.splat(norm);
      for (let o: usize = 0; o < bytes; o += 16) {
        const x = v128.load(p + o);
        const y = v128.load(q + o);
        const z = v128.load(sum + o);
        v128.store(p + o, f32x4.relaxed_madd(step, y, f32x4.mul(x, keep)));
        v128.store(q + o, f32x4.relaxed_madd(step, f32x4.relaxed_madd(norms, z, x), f32x4.mul(y, keep)));
        v128.store(sum + o, f32x4.relaxed_madd(sumStep, y, f32x4.mul(z, keep)));
        v128.store(added + o, f32x4.relaxed_madd(implicitStep, y, f32x4.mul(v128.load(added + o), keep)));
      }
      scale *= decay;
    }
    for (let k = start; k < end; k++) blend(implicit + <usize>at(indices, k) * bytes, added, bytes, scale, 1);
  }
  return loss;
}

/** Adds to the factors of the users [from, to) of `order` their items' implicit factors, over the root of their number. */
export function addImplicit(
  order: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  users: usize,
  implicit: usize,
  bytes: usize,
): void {
  for (let n = from; n < to; n++) {
    const u = at(order, n);
    const start = at(indptr, u);
    const end = at(indptr, u + 1);
    const norm = <f32>1 / sqrt<f32>(<f32>(end - start));
    for (let k = start; k < end; k++) {
      axpy(users + <usize>u * bytes, implicit + <usize>at(indices, k) * bytes, bytes, norm);
    }
  }
}
