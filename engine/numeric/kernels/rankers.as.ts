// Logistic regression, factorisation machines (Rendle, ICDM 2010) and DeepFM (Guo et al., IJCAI 2017) over rows of
// slots, each of which holds the number of a feature and its value; 0 where the slot is not taken.

import { activate, backward, forward, gradients, move } from './layers.as.ts';
import { at, floatAt, spread } from './vectors.as.ts';

// What a call is about; each thread has its own.
let index: usize = 0;
let value: usize = 0;
let slots: u32 = 0;
let fieldOf: usize = 0;
/** Bytes of a feature's factors; 0 where there are none. */
let bytes: usize = 0;
let linear: usize = 0;
let factors: usize = 0;
let dense: usize = 0;
/** How many layers, then the width of the input and of each of them. */
let layers: usize = 0;
/** The bias and what fills its cache line come before the layers' weights. */
const biasBytes: usize = 64;

function width(layer: u32): usize {
  return (<usize>at(layers, 1 + layer)) << 2;
}

/** Where a batch lies in scratch memory: logits, sums of factors, activations of the input and of each layer, two rows of deltas. */
function sumsAt(scratch: usize, batch: u32): usize {
  return scratch + ((<usize>batch) << 2);
}

function activationsAt(scratch: usize, batch: u32, layer: u32): usize {
  let place = sumsAt(scratch, batch) + <usize>batch * bytes;
  for (let l: u32 = 0; l < layer; l++) place += <usize>batch * width(l);
  return place;
}

/** A row's logit without the layers; its sums of factors, and where `input` is given its factors by field. */
function embed(row: u32, sums: usize, input: usize): f32 {
  let logit = load<f32>(dense);
  const from = row * slots;
  memory.fill(sums, 0, bytes);
  if (input) memory.fill(input, 0, width(0));
  let squares = f32x4.splat(0);
  for (let s: u32 = 0; s < slots; s++) {
    const x = floatAt(value, from + s);
    if (x === 0) continue;
    const feature = at(index, from + s);
    logit += x * floatAt(linear, feature);
    const own = factors + <usize>feature * bytes;
    const field = input + <usize>at(fieldOf, s) * bytes;
    const times = f32x4.splat(x);
    for (let o: usize = 0; o < bytes; o += 16) {
      const part = f32x4.mul(times, v128.load(own + o));
      squares = f32x4.relaxed_madd(part, part, squares);
      v128.store(sums + o, f32x4.add(v128.load(sums + o), part));
      if (input) v128.store(field + o, f32x4.add(v128.load(field + o), part));
    }
  }
  // The sum over all pairs is half of the square of the sum less the sum of squares: linear in the slots.
  let pairs = f32x4.sub(f32x4.splat(0), squares);
  for (let o: usize = 0; o < bytes; o += 16) {
    const sum = v128.load(sums + o);
    pairs = f32x4.relaxed_madd(sum, sum, pairs);
  }
  return logit + 0.5 * f32x4.extract_lane(spread(pairs), 0);
}

/** The logits of `count` rows into scratch memory, with everything in between. */
function scoreBatch(scratch: usize, batch: u32, order: usize, from: u32, count: u32): void {
  const depth = at(layers, 0);
  const input = activationsAt(scratch, batch, 0);
  for (let b: u32 = 0; b < count; b++) {
    const row = order ? at(order, from + b) : from + b;
    const own = depth ? input + <usize>b * width(0) : 0;
    store<f32>(scratch + ((<usize>b) << 2), embed(row, sumsAt(scratch, batch) + <usize>b * bytes, own));
  }
  let weights = dense + biasBytes;
  for (let l: u32 = 0; l < depth; l++) {
    const out = activationsAt(scratch, batch, l + 1);
    forward(activationsAt(scratch, batch, l), batch, width(l), weights, out, width(l + 1));
    weights += (width(l) >> 2) * width(l + 1) + width(l + 1);
  }
  if (depth) activate(activationsAt(scratch, batch, depth), count, width(depth), weights, scratch);
}

function describe(
  index_: usize,
  value_: usize,
  slots_: u32,
  fieldOf_: usize,
  bytes_: usize,
  linear_: usize,
  factors_: usize,
  dense_: usize,
  layers_: usize,
): void {
  index = index_;
  value = value_;
  slots = slots_;
  fieldOf = fieldOf_;
  bytes = bytes_;
  linear = linear_;
  factors = factors_;
  dense = dense_;
  layers = layers_;
}

/** The logits of rows [from, to) into `out`, by place. `scratch` is laid out for batches of `batch` rows, a multiple of 4. */
export function scoreRanker(
  scratch: usize,
  from: u32,
  to: u32,
  batch: u32,
  index_: usize,
  value_: usize,
  slots_: u32,
  fieldOf_: usize,
  bytes_: usize,
  linear_: usize,
  factors_: usize,
  dense_: usize,
  layers_: usize,
  out: usize,
): void {
  describe(index_, value_, slots_, fieldOf_, bytes_, linear_, factors_, dense_, layers_);
  for (let start = from; start < to; start += batch) {
    const count = min(batch, to - start);
    scoreBatch(scratch, batch, 0, start, count);
    memory.copy(out + ((<usize>start) << 2), scratch, (<usize>count) << 2);
  }
}

/** Adagrad (Duchi et al. 2011) for four numbers: the sum of squared gradients grows first. */
function adagrad(weight: usize, squares: usize, gradient: v128, rate: v128, l2: v128): void {
  const old = v128.load(weight);
  const full = f32x4.relaxed_madd(l2, old, gradient);
  const sum = f32x4.relaxed_madd(full, full, v128.load(squares));
  v128.store(squares, sum);
  v128.store(weight, f32x4.sub(old, f32x4.div(f32x4.mul(rate, full), f32x4.sqrt(sum))));
}

/**
 * Minibatches over places [from, to) of `order`: the gradient of the summed log loss of a batch at the weights before it, then one
 * step of Adagrad for each feature that occurs in it, and one of Adam for bias and layers. `marks` holds a zero for each
 * feature, and does so afterwards; `touched` and `found` have room for a batch's features and their gradients, 16 bytes
 * and the factors each. `moments`: gradient, first and second moment of what is dense. `step`: batches so far. `weights` and `offsets`
 * of rows may be 0: then all weigh 1, and nothing is added to logits. Returns the weighed loss.
 */
export function trainRanker(
  scratch: usize,
  from: u32,
  to: u32,
  batch: u32,
  index_: usize,
  value_: usize,
  slots_: u32,
  fieldOf_: usize,
  bytes_: usize,
  linear_: usize,
  factors_: usize,
  dense_: usize,
  layers_: usize,
  order: usize,
  labels: usize,
  weights: usize,
  offsets: usize,
  linearSquares: usize,
  factorSquares: usize,
  moments: usize,
  denseSize: u32,
  marks: usize,
  touched: usize,
  found: usize,
  rate: f32,
  denseRate: f32,
  l2: f32,
  step: u32,
): f64 {
  describe(index_, value_, slots_, fieldOf_, bytes_, linear_, factors_, dense_, layers_);
  let loss: f64 = 0;
  for (let start = from; start < to; start += batch) {
    const count = min(batch, to - start);
    scoreBatch(scratch, batch, order, start, count);
    for (let b: u32 = 0; b < batch; b++) {
      const place = scratch + ((<usize>b) << 2);
      if (b >= count) {
        store<f32>(place, 0);
        continue;
      }
      const row = at(order, start + b);
      const logit = <f64>load<f32>(place) + (offsets ? <f64>floatAt(offsets, row) : 0);
      const label = <f64>floatAt(labels, row);
      const weight = weights ? <f64>floatAt(weights, row) : 1;
      loss += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - label * logit);
      store<f32>(place, <f32>(weight * (1 / (1 + Math.exp(-logit)) - label)));
    }
    memory.fill(moments, 0, (<usize>denseSize) << 2);
    const input = backLayers(scratch, batch, moments);
    let bias: f32 = 0;
    for (let b: u32 = 0; b < count; b++) bias += floatAt(scratch, b);
    store<f32>(moments, bias);
    const features = collect(scratch, batch, order, start, count, input, marks, touched, found);
    apply(features, linearSquares, factorSquares, marks, touched, found, rate, l2);
    step += 1;
    move(dense, moments, denseSize, denseRate, step);
  }
  return loss;
}

/** The gradients of the layers' weights into `gradient`, from the slopes in scratch memory; returns where those of the input lie. */
function backLayers(scratch: usize, batch: u32, gradient: usize): usize {
  const depth = at(layers, 0);
  if (depth === 0) return 0;
  let widest: usize = 0;
  for (let l: u32 = 0; l <= depth; l++) widest = max(widest, width(l));
  let delta = activationsAt(scratch, batch, depth + 1);
  let next = delta + <usize>batch * widest;
  let weights: usize = biasBytes;
  for (let l: u32 = 0; l < depth; l++) weights += (width(l) >> 2) * width(l + 1) + width(l + 1);
  const last = width(depth);
  const top = activationsAt(scratch, batch, depth);
  for (let b: u32 = 0; b < batch; b++) {
    const slope = f32x4.splat(floatAt(scratch, b));
    for (let o: usize = 0; o < last; o += 16) {
      const activation = v128.load(top + <usize>b * last + o);
      const sum = gradient + weights + o;
      v128.store(sum, f32x4.relaxed_madd(slope, activation, v128.load(sum)));
      const open = f32x4.gt(activation, f32x4.splat(0));
      const out = f32x4.mul(slope, v128.load(dense + weights + o));
      v128.store(delta + <usize>b * last + o, v128.and(open, out));
    }
  }
  for (let l: u32 = depth; l > 0; l--) {
    const before = width(l - 1);
    const own = width(l);
    weights -= (before >> 2) * own + own;
    const activations = activationsAt(scratch, batch, l - 1);
    gradients(activations, batch, before, delta, own, gradient + weights);
    backward(delta, batch, own, dense + weights, next, before, l > 1 ? activations : 0);
    const swap = delta;
    delta = next;
    next = swap;
  }
  return delta;
}

/** Adds up the gradients of all features of a batch; returns how many features there are. */
function collect(
  scratch: usize,
  batch: u32,
  order: usize,
  start: u32,
  count: u32,
  input: usize,
  marks: usize,
  touched: usize,
  found: usize,
): u32 {
  const size = 16 + bytes;
  let features: u32 = 0;
  for (let b: u32 = 0; b < count; b++) {
    const from = at(order, start + b) * slots;
    const slope = floatAt(scratch, b);
    const sums = sumsAt(scratch, batch) + <usize>b * bytes;
    const fields = input + <usize>b * width(0);
    for (let s: u32 = 0; s < slots; s++) {
      const x = floatAt(value, from + s);
      if (x === 0) continue;
      const feature = at(index, from + s);
      const mark = marks + ((<usize>feature) << 2);
      let place = load<u32>(mark);
      if (place === 0) {
        store<u32>(touched + ((<usize>features) << 2), feature);
        memory.fill(found + <usize>features * size, 0, size);
        features += 1;
        place = features;
        store<u32>(mark, place);
      }
      const gradient = found + <usize>(place - 1) * size;
      store<f32>(gradient, load<f32>(gradient) + slope * x);
      const own = factors + <usize>feature * bytes;
      const field = fields + <usize>at(fieldOf, s) * bytes;
      const times = f32x4.splat(slope * x);
      const by = f32x4.splat(x);
      for (let o: usize = 0; o < bytes; o += 16) {
        const others = f32x4.sub(v128.load(sums + o), f32x4.mul(by, v128.load(own + o)));
        let sum = f32x4.relaxed_madd(times, others, v128.load(gradient + 16 + o));
        if (input) sum = f32x4.relaxed_madd(by, v128.load(field + o), sum);
        v128.store(gradient + 16 + o, sum);
      }
    }
  }
  return features;
}

/** One step for each feature found, and its mark taken away. */
function apply(
  features: u32,
  linearSquares: usize,
  factorSquares: usize,
  marks: usize,
  touched: usize,
  found: usize,
  rate: f32,
  l2: f32,
): void {
  const size = 16 + bytes;
  const rates = f32x4.splat(rate);
  const decay = f32x4.splat(l2);
  for (let n: u32 = 0; n < features; n++) {
    const feature = at(touched, n);
    store<u32>(marks + ((<usize>feature) << 2), 0);
    const gradient = found + <usize>n * size;
    const weight = linear + ((<usize>feature) << 2);
    const squares = linearSquares + ((<usize>feature) << 2);
    const full = load<f32>(gradient) + l2 * load<f32>(weight);
    const sum = load<f32>(squares) + full * full;
    store<f32>(squares, sum);
    store<f32>(weight, load<f32>(weight) - (rate * full) / sqrt(sum));
    const row = <usize>feature * bytes;
    for (let o: usize = 0; o < bytes; o += 16) {
      adagrad(factors + row + o, factorSquares + row + o, v128.load(gradient + 16 + o), rates, decay);
    }
  }
}
