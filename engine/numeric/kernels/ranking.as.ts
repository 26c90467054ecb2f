// Bayesian personalised ranking (Rendle et al., UAI 2009).

import { at, dot, floatAt, spread } from './vectors.as.ts';

/**
 * Random bits number `n` of a stream: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Numbers do not wait for those
 * before them, and do not depend on who draws them.
 */
function bits(stream: u64, n: u64): u64 {
  let z = stream + n * (((<u64>0x9e3779b9) << 32) | 0x7f4a7c15);
  z = (z ^ (z >> 30)) * (((<u64>0xbf58476d) << 32) | 0x1ce4e5b9);
  z = (z ^ (z >> 27)) * (((<u64>0x94d049bb) << 32) | 0x133111eb);
  return z ^ (z >> 31);
}

/** A whole number in [0, limit) from 32 random bits, by multiplication. */
function scaled(random: u64, limit: u32): u32 {
  return <u32>(((random & 0xffffffff) * <u64>limit) >> 32);
}

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

/**
 * Sets bit user * itemCount + item of `known` for all interactions of users [from, to). Not at the same time as another
 * such call: neighbouring users share a word.
 */
export function markKnown(from: u32, to: u32, indptr: usize, indices: usize, itemCount: u32, known: usize): void {
  for (let u = from; u < to; u++) {
    for (let k = at(indptr, u); k < at(indptr, u + 1); k++) {
      const bit = <u64>u * itemCount + at(indices, k);
      const word = known + <usize>((bit >> 5) << 2);
      store<u32>(word, load<u32>(word) | (1 << (<u32>bit & 31)));
    }
  }
}

/** Draws of a negative item for each one that is wanted; a user who knows nearly everything is then passed over. */
const tries: u32 = 16;

/**
 * Draws steps [from, to) of the stream named by two words of seed: for each an interaction from all, and `candidates`
 * items that its user has no interaction with, uniformly, or as the item of a random interaction where `byPopularity`. Into
 * `drawn`, 2 + `candidates` numbers a step: user, item, negatives; the item itself where no negative was found.
 * `known` holds a bit for each pair, as `markKnown` makes it, or is 0: then interactions are searched.
 */
export function drawSteps(
  drawn: usize,
  from: u32,
  to: u32,
  seedA: u32,
  seedB: u32,
  rowOf: usize,
  indptr: usize,
  indices: usize,
  size: u32,
  itemCount: u32,
  byPopularity: i32,
  candidates: u32,
  known: usize,
): void {
  const stream = ((<u64>seedA) << 32) | <u64>seedB;
  const draws = <u64>(tries * candidates + 1);
  let place = drawn;
  for (let n = from; n < to; n++) {
    const first = <u64>n * draws;
    let random = bits(stream, first);
    const k = scaled(random, size);
    const u = at(rowOf, k);
    const item = at(indices, k);
    store<u32>(place, u);
    store<u32>(place, item, 4);
    place += 8;
    const start = at(indptr, u);
    const end = at(indptr, u + 1);
    // The interaction took the lower half of the first number, the first negative takes the upper one.
    random >>= 32;
    let found: u32 = 0;
    for (let t: u32 = 1; found < candidates && t <= tries * candidates; t++) {
      const negative = byPopularity ? at(indices, scaled(random, size)) : scaled(random, itemCount);
      random = bits(stream, first + t);
      if (known) {
        const bit = <u64>u * itemCount + negative;
        if ((at(known, <u32>(bit >> 5)) >> (<u32>bit & 31)) & 1) continue;
      } else if (holds(indices, start, end, negative)) continue;
      store<u32>(place + (found << 2), negative);
      found += 1;
    }
    for (; found < candidates; found++) store<u32>(place + (found << 2), item);
    place += (<usize>candidates) << 2;
  }
}

/** The loss is measured at each 16th step or so: a logarithm costs as much as half of the step. */
const every: u32 = 16;

/** The one of `candidates` items with the highest score for the factors p; the first of equal ones. */
function highest(candidates: usize, count: u32, p: usize, items: usize, itemBias: usize, bytes: usize): u32 {
  let best = load<u32>(candidates);
  let most = dot(p, items + <usize>best * bytes, bytes) + floatAt(itemBias, best);
  for (let n: u32 = 1; n < count; n++) {
    const item = at(candidates, n);
    const score = dot(p, items + <usize>item * bytes, bytes) + floatAt(itemBias, item);
    if (score <= most) continue;
    most = score;
    best = item;
  }
  return best;
}

/**
 * 1 / (1 + e^x) in each lane, to six digits: e^x as 2^n times the Taylor series of what is left. In vectors, though all
 * lanes are alike: single floats have no instructions here for the smaller of two and for rounding that do not branch.
 */
function oneLess(x: v128): v128 {
  const limit = f32x4.splat(60);
  const power = f32x4.mul(
    f32x4.relaxed_max(f32x4.relaxed_min(x, limit), f32x4.neg(limit)),
    f32x4.splat(<f32>Math.LOG2E),
  );
  const whole = f32x4.nearest(power);
  const f = f32x4.mul(f32x4.sub(power, whole), f32x4.splat(<f32>Math.LN2));
  const square = f32x4.mul(f, f);
  const one = f32x4.splat(1);
  const low = f32x4.relaxed_madd(f, f32x4.splat(0.16666667), f32x4.splat(0.5));
  const high = f32x4.relaxed_madd(f, f32x4.splat(0.008333334), f32x4.splat(0.041666667));
  const tail = f32x4.relaxed_madd(square, f32x4.relaxed_madd(square, f32x4.splat(0.0013888889), high), low);
  const series = f32x4.relaxed_madd(square, tail, f32x4.add(one, f));
  const scale = i32x4.shl(i32x4.add(i32x4.relaxed_trunc_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.div(one, f32x4.relaxed_madd(series, scale, one));
}

/** The score of the liked item less that of the other one, but for their biases, in all lanes. */
function lead(p: usize, q: usize, r: usize, bytes: usize): v128 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 32) {
    const left = f32x4.sub(v128.load(q + o), v128.load(r + o));
    even = f32x4.relaxed_madd(v128.load(p + o), left, even);
    const right = f32x4.sub(v128.load(q + o, 16), v128.load(r + o, 16));
    odd = f32x4.relaxed_madd(v128.load(p + o, 16), right, odd);
  }
  return spread(f32x4.add(even, odd));
}

/** One step for the factors of a user p, a liked item q and another item r. */
function move(p: usize, q: usize, r: usize, bytes: usize, step: v128, keep: v128): void {
  for (let o: usize = 0; o < bytes; o += 32) {
    const a0 = v128.load(p + o);
    const b0 = v128.load(q + o);
    const c0 = v128.load(r + o);
    const a1 = v128.load(p + o, 16);
    const b1 = v128.load(q + o, 16);
    const c1 = v128.load(r + o, 16);
    v128.store(p + o, f32x4.relaxed_madd(step, f32x4.sub(b0, c0), f32x4.mul(a0, keep)));
    v128.store(q + o, f32x4.relaxed_madd(step, a0, f32x4.mul(b0, keep)));
    v128.store(r + o, f32x4.relaxed_nmadd(step, a0, f32x4.mul(c0, keep)));
    v128.store(p + o, f32x4.relaxed_madd(step, f32x4.sub(b1, c1), f32x4.mul(a1, keep)), 16);
    v128.store(q + o, f32x4.relaxed_madd(step, a1, f32x4.mul(b1, keep)), 16);
    v128.store(r + o, f32x4.relaxed_nmadd(step, a1, f32x4.mul(c1, keep)), 16);
  }
}

/** One step for the biases of a liked item and another one; z is 1 less the probability that they are in the right order. */
function moveBiases(itemBias: usize, i: u32, j: u32, z: f32, lr: f32, reg: f32): void {
  const liked = itemBias + ((<usize>i) << 2);
  const other = itemBias + ((<usize>j) << 2);
  store<f32>(liked, load<f32>(liked) + lr * (z - reg * load<f32>(liked)));
  store<f32>(other, load<f32>(other) - lr * (z + reg * load<f32>(other)));
}

/**
 * Takes `steps` steps that `drawSteps` has drawn; of several candidates for the negative the one with the highest score
 * (Zhang et al., SIGIR 2013). Biases belong to the items. Returns the loss, estimated from each 16th step
 * or so.
 *
 * Two steps that share nothing are taken together, which gives the same numbers: the second does not wait for the first one's
 * memory and exponential.
 */
export function bpr(
  drawn: usize,
  steps: u32,
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
  let measured: f64 = 0;
  let due: u32 = 0;
  const keep = f32x4.splat(<f32>1 - lr * reg);
  const rate = f32x4.splat(lr);
  const stride = ((<usize>candidates) << 2) + 8;
  for (let n: u32 = 0; n < steps; n++) {
    const place = drawn + n * stride;
    const u = load<u32>(place);
    const i = load<u32>(place, 4);
    const p = users + <usize>u * bytes;
    const j = candidates > 1 ? highest(place + 8, candidates, p, items, itemBias, bytes) : load<u32>(place, 8);
    if (i === j) continue;
    const q = items + <usize>i * bytes;
    const r = items + <usize>j * bytes;
    // The next step: user v, liked item k, other item l. Which of several candidates l is cannot be known yet.
    const next = n + 1 < steps ? place + stride : place;
    const v = load<u32>(next);
    const k = load<u32>(next, 4);
    const l = load<u32>(next, 8);
    const together = candidates === 1 && u !== v && i !== k && i !== l && j !== k && j !== l && k !== l;
    const p2 = users + <usize>v * bytes;
    const q2 = items + <usize>k * bytes;
    const r2 = items + <usize>l * bytes;

    let x = lead(p, q, r, bytes);
    if (biased) x = f32x4.add(x, f32x4.splat(floatAt(itemBias, i) - floatAt(itemBias, j)));
    let x2 = x;
    if (together) {
      x2 = lead(p2, q2, r2, bytes);
      if (biased) x2 = f32x4.add(x2, f32x4.splat(floatAt(itemBias, k) - floatAt(itemBias, l)));
    }
    const shares = oneLess(v128.shuffle<f32>(x, x2, 0, 1, 4, 5));
    const moves = f32x4.mul(shares, rate);
    const z = f32x4.extract_lane(shares, 0);
    move(p, q, r, bytes, v128.shuffle<f32>(moves, moves, 0, 0, 0, 0), keep);
    if (biased) moveBiases(itemBias, i, j, z, lr, reg);
    if (n >= due) {
      loss -= <f64>Mathf.log(max<f32>(<f32>1 - z, 1e-30));
      measured += 1;
      due = n + every;
    }
    if (!together) continue;
    move(p2, q2, r2, bytes, v128.shuffle<f32>(moves, moves, 2, 2, 2, 2), keep);
    if (biased) moveBiases(itemBias, k, l, f32x4.extract_lane(shares, 2), lr, reg);
    n += 1;
  }
  return measured > 0 ? (loss * <f64>steps) / measured : 0;
}
