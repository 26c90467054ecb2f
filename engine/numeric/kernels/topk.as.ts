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

/** Puts an entry at the root of a heap of `size` and lets it sink until no worse one lies below it. */
function sink(heap: usize, size: u32, value: f32, index: u32): void {
  let here = heap;
  for (let n: u32 = 1; n < size; n = (n << 1) | 1) {
    let child = heap + <usize>n * place;
    if (n + 1 < size && isWorse(load<f32>(child, place), load<u32>(child, place + 4), child)) {
      child += place;
      n += 1;
    }
    if (isWorse(value, index, child)) break;
    put(here, load<f32>(child), load<u32>(child, 4));
    here = child;
  }
  put(here, value, index);
}

/**
 * Offers an entry to a heap of at most k >= 1 places whose root is the worst one kept, and returns its new size. Equal
 * values go by the smaller index. The value must be a number.
 */
export function offer(heap: usize, size: u32, k: u32, value: f32, index: u32): u32 {
  if (size === k) {
    if (!isWorse(value, index, heap)) sink(heap, size, value, index);
    return size;
  }
  let n = size;
  for (; n > 0; ) {
    const parent = (n - 1) >> 1;
    const above = heap + <usize>parent * place;
    if (!isWorse(value, index, above)) break;
    put(heap + <usize>n * place, load<f32>(above), load<u32>(above, 4));
    n = parent;
  }
  put(heap + <usize>n * place, value, index);
  return size + 1;
}

/** What a value has to be at least to be kept; `least` as long as there is room. */
export function bar(heap: usize, size: u32, k: u32, least: f32): f32 {
  return size === k ? load<f32>(heap) : least;
}

/** Takes out all `size` entries, best first, and fills the places up to k that are left over with -1 and NaN. */
export function drain(heap: usize, size: u32, k: u32, indices: usize, values: usize): void {
  for (let n = size; n < k; n++) {
    store<i32>(indices + ((<usize>n) << 2), -1);
    store<f32>(values + ((<usize>n) << 2), f32.NaN);
  }
  for (let n = size; n > 0; n--) {
    const at = (<usize>(n - 1)) << 2;
    store<u32>(indices + at, load<u32>(heap, 4));
    store<f32>(values + at, load<f32>(heap));
    const last = heap + <usize>(n - 1) * place;
    sink(heap, n - 1, load<f32>(last), load<u32>(last, 4));
  }
}
