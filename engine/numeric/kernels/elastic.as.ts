// Regressions of each item on all others with an elastic net and weights of zero and more, from their Gram matrix.

import { bar, drain, offer } from './topk.as.ts';
import { at, axpy, floatAt } from './vectors.as.ts';

/** Items that a regression begins with; the others come in where the optimality conditions ask for them. */
const firstActive: u32 = 256;
/** Sweeps over items that came in, before those among them whose weights are zero are left out again. */
const firstSweeps: u32 = 6;
/** How often items may come in: the conditions hold long before. */
const mostRounds: u32 = 30;

/**
 * Cyclic coordinate descent over the active items, until no weight moves by more than `tol` of the largest or `sweeps`
 * are done, from the weights as they are. `gradient` holds, for all items, what is left to explain. Where the active
 * items' part of the Gram matrix fits `room` x `room` floats at `part`, a step touches this part alone.
 */
function descend(
  gram: usize,
  bytes: usize,
  active: usize,
  size: u32,
  room: u32,
  part: usize,
  own: usize,
  left: usize,
  gradient: usize,
  weights: usize,
  l1: f32,
  l2: f32,
  tol: f32,
  sweeps: u32,
): void {
  const isSmall = size <= room;
  const step: usize = ((<usize>size + 3) & ~3) << 2;
  // `left` and `own` are the active items' places of the gradient and the weights, side by side.
  for (let a: u32 = 0; a < size; a++) {
    const item = at(active, a);
    store<f32>(own + ((<usize>a) << 2), floatAt(weights, item));
    if (!isSmall) continue;
    store<f32>(left + ((<usize>a) << 2), floatAt(gradient, item));
    const row = gram + <usize>item * bytes;
    const to = part + <usize>a * step;
    for (let b: u32 = 0; b < size; b++) store<f32>(to + ((<usize>b) << 2), floatAt(row, at(active, b)));
    for (let o: usize = (<usize>size) << 2; o < step; o += 4) store<f32>(to + o, 0);
  }
  for (let sweep: u32 = 0; sweep < sweeps; sweep++) {
    let moved: f32 = 0;
    let largest: f32 = 0;
    for (let a: u32 = 0; a < size; a++) {
      const item = at(active, a);
      const place = own + ((<usize>a) << 2);
      const row = gram + <usize>item * bytes;
      const mine = part + <usize>a * step;
      const diagonal = isSmall ? floatAt(mine, a) : floatAt(row, item);
      const old = load<f32>(place);
      const rest = isSmall ? floatAt(left, a) : floatAt(gradient, item);
      const next = max<f32>(0, (rest + diagonal * old - l1) / (diagonal + l2));
      largest = max<f32>(largest, next);
      if (next === old) continue;
      const change = next - old;
      moved = max<f32>(moved, abs<f32>(change));
      store<f32>(place, next);
      if (isSmall) axpy(left, mine, step, -change);
      else axpy(gradient, row, bytes, -change);
    }
    if (moved <= tol * largest) break;
  }
  for (let a: u32 = 0; a < size; a++) store<f32>(weights + ((<usize>at(active, a)) << 2), floatAt(own, a));
}

/** Keeps the active items whose weights are above zero, in their order, and returns how many they are. */
function keepUsed(active: usize, size: u32, weights: usize): u32 {
  let kept: u32 = 0;
  for (let a: u32 = 0; a < size; a++) {
    const item = at(active, a);
    if (floatAt(weights, item) <= 0) continue;
    store<u32>(active + ((<usize>kept) << 2), item);
    kept += 1;
  }
  return kept;
}

/** What is left to explain of `target`: its row of the Gram matrix less what the weights explain of it. */
function explain(
  gram: usize,
  bytes: usize,
  target: u32,
  active: usize,
  size: u32,
  weights: usize,
  gradient: usize,
): void {
  memory.copy(gradient, gram + <usize>target * bytes, bytes);
  let a: u32 = 0;
  // Four rows a pass, so that a sum is read and written once for four additions.
  for (; a + 4 <= size; a += 4) {
    const i0 = at(active, a);
    const i1 = at(active, a + 1);
    const i2 = at(active, a + 2);
    const i3 = at(active, a + 3);
    const w0 = f32x4.splat(floatAt(weights, i0));
    const w1 = f32x4.splat(floatAt(weights, i1));
    const w2 = f32x4.splat(floatAt(weights, i2));
    const w3 = f32x4.splat(floatAt(weights, i3));
    const r0 = gram + <usize>i0 * bytes;
    const r1 = gram + <usize>i1 * bytes;
    const r2 = gram + <usize>i2 * bytes;
    const r3 = gram + <usize>i3 * bytes;
    for (let o: usize = 0; o < bytes; o += 16) {
      let sum = v128.load(gradient + o);
      sum = f32x4.relaxed_nmadd(w0, v128.load(r0 + o), sum);
      sum = f32x4.relaxed_nmadd(w1, v128.load(r1 + o), sum);
      sum = f32x4.relaxed_nmadd(w2, v128.load(r2 + o), sum);
      sum = f32x4.relaxed_nmadd(w3, v128.load(r3 + o), sum);
      v128.store(gradient + o, sum);
    }
  }
  for (; a < size; a++) {
    const item = at(active, a);
    axpy(gradient, gram + <usize>item * bytes, bytes, -floatAt(weights, item));
  }
}

/**
 * Regresses the items [from, to) and writes the k largest weights of each, largest first, to rows of k places of
 * `outIndices` and `outValues`, -1 and NaN where there are fewer (SLIM: Ning and Karypis, ICDM 2011; coordinate descent on
 * the Gram matrix: Friedman et al., 2010). A regression works on few active items; when these have settled, the
 * gradients of all others are looked at, and those whose weight should not be zero join. Rows of `gram` are `bytes`
 * long, a multiple of 16. `scratch`: five times `bytes`, 8 times the larger of k and 256, and 4 `room`^2 bytes.
 */
export function elasticItems(
  scratch: usize,
  from: u32,
  to: u32,
  gram: usize,
  n: u32,
  bytes: usize,
  l1: f32,
  l2: f32,
  tol: f32,
  sweeps: u32,
  room: u32,
  k: u32,
  outIndices: usize,
  outValues: usize,
): void {
  const gradient = scratch;
  const weights = gradient + bytes;
  const active = weights + bytes;
  const own = active + bytes;
  const left = own + bytes;
  const heap = left + bytes;
  const part = heap + 8 * <usize>max<u32>(k, firstActive);
  const most = min<u32>(firstActive, n);
  for (let target = from; target < to; target++) {
    const row = gram + <usize>target * bytes;
    memory.fill(weights, 0, bytes);
    memory.copy(gradient, row, bytes);
    let size: u32 = 0;
    let largest: f32 = 0;
    for (let i: u32 = 0; i < n; i++) {
      const common = floatAt(row, i);
      if (i === target) continue;
      largest = max<f32>(largest, common);
      if (!(common > l1)) continue;
      const likeness = common / sqrt<f32>(floatAt(gram + <usize>i * bytes, i) + l2);
      if (likeness >= bar(heap, size, most, 0)) size = offer(heap, size, most, likeness, i);
    }
    drain(heap, size, most, active, own);
    size = min<u32>(size, most);
    // Numbers below this are rounding: the largest gradient there was, times the tolerance.
    const slack = l1 + tol * largest;
    for (let round: u32 = 0; round < mostRounds && size > 0; round++) {
      const first = min<u32>(firstSweeps, sweeps);
      descend(gram, bytes, active, size, room, part, own, left, gradient, weights, l1, l2, tol, first);
      size = keepUsed(active, size, weights);
      explain(gram, bytes, target, active, size, weights, gradient);
      if (round > 0) {
        descend(gram, bytes, active, size, room, part, own, left, gradient, weights, l1, l2, tol, sweeps);
        size = keepUsed(active, size, weights);
        explain(gram, bytes, target, active, size, weights, gradient);
      }
      const kept = size;
      for (let i: u32 = 0; i < n; i++) {
        if (floatAt(weights, i) > 0 || i === target || floatAt(gradient, i) <= slack) continue;
        store<u32>(active + ((<usize>size) << 2), i);
        size += 1;
      }
      if (size === kept && round > 0) break;
    }
    let found: u32 = 0;
    for (let a: u32 = 0; a < size; a++) {
      const item = at(active, a);
      const weight = floatAt(weights, item);
      if (weight > 0 && weight >= bar(heap, found, k, 0)) found = offer(heap, found, k, weight, item);
    }
    const place = <usize>target * <usize>k * 4;
    drain(heap, found, k, outIndices + place, outValues + place);
  }
}
