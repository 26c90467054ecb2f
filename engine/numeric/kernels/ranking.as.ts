// Bayesian personalised ranking (Rendle et al., UAI 2009).

import { below } from './random.as.ts';
import { at, dot, floatAt, lanes } from './vectors.as.ts';

/**
 * Whether `item` is among the ascending whole numbers [start, end) of `indices`, which are at least one. Without a
 * branch on what is found: the processor would guess it wrong every other time.
 */
function holds(indices: usize, start: u32, end: u32, item: u32): bool {
  let place = start;
  for (let left = end - start; left > 1; ) {
    const half = left >> 1;
    place += half & -(<u32>(at(indices, place + half) <= item));
    left -= half;
  }
  return at(indices, place) === item;
}

/** Draws of a negative item for each candidate; a user who knows nearly everything is then passed over. */
const tries: u32 = 16;
/** Steps drawn at a time: draws do not wait for each other, so memory is waited for once for several of them. */
const batch: u32 = 64;
/** The loss is measured at each 16th step: a logarithm costs as much as the step. */
const every: u32 = 16;

/**
 * Draws `steps` interactions and for each a negative item into `drawn` (user, item, negative; negative = item where
 * none was found). Of `candidates` negatives the one with the highest score is taken.
 */
function draw(
  drawn: usize,
  steps: u32,
  state: usize,
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
  bytes: usize,
): void {
  for (let n: u32 = 0; n < steps; n++) {
    const k = below(state, size);
    const u = at(rowOf, k);
    const start = at(indptr, u);
    const end = at(indptr, u + 1);
    let negative = at(indices, k);
    store<u32>(drawn + 12 * n, u);
    store<u32>(drawn + 12 * n, negative, 4);
    let best: f32 = 0;
    for (let t: u32 = 0, found: u32 = 0; t < tries * candidates && found < candidates; t++) {
      const item = byPopularity ? at(indices, below(state, size)) : below(state, itemCount);
      if (holds(indices, start, end, item)) continue;
      if (candidates > 1) {
        const score = dot(users + <usize>u * bytes, items + <usize>item * bytes, bytes) + floatAt(itemBias, item);
        if (found === 0 || score > best) {
          best = score;
          negative = item;
        }
      } else negative = item;
      found += 1;
    }
    store<u32>(drawn + 12 * n, negative, 8);
  }
}

/**
 * `steps` steps, each on an interaction drawn from all and an item that the user has no interaction with: drawn
 * uniformly, or as the item of a random interaction where `byPopularity`; of `candidates` such items the one with the
 * highest score, as scores were up to 64 steps ago. Biases belong to the items. `scratch` holds 64 x 3 numbers.
 * Returns the loss, estimated from each 16th step.
 */
export function bpr(
  scratch: usize,
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
    const place = n % batch;
    if (place === 0) {
      const some = min(batch, steps - n);
      draw(
        scratch,
        some,
        state,
        rowOf,
        indptr,
        indices,
        size,
        itemCount,
        byPopularity,
        candidates,
        users,
        items,
        itemBias,
        bytes,
      );
    }
    const i = load<u32>(scratch + 12 * place, 4);
    const j = load<u32>(scratch + 12 * place, 8);
    if (i === j) continue;
    const p = users + <usize>load<u32>(scratch + 12 * place) * bytes;
    const q = items + <usize>i * bytes;
    const r = items + <usize>j * bytes;
    let sum = f32x4.splat(0);
    for (let o: usize = 0; o < bytes; o += 16) {
      sum = f32x4.relaxed_madd(v128.load(p + o), f32x4.sub(v128.load(q + o), v128.load(r + o)), sum);
    }
    let x = lanes(sum);
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
