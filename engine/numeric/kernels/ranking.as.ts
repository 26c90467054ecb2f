// Bayesian personalised ranking (Rendle et al., UAI 2009).

import { below } from './random.as.ts';
import { at, dot, floatAt } from './vectors.as.ts';

/** Whether `item` is among the ascending whole numbers [start, end) of `indices`. */
function holds(indices: usize, start: u32, end: u32, item: u32): bool {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(indices, middle) < item) low = middle + 1;
    else high = middle;
  }
  return low < end && at(indices, low) === item;
}

/** Draws of a negative item for one step; a user who likes nearly everything is then passed over. */
const tries = 16;
/** The loss is measured at each 16th step: a logarithm costs as much as the step. */
const every: u32 = 16;

/**
 * `steps` steps, each on an interaction drawn from all and an item that the user has no interaction with: drawn
 * uniformly, or as the item of a random interaction where `byPopularity`; of `candidates` such items the one with the
 * highest score is taken. Biases belong to the items. Returns the mean loss of the measured steps times their number.
 */
export function bpr(
  state: usize,
  steps: u32,
  rowOf: usize,
  indptr: usize,
  indices: usize,
  size: u32,
  itemCount: u32,
  byPopularity: i32,
  candidates: u32,
  users: usize,
  items: usize,
  itemBias: usize,
  biased: i32,
  bytes: usize,
  lr: f32,
  reg: f32,
): f64 {
  let loss: f64 = 0;
  const keep = f32x4.splat(<f32>1 - lr * reg);
  for (let n: u32 = 0; n < steps; n++) {
    const k = below(state, size);
    const u = at(rowOf, k);
    const i = at(indices, k);
    const start = at(indptr, u);
    const end = at(indptr, u + 1);
    const p = users + <usize>u * bytes;
    let j: u32 = 0;
    let found: u32 = 0;
    let best: f32 = 0;
    for (let t = 0; t < tries * <i32>candidates && found < candidates; t++) {
      const item = byPopularity ? at(indices, below(state, size)) : below(state, itemCount);
      if (holds(indices, start, end, item)) continue;
      found += 1;
      if (candidates > 1) {
        const score = dot(p, items + <usize>item * bytes, bytes) + floatAt(itemBias, item);
        if (found > 1 && score <= best) continue;
        best = score;
      }
      j = item;
    }
    if (found === 0) continue;
    const q = items + <usize>i * bytes;
    const r = items + <usize>j * bytes;
    let even = f32x4.splat(0);
    for (let o: usize = 0; o < bytes; o += 16) {
      even = f32x4.relaxed_madd(v128.load(p + o), f32x4.sub(v128.load(q + o), v128.load(r + o)), even);
    }
    let x =
      f32x4.extract_lane(even, 0) +
      f32x4.extract_lane(even, 1) +
      (f32x4.extract_lane(even, 2) + f32x4.extract_lane(even, 3));
    if (biased) x += floatAt(itemBias, i) - floatAt(itemBias, j);
    const z: f32 = <f32>1 / (<f32>1 + Mathf.exp(x));
    if (n % every === 0) loss -= <f64>Mathf.log(max<f32>(<f32>1 - z, 1e-30));
    const step = f32x4.splat(lr * z);
    for (let o: usize = 0; o < bytes; o += 16) {
      const a = v128.load(p + o);
      const b = v128.load(q + o);
      const c = v128.load(r + o);
      v128.store(p + o, f32x4.relaxed_madd(step, f32x4.sub(b, c), f32x4.mul(a, keep)));
      v128.store(q + o, f32x4.relaxed_madd(step, a, f32x4.mul(b, keep)));
      v128.store(r + o, f32x4.relaxed_nmadd(step, a, f32x4.mul(c, keep)));
    }
    if (biased) {
      const liked = itemBias + ((<usize>i) << 2);
      const other = itemBias + ((<usize>j) << 2);
      store<f32>(liked, load<f32>(liked) + lr * (z - reg * load<f32>(liked)));
      store<f32>(other, load<f32>(other) - lr * (z + reg * load<f32>(other)));
    }
  }
  return loss * <f64>every;
}
