// Stochastic gradient descent on squared errors of ratings. Each function returns the sum of squared errors, measured
// before each step.

import { at, axpy, blend, dot, floatAt } from './vectors.as.ts';

/** Adds lr * (error - reg * bias) to entry k of the biases. */
function stepBias(biases: usize, k: u32, error: f32, lr: f32, reg: f32): void {
  const place = biases + ((<usize>k) << 2);
  const bias = load<f32>(place);
  store<f32>(place, bias + lr * (error - reg * bias));
}

/**
 * One pass over ratings [from, to) of `order` (0: as they lie), for mean + [bias of user + bias of item] + p . q. Users
 * of ratings are in `rowOf`, items in `indices`. Without biases `biased` is 0.
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
    const k = order ? at(order, n) : n;
    const u = at(rowOf, k);
    const i = at(indices, k);
    const p = users + <usize>u * bytes;
    const q = items + <usize>i * bytes;
    let expected = mean + dot(p, q, bytes);
    if (biased) expected += floatAt(userBias, u) + floatAt(itemBias, i);
    const error = floatAt(values, k) - expected;
    loss += <f64>error * <f64>error;
    if (biased) {
      stepBias(userBias, u, error, lr, reg);
      stepBias(itemBias, i, error, lr, reg);
    }
    const step = f32x4.splat(lr * error);
    for (let o: usize = 0; o < bytes; o += 16) {
      const x = v128.load(p + o);
      const y = v128.load(q + o);
      v128.store(p + o, f32x4.relaxed_madd(step, y, f32x4.mul(x, keep)));
      v128.store(q + o, f32x4.relaxed_madd(step, x, f32x4.mul(y, keep)));
    }
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
