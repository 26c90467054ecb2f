/** Round values that part a range into about `wanted` steps, both ends inside the range: what an axis is marked with. */
export function ticks(from: number, to: number, wanted = 5): number[] {
  if (!(to > from) || !Number.isFinite(to - from)) return [from];
  const rough = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  // Whole multiples, rounded, so that 3 * 0.1 is written as 0.3.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A tick as short as its step allows: 0.25, 10, 2k. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Number((value / 1000).toPrecision(4))}k`;
  return String(Number(value.toPrecision(6)));
}

/** Maps a range of values to a range of pixels; a range without width lies in the middle. */
export function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  if (to === from) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** The smallest and largest of some values; 0 to 1 where there are none. */
export function extent(values: Iterable<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/**
 * Moves labels apart along one axis until none is nearer than `gap` to the next, in the order in which they came, as
 * little as that takes and inside the range where there is room.
 */
export function spread(places: readonly number[], gap: number, from: number, to: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  let last = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    last = Math.max(moved[index]!, last + gap, from);
    moved[index] = last;
  }
  let next = Number.POSITIVE_INFINITY;
  for (const index of order.reverse()) {
    next = Math.min(moved[index]!, next - gap, to);
    moved[index] = next;
  }
  return moved;
}
