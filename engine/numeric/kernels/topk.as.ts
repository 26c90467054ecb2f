// The k best of what is offered: the twin of ../topk.ts in linear memory.

/** Bytes of one place of a heap: a value and its index. */
const place: usize = 8;

/** Whether the entry (value, index) is worse than the one at `other`; of equal values the larger index is worse. */
function isWorse(value: f32, index: u32, other: usize): bool {
  const theirs = load<f32>(other);
  return value < theirs || (value === theirs && index > load<u32>(other, 4));
}

function put(to: usize, value: f32, index: u32): void {
  store<f32>(to, value);
  store<u32>(to, index, 4);
}

/** Puts an entry at place `from` of a heap of `size` and lets it sink until no worse one lies below it. */
function siftDown(heap: usize, size: u32, from: u32, value: f32, index: u32): void {
  let here = from;
  for (let n = (from << 1) | 1; n < size; n = (here << 1) | 1) {
    let child = heap + <usize>n * place;
    if (n + 1 < size && isWorse(load<f32>(child, place), load<u32>(child, place + 4), child)) {
      child += place;
      n += 1;
    }
    if (isWorse(value, index, child)) break;
    put(heap + <usize>here * place, load<f32>(child), load<u32>(child, 4));
    here = n;
  }
  put(heap + <usize>here * place, value, index);
}

/** Makes a heap of entries in any order. */
function heapify(heap: usize, size: u32): void {
  for (let n = size >> 1; n > 0; n--) {
    const root = n - 1;
    const at = heap + <usize>root * place;
    siftDown(heap, size, root, load<f32>(at), load<u32>(at, 4));
  }
}

/**
 * Offers an entry to a list of the k >= 1 best and returns the list's new size. Up to k entries are kept as they come;
 * with the next one they become a heap whose root is the worst, and the size is k + 1 from then on. Equal values go by
 * the smaller index. The value must be a number.
 */
export function offer(list: usize, size: u32, k: u32, value: f32, index: u32): u32 {
  if (size < k) {
    put(list + <usize>size * place, value, index);
    return size + 1;
  }
  if (size === k) heapify(list, k);
  if (!isWorse(value, index, list)) siftDown(list, k, 0, value, index);
  return k + 1;
}

/** What a value has to be at least to be kept; `least` as long as nothing had to be left out. */
export function bar(list: usize, size: u32, k: u32, least: f32): f32 {
  return size > k ? load<f32>(list) : least;
}

/** Takes out all entries, best first, and fills the places up to k that are left over with -1 and NaN. */
export function drain(list: usize, size: u32, k: u32, indices: usize, values: usize): void {
  if (size <= k) heapify(list, size);
  const count = min<u32>(size, k);
  for (let n = count; n < k; n++) {
    store<i32>(indices + ((<usize>n) << 2), -1);
    store<f32>(values + ((<usize>n) << 2), f32.NaN);
  }
  for (let n = count; n > 0; n--) {
    const at = (<usize>(n - 1)) << 2;
    store<u32>(indices + at, load<u32>(list, 4));
    store<f32>(values + at, load<f32>(list));
    const last = list + <usize>(n - 1) * place;
    siftDown(list, n - 1, 0, load<f32>(last), load<u32>(last, 4));
  }
}

/** Lists up to this long are faster drained as a heap. */
const shortList: u32 = 192;
/** Bits that a pass of sorting goes by, and the bytes that count them. */
const digit: u32 = 11;
const countBytes: usize = 4 << digit;

/**
 * As `drain`, for values above zero that were offered by ascending index. Long lists that nothing was left out of are
 * sorted by radix, which keeps equal values by ascending index. `space` is work space.
 */
export function drainAscending(list: usize, size: u32, k: u32, indices: usize, values: usize, space: usize): void {
  if (size > k || size <= shortList) {
    drain(list, size, k, indices, values);
    return;
  }
  let from = list;
  let to = space + countBytes;
  for (let shift: u32 = 0; shift < 32; shift += digit) {
    memory.fill(space, 0, countBytes);
    // Floats above zero are ordered as the whole numbers that their bits are; turned round, the largest come first.
    for (let n: u32 = 0; n < size; n++) {
      const key = (~load<u32>(from + <usize>n * place) >> shift) & ((1 << digit) - 1);
      const count = space + ((<usize>key) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
    let start: u32 = 0;
    for (let count = space; count < space + countBytes; count += 4) {
      const own = load<u32>(count);
      store<u32>(count, start);
      start += own;
    }
    for (let n: u32 = 0; n < size; n++) {
      const entry = load<u64>(from + <usize>n * place);
      const key = (~(<u32>entry) >> shift) & ((1 << digit) - 1);
      const count = space + ((<usize>key) << 2);
      const at = load<u32>(count);
      store<u32>(count, at + 1);
      store<u64>(to + <usize>at * place, entry);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let n: u32 = 0; n < size; n++) {
    store<f32>(values + ((<usize>n) << 2), load<f32>(from + <usize>n * place));
    store<u32>(indices + ((<usize>n) << 2), load<u32>(from + <usize>n * place, 4));
  }
  for (let n = size; n < k; n++) {
    store<i32>(indices + ((<usize>n) << 2), -1);
    store<f32>(values + ((<usize>n) << 2), f32.NaN);
  }
}
