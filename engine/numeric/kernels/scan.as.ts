// The rows of a dense matrix that have the largest products with a query, all of them looked at.

import { bar, drain, offer } from './topk.as.ts';
import { at, dot, dots4, dotsApart } from './vectors.as.ts';

/** Whether bit `n` of a set is 1; address 0 stands for the set of all. */
export function isIn(bits: usize, n: u32): bool {
  return !bits || ((at(bits, n >> 5) >> (n & 31)) & 1) !== 0;
}

/** Rows that are compared with all queries before the next ones: they stay in the cache meanwhile. */
const block: u32 = 512;

/**
 * Writes the k rows with the largest products with each of the queries [from, to), best first, to rows of k places of
 * `outItems` and `outScores`, -1 and NaN where there are fewer; equal ones go by the smaller number, and only the rows
 * [start, stop) that are in `bits` count. `lists` holds 8 k + 8 bytes a query of this call.
 */
export function scanTop(
  lists: usize,
  from: u32,
  to: u32,
  queries: usize,
  rows: usize,
  start: u32,
  stop: u32,
  bytes: usize,
  bits: usize,
  k: u32,
  outItems: usize,
  outScores: usize,
): void {
  const stride = ((<usize>k) << 3) + 8;
  for (let query = from; query < to; query++) store<u32>(lists + <usize>(query - from) * stride, 0);
  for (let first = start; first < stop; first += block) {
    const end = min<u32>(stop, first + block);
    for (let query = from; query < to; query++) {
      const head = lists + <usize>(query - from) * stride;
      store<u32>(
        head,
        scanBlock(head + 8, load<u32>(head), queries + <usize>query * bytes, rows, first, end, bytes, bits, k),
      );
    }
  }
  for (let query = from; query < to; query++) {
    const head = lists + <usize>(query - from) * stride;
    const out = (<usize>query * <usize>k) << 2;
    drain(head + 8, load<u32>(head), k, outItems + out, outScores + out);
  }
}

function scanBlock(
  list: usize,
  size: u32,
  query: usize,
  rows: usize,
  first: u32,
  end: u32,
  bytes: usize,
  bits: usize,
  k: u32,
): u32 {
  let row = first;
  const least = bar(list, size, k, -f32.MAX_VALUE);
  let limit = f32x4.splat(least);
  for (; row + 4 <= end; row += 4) {
    const four = dots4(query, rows + <usize>row * bytes, bytes, bytes);
    // Rows ascend, so one that only equals the worst kept does not get in; before the list is full everything does.
    let mask = size > k ? i32x4.bitmask(f32x4.gt(four, limit)) : 15;
    if (!mask) continue;
    for (; mask; mask &= mask - 1) {
      const lane = <u32>ctz(mask);
      if (!isIn(bits, row + lane)) continue;
      size = offer(list, size, k, laneOf(four, lane), row + lane);
    }
    limit = f32x4.splat(bar(list, size, k, -f32.MAX_VALUE));
  }
  for (; row < end; row++) {
    if (isIn(bits, row)) size = offer(list, size, k, dot(query, rows + <usize>row * bytes, bytes), row);
  }
  return size;
}

/** Lane `lane` of four floats; lanes are constants to WebAssembly. */
export function laneOf(four: v128, lane: u32): f32 {
  if (lane === 0) return f32x4.extract_lane(four, 0);
  if (lane === 1) return f32x4.extract_lane(four, 1);
  return lane === 2 ? f32x4.extract_lane(four, 2) : f32x4.extract_lane(four, 3);
}

/**
 * Writes the k of `count` rows named in `items` with the largest products with the query, best first, -1 and NaN where
 * there are fewer; negative numbers are passed over. `list` holds 8 k bytes.
 */
export function rescore(
  list: usize,
  query: usize,
  rows: usize,
  bytes: usize,
  items: usize,
  count: u32,
  k: u32,
  outItems: usize,
  outScores: usize,
): void {
  let size: u32 = 0;
  let n: u32 = 0;
  while (n < count && load<i32>(items + ((<usize>(count - 1)) << 2)) < 0) count -= 1;
  for (; n + 4 <= count; n += 4) {
    const four = items + ((<usize>n) << 2);
    const a = load<u32>(four);
    const b = load<u32>(four, 4);
    const c = load<u32>(four, 8);
    const d = load<u32>(four, 12);
    const r = rows;
    const dots = dotsApart(
      query,
      r + <usize>a * bytes,
      r + <usize>b * bytes,
      r + <usize>c * bytes,
      r + <usize>d * bytes,
      bytes,
    );
    size = offer(list, size, k, f32x4.extract_lane(dots, 0), a);
    size = offer(list, size, k, f32x4.extract_lane(dots, 1), b);
    size = offer(list, size, k, f32x4.extract_lane(dots, 2), c);
    size = offer(list, size, k, f32x4.extract_lane(dots, 3), d);
  }
  for (; n < count; n++) {
    const item = at(items, n);
    size = offer(list, size, k, dot(query, rows + <usize>item * bytes, bytes), item);
  }
  drain(list, size, k, outItems, outScores);
}

/** out[row] = the products of rows [from, to) with each of `directions`, in rows of `outBytes`; what is left over stays. */
export function projectRows(
  from: u32,
  to: u32,
  rows: usize,
  bytes: usize,
  planes: usize,
  directions: u32,
  out: usize,
  outBytes: usize,
): void {
  for (let row = from; row < to; row++) {
    const own = rows + <usize>row * bytes;
    const target = out + <usize>row * outBytes;
    for (let n: u32 = 0; n < directions; n += 4) {
      v128.store(target + ((<usize>n) << 2), dots4(own, planes + <usize>n * bytes, bytes, bytes));
    }
  }
}
