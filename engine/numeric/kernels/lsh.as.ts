// Locality-sensitive hashing by the signs of products with random directions (Charikar, STOC 2002), probed beyond a
// query's own buckets in the order of the margins (Lv et al., VLDB 2007).

import { isIn } from './scan.as.ts';
import { drain, offer } from './topk.as.ts';
import { at, dot, dots4, dotsApart, floatAt } from './vectors.as.ts';

/** The code of rows [from, to) in each table, one bit a direction: codes[table * count + row]. Products go four at a time. */
export function hashRows(
  scratch: usize,
  from: u32,
  to: u32,
  count: u32,
  rows: usize,
  bytes: usize,
  planes: usize,
  tables: u32,
  bits: u32,
  codes: usize,
): void {
  for (let row = from; row < to; row++) {
    products(scratch, rows + <usize>row * bytes, bytes, planes, tables * bits);
    for (let table: u32 = 0; table < tables; table++) {
      store<u32>(codes + ((<usize>table * <usize>count + <usize>row) << 2), codeOf(scratch, table, bits));
    }
  }
}

/** The products of a row with all directions; their number is rounded up to four. */
function products(to: usize, row: usize, bytes: usize, planes: usize, directions: u32): void {
  for (let n: u32 = 0; n < directions; n += 4) {
    v128.store(to + ((<usize>n) << 2), dots4(row, planes + <usize>n * bytes, bytes, bytes));
  }
}

function codeOf(margins: usize, table: u32, bits: u32): u32 {
  let code: u32 = 0;
  for (let bit: u32 = 0; bit < bits; bit++) code |= (<u32>(floatAt(margins, table * bits + bit) >= 0)) << bit;
  return code;
}

/** Sorts rows by code: starts[code] to starts[code + 1] are the places of a bucket's rows in `items`, ascending. */
export function sortBuckets(codes: usize, count: u32, buckets: u32, starts: usize, items: usize): void {
  memory.fill(starts, 0, (<usize>buckets + 1) << 2);
  for (let row: u32 = 0; row < count; row++) {
    const slot = starts + ((<usize>at(codes, row)) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let sum: u32 = 0;
  for (let bucket: u32 = 0; bucket <= buckets; bucket++) {
    const slot = starts + ((<usize>bucket) << 2);
    sum += load<u32>(slot);
    store<u32>(slot, sum);
  }
  for (let row = count; row > 0; row--) {
    const slot = starts + ((<usize>at(codes, row - 1)) << 2);
    const place = load<u32>(slot) - 1;
    store<u32>(slot, place);
    store<u32>(items + ((<usize>place) << 2), row - 1);
  }
}

/** Bytes of one set of bits to turn: what it costs, its table, the rank of the last bit, and the bits. */
const probe: usize = 16;

function isBefore(a: usize, b: usize): bool {
  const left = load<f32>(a);
  const right = load<f32>(b);
  return left < right || (left === right && load<u32>(a, 4) < load<u32>(b, 4));
}

function swap(a: usize, b: usize): void {
  const entry = v128.load(a);
  v128.store(a, v128.load(b));
  v128.store(b, entry);
}

/** Puts a set into a heap whose root costs least. */
function push(heap: usize, size: u32, cost: f32, table: u32, last: u32, mask: u32): void {
  let n = size;
  const own = heap + <usize>n * probe;
  store<f32>(own, cost);
  store<u32>(own, table, 4);
  store<u32>(own, last, 8);
  store<u32>(own, mask, 12);
  while (n > 0) {
    const parent = (n - 1) >> 1;
    if (!isBefore(heap + <usize>n * probe, heap + <usize>parent * probe)) break;
    swap(heap + <usize>n * probe, heap + <usize>parent * probe);
    n = parent;
  }
}

/** Takes the root out; it lies behind the heap then. */
function pop(heap: usize, size: u32): void {
  const count = size - 1;
  swap(heap, heap + <usize>count * probe);
  for (let n: u32 = 0; ; ) {
    let child: u32 = 2 * n + 1;
    if (child >= count) break;
    if (child + 1 < count && isBefore(heap + <usize>(child + 1) * probe, heap + <usize>child * probe)) child += 1;
    if (!isBefore(heap + <usize>child * probe, heap + <usize>n * probe)) break;
    swap(heap + <usize>child * probe, heap + <usize>n * probe);
    n = child;
  }
}

/** Offers the rows of a bucket that were not seen before. Returns the list's size. */
function lookThrough(
  visited: usize,
  stamp: u32,
  fresh: usize,
  items: usize,
  from: u32,
  to: u32,
  query: usize,
  rows: usize,
  bytes: usize,
  allowed: usize,
  list: usize,
  size: u32,
  k: u32,
): u32 {
  let waiting: u32 = 0;
  for (let n = from; n < to; n++) {
    const row = at(items, n);
    const mark = visited + ((<usize>row) << 2);
    if (load<u32>(mark) === stamp) continue;
    store<u32>(mark, stamp);
    if (!isIn(allowed, row)) continue;
    store<u32>(fresh + ((<usize>waiting) << 2), row);
    waiting += 1;
    if (waiting < 4) continue;
    waiting = 0;
    const a = load<u32>(fresh);
    const b = load<u32>(fresh, 4);
    const c = load<u32>(fresh, 8);
    const r = rows;
    const four = dotsApart(
      query,
      r + <usize>a * bytes,
      r + <usize>b * bytes,
      r + <usize>c * bytes,
      r + <usize>row * bytes,
      bytes,
    );
    size = offer(list, size, k, f32x4.extract_lane(four, 0), a);
    size = offer(list, size, k, f32x4.extract_lane(four, 1), b);
    size = offer(list, size, k, f32x4.extract_lane(four, 2), c);
    size = offer(list, size, k, f32x4.extract_lane(four, 3), row);
  }
  for (let n: u32 = 0; n < waiting; n++) {
    const row = at(fresh, n);
    size = offer(list, size, k, dot(query, rows + <usize>row * bytes, bytes), row);
  }
  return size;
}

/**
 * Writes the k rows with the largest products with each of the queries [from, to) among the rows of the buckets that
 * are nearest by margin, over all tables, until `budget` rows (counted once a table) were looked through; -1 and NaN
 * where fewer were found. `scratch`: 64 bytes, 4 a row (rounded up to 16 rows), 4 tables * bits + 16 for margins, as
 * much for their order, 16 for rows that wait, 8 k for the list, then 16 a probe, of which there are `probes` and one for
 * each table. Zeros at the first call. Returns how many rows were looked through.
 */
export function lshSearch(
  scratch: usize,
  from: u32,
  to: u32,
  queries: usize,
  rows: usize,
  count: u32,
  bytes: usize,
  planes: usize,
  tables: u32,
  bits: u32,
  starts: usize,
  items: usize,
  budget: u32,
  probes: u32,
  allowed: usize,
  k: u32,
  outItems: usize,
  outScores: usize,
): u32 {
  const visited = scratch + 64;
  const margins = visited + ((<usize>count + 15) & ~15) * 4;
  const ranks = margins + ((<usize>(tables * bits) + 7) & ~3) * 4;
  const fresh = ranks + ((<usize>(tables * bits) + 7) & ~3) * 4;
  const list = fresh + 16;
  const heap = list + ((((<usize>k) << 3) + 15) & ~15);
  const buckets = (<usize>1) << bits;
  let total: u32 = 0;
  for (let number = from; number < to; number++) {
    const query = queries + <usize>number * bytes;
    const stamp = load<u32>(scratch) + 1;
    store<u32>(scratch, stamp);
    products(margins, query, bytes, planes, tables * bits);
    let waiting: u32 = 0;
    for (let table: u32 = 0; table < tables; table++) {
      rank(margins, ranks, table, bits);
      push(heap, waiting, 0, table, 0, 0);
      waiting += 1;
    }
    let size: u32 = 0;
    let seen: u32 = 0;
    for (let n: u32 = 0; n < probes && waiting > 0 && seen < budget; n++) {
      pop(heap, waiting);
      waiting -= 1;
      const best = heap + <usize>waiting * probe;
      const cost = load<f32>(best);
      const table = load<u32>(best, 4);
      const last = load<u32>(best, 8);
      const mask = load<u32>(best, 12);
      const start = starts + ((<usize>table * (buckets + 1) + <usize>(codeOf(margins, table, bits) ^ mask)) << 2);
      const own = items + ((<usize>table * <usize>count) << 2);
      const end = load<u32>(start, 4);
      size = lookThrough(visited, stamp, fresh, own, load<u32>(start), end, query, rows, bytes, allowed, list, size, k);
      seen += end - load<u32>(start);
      // The next sets: the last bit moved on to the one with the next larger margin, or that one turned as well.
      const next = mask ? last + 1 : 0;
      if (next >= bits) continue;
      const bit = at(ranks, table * bits + next);
      const added = square(floatAt(margins, table * bits + bit));
      push(heap, waiting, cost + added, table, next, mask | (1 << bit));
      waiting += 1;
      if (!mask) continue;
      const left = at(ranks, table * bits + last);
      const moved = cost - square(floatAt(margins, table * bits + left)) + added;
      push(heap, waiting, moved, table, next, (mask ^ (1 << left)) | (1 << bit));
      waiting += 1;
    }
    total += seen;
    const out = (<usize>number * <usize>k) << 2;
    drain(list, size, k, outItems + out, outScores + out);
  }
  return total;
}

function square(x: f32): f32 {
  return x * x;
}

/** The bits of a table in the order of their margins, the smallest first, by insertion. */
function rank(margins: usize, ranks: usize, table: u32, bits: u32): void {
  for (let bit: u32 = 0; bit < bits; bit++) {
    const margin = abs(floatAt(margins, table * bits + bit));
    let place = bit;
    for (; place > 0; place--) {
      const before = at(ranks, table * bits + place - 1);
      if (abs(floatAt(margins, table * bits + before)) <= margin) break;
      store<u32>(ranks + ((<usize>(table * bits + place)) << 2), before);
    }
    store<u32>(ranks + ((<usize>(table * bits + place)) << 2), bit);
  }
}
