// Fully connected layers over batches: rows of activations whose widths are multiples of 16 numbers, given in bytes.
// Weights are in x out, row-major, and the biases follow them.

import { dots4, spread } from './vectors.as.ts';

/** out = relu(x w + b) for `rows` rows, a multiple of 4. Four rows at a time share each load of the weights. */
export function forward(x: usize, rows: u32, before: usize, weights: usize, out: usize, own: usize): void {
  const bias = weights + (before >> 2) * own;
  const zero = f32x4.splat(0);
  for (let b: u32 = 0; b < rows; b += 4) {
    const x0 = x + <usize>b * before;
    const x1 = x0 + before;
    const x2 = x1 + before;
    const x3 = x2 + before;
    for (let o: usize = 0; o < own; o += 32) {
      let a0 = v128.load(bias + o);
      let c0 = v128.load(bias + o, 16);
      let a1 = a0;
      let c1 = c0;
      let a2 = a0;
      let c2 = c0;
      let a3 = a0;
      let c3 = c0;
      let w = weights + o;
      for (let m: usize = 0; m < before; m += 4) {
        const wa = v128.load(w);
        const wc = v128.load(w, 16);
        const s0 = v128.load32_splat(x0 + m);
        const s1 = v128.load32_splat(x1 + m);
        const s2 = v128.load32_splat(x2 + m);
        const s3 = v128.load32_splat(x3 + m);
        a0 = f32x4.relaxed_madd(s0, wa, a0);
        c0 = f32x4.relaxed_madd(s0, wc, c0);
        a1 = f32x4.relaxed_madd(s1, wa, a1);
        c1 = f32x4.relaxed_madd(s1, wc, c1);
        a2 = f32x4.relaxed_madd(s2, wa, a2);
        c2 = f32x4.relaxed_madd(s2, wc, c2);
        a3 = f32x4.relaxed_madd(s3, wa, a3);
        c3 = f32x4.relaxed_madd(s3, wc, c3);
        w += own;
      }
      const to = out + <usize>b * own + o;
      v128.store(to, f32x4.max(a0, zero));
      v128.store(to, f32x4.max(c0, zero), 16);
      v128.store(to + own, f32x4.max(a1, zero));
      v128.store(to + own, f32x4.max(c1, zero), 16);
      v128.store(to + 2 * own, f32x4.max(a2, zero));
      v128.store(to + 2 * own, f32x4.max(c2, zero), 16);
      v128.store(to + 3 * own, f32x4.max(a3, zero));
      v128.store(to + 3 * own, f32x4.max(c3, zero), 16);
    }
  }
}

/** Adds the last layer's activations times the weights of the output to the logits of `rows` rows. */
export function activate(x: usize, rows: u32, own: usize, weights: usize, logits: usize): void {
  for (let b: u32 = 0; b < rows; b++) {
    let sum = f32x4.splat(0);
    const from = x + <usize>b * own;
    for (let o: usize = 0; o < own; o += 16) {
      sum = f32x4.relaxed_madd(v128.load(from + o), v128.load(weights + o), sum);
    }
    const place = logits + ((<usize>b) << 2);
    store<f32>(place, load<f32>(place) + f32x4.extract_lane(spread(sum), 0));
  }
}

/** The gradients of a layer's weights and biases from its deltas, written in the weights' order. */
export function gradients(x: usize, rows: u32, before: usize, delta: usize, own: usize, to: usize): void {
  let place = to;
  for (let m: usize = 0; m < before; m += 4) {
    for (let o: usize = 0; o < own; o += 64) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      let activation = x + m;
      let from = delta + o;
      for (let b: u32 = 0; b < rows; b++) {
        const times = v128.load32_splat(activation);
        s0 = f32x4.relaxed_madd(times, v128.load(from), s0);
        s1 = f32x4.relaxed_madd(times, v128.load(from, 16), s1);
        s2 = f32x4.relaxed_madd(times, v128.load(from, 32), s2);
        s3 = f32x4.relaxed_madd(times, v128.load(from, 48), s3);
        activation += before;
        from += own;
      }
      v128.store(place + o, s0);
      v128.store(place + o, s1, 16);
      v128.store(place + o, s2, 32);
      v128.store(place + o, s3, 48);
    }
    place += own;
  }
  for (let b: u32 = 0; b < rows; b++) {
    for (let o: usize = 0; o < own; o += 16) {
      v128.store(place + o, f32x4.add(v128.load(place + o), v128.load(delta + <usize>b * own + o)));
    }
  }
}

/** The deltas of the layer before: those of this one times the weights, where `activations` (if given) are above 0. */
export function backward(
  delta: usize,
  rows: u32,
  own: usize,
  weights: usize,
  to: usize,
  before: usize,
  activations: usize,
): void {
  for (let b: u32 = 0; b < rows; b++) {
    const from = delta + <usize>b * own;
    const row = <usize>b * before;
    for (let m: usize = 0; m < before; m += 16) {
      let slope = dots4(from, weights + (m >> 2) * own, own, own);
      if (activations) slope = v128.and(f32x4.gt(v128.load(activations + row + m), f32x4.splat(0)), slope);
      v128.store(to + row + m, slope);
    }
  }
}

/**
 * One step of Adam (Kingma and Ba 2015; beta 0.9 and 0.999) for `size` weights, a multiple of 4; `moments` holds their
 * gradients, then their first and second moments. `step` counts from 1.
 */
export function move(weights: usize, moments: usize, size: u32, rate: f32, step: u32): void {
  const length = (<usize>size) << 2;
  const first = moments + length;
  const second = first + length;
  const rates = f32x4.splat(<f32>(<f64>rate / (1 - 0.9 ** <f64>step)));
  const scale = f32x4.splat(<f32>(1 / (1 - 0.999 ** <f64>step)));
  for (let o: usize = 0; o < length; o += 16) {
    const gradient = v128.load(moments + o);
    const m = f32x4.add(f32x4.mul(f32x4.splat(0.9), v128.load(first + o)), f32x4.mul(f32x4.splat(0.1), gradient));
    const square = f32x4.mul(gradient, gradient);
    const v = f32x4.add(f32x4.mul(f32x4.splat(0.999), v128.load(second + o)), f32x4.mul(f32x4.splat(0.001), square));
    v128.store(first + o, m);
    v128.store(second + o, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale)), f32x4.splat(1e-8));
    v128.store(weights + o, f32x4.sub(v128.load(weights + o), f32x4.div(f32x4.mul(rates, m), root)));
  }
}
