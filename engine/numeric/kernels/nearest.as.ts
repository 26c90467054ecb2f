// Nearest neighbours between the rows of a sparse matrix.

import { bar, drainAscending, offer } from './topk.as.ts';
import { at, floatAt } from './vectors.as.ts';

/** Adds a times the entries [start, end) to the sums of their rows; with `ones` all values count as 1. */
function addColumn(sums: usize, indices: usize, values: usize, start: u32, end: u32, a: f32, ones: i32): void {
  let k = start;
  if (ones) {
    for (; k + 4 <= end; k += 4) {
      const from = indices + ((<usize>k) << 2);
      const s0 = sums + ((<usize>load<u32>(from)) << 2);
      const s1 = sums + ((<usize>load<u32>(from, 4)) << 2);
      const s2 = sums + ((<usize>load<u32>(from, 8)) << 2);
      const s3 = sums + ((<usize>load<u32>(from, 12)) << 2);
      store<f32>(s0, load<f32>(s0) + a);
      store<f32>(s1, load<f32>(s1) + a);
      store<f32>(s2, load<f32>(s2) + a);
      store<f32>(s3, load<f32>(s3) + a);
    }
    for (; k < end; k++) {
      const s = sums + ((<usize>at(indices, k)) << 2);
      store<f32>(s, load<f32>(s) + a);
    }
    return;
  }
  for (; k + 4 <= end; k += 4) {
    const from = indices + ((<usize>k) << 2);
    const value = values + ((<usize>k) << 2);
    const s0 = sums + ((<usize>load<u32>(from)) << 2);
    const s1 = sums + ((<usize>load<u32>(from, 4)) << 2);
    const s2 = sums + ((<usize>load<u32>(from, 8)) << 2);
    const s3 = sums + ((<usize>load<u32>(from, 12)) << 2);
    store<f32>(s0, load<f32>(s0) + a * load<f32>(value));
    store<f32>(s1, load<f32>(s1) + a * load<f32>(value, 4));
    store<f32>(s2, load<f32>(s2) + a * load<f32>(value, 8));
    store<f32>(s3, load<f32>(s3) + a * load<f32>(value, 12));
  }
  for (; k < end; k++) {
    const s = sums + ((<usize>at(indices, k)) << 2);
    store<f32>(s, load<f32>(s) + a * floatAt(values, k));
  }
}

/** Four similarities from four sums: sum / (left right + shrink), or times sum / (left + right + shrink - less sum). */
function similarities4(
  sum: v128,
  left: v128,
  right: v128,
  isProduct: i32,
  shrink: v128,
  times: v128,
  less: v128,
): v128 {
  if (isProduct) return f32x4.div(sum, f32x4.add(f32x4.mul(left, right), shrink));
  const sizes = f32x4.add(f32x4.add(left, right), shrink);
  return f32x4.div(f32x4.mul(times, sum), f32x4.sub(sizes, f32x4.mul(less, sum)));
}

/**
 * Writes the k rows most like each of the rows [from, to), best first, to rows of k places of `outIndices` and
 * `outValues`, -1 and NaN where there are fewer; only similarities above zero count, and equal ones go by the smaller
 * number. What is compared are sums over common columns: of products, or with `ones` of columns. `left` and `right`
 * hold a number a row for the formula that `similarities4` states. `scratch`: `bytes` for the sums, which are `rows`
 * rounded up to four, then 16 k and 8,192 for lists; the sums are zeros at the first call, and left as zeros.
 */
export function nearestRows(
  scratch: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  values: usize,
  columnStarts: usize,
  columnRows: usize,
  columnValues: usize,
  bytes: usize,
  left: usize,
  right: usize,
  ones: i32,
  isProduct: i32,
  shrink: f32,
  times: f32,
  less: f32,
  k: u32,
  outIndices: usize,
  outValues: usize,
): void {
  const sums = scratch;
  const list = scratch + bytes;
  const space = list + ((<usize>k) << 3);
  const added = f32x4.splat(shrink);
  const factor = f32x4.splat(times);
  const taken = f32x4.splat(less);
  const zero = f32x4.splat(0);
  for (let row = from; row < to; row++) {
    const end = at(indptr, row + 1);
    for (let n = at(indptr, row); n < end; n++) {
      const column = at(indices, n);
      const a = ones ? <f32>1 : floatAt(values, n);
      addColumn(sums, columnRows, columnValues, at(columnStarts, column), at(columnStarts, column + 1), a, ones);
    }
    store<f32>(sums + ((<usize>row) << 2), 0);
    const own = f32x4.splat(floatAt(left, row));
    let size: u32 = 0;
    // The smallest number above zero: what is not alike at all never gets in.
    let least = f32x4.splat(f32.MIN_VALUE);
    for (let o: usize = 0; o < bytes; o += 16) {
      const sum = v128.load(sums + o);
      if (!v128.any_true(f32x4.ne(sum, zero))) continue;
      v128.store(sums + o, zero);
      const four = similarities4(sum, own, v128.load(right + o), isProduct, added, factor, taken);
      let mask = i32x4.bitmask(f32x4.ge(four, least));
      if (!mask) continue;
      v128.store(sums + o, four);
      for (; mask; mask &= mask - 1) {
        const lane = <usize>ctz(mask);
        size = offer(list, size, k, load<f32>(sums + o + (lane << 2)), <u32>((o >> 2) + lane));
      }
      v128.store(sums + o, zero);
      least = f32x4.splat(bar(list, size, k, f32.MIN_VALUE));
    }
    const first = <usize>row * <usize>k * 4;
    drainAscending(list, size, k, outIndices + first, outValues + first, space);
  }
}
