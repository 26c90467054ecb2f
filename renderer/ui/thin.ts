/** A point of a chart. */
export interface Point {
  x: number;
  y: number;
}

/** Points that fall on one spot of a scatter: where their middle is, how many, and which came first. */
export interface Spot extends Point {
  n: number;
  /** The place of the first of them in the points that were given. */
  first: number;
}

/**
 * Gathers points into the cells of a grid over their range, so that ten thousand are drawn as quickly as a few hundred
 * and a heap of equal ones looks like a heap. No point is lost: the counts add up. Points that are no numbers are left
 * out.
 */
export function gather(points: readonly Point[], range: { from: number; to: number }, cells = 64): Spot[] {
  const { from, to } = range;
  const width = to > from ? (to - from) / cells : 1;
  const cell = (value: number) => Math.min(cells - 1, Math.max(0, Math.floor((value - from) / width)));
  const spots = new Map<number, Spot>();
  for (const [index, { x, y }] of points.entries()) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const key = cell(x) * cells + cell(y);
    const spot = spots.get(key);
    if (!spot) spots.set(key, { x, y, n: 1, first: index });
    else {
      spot.n += 1;
      spot.x += (x - spot.x) / spot.n;
      spot.y += (y - spot.y) / spot.n;
    }
  }
  return [...spots.values()];
}

/**
 * At most `most` points of a line: of each stretch the lowest and the highest, in their order, so that no spike is lost.
 * The first and the last point stay.
 */
export function thinLine(points: readonly Point[], most = 400): readonly Point[] {
  if (points.length <= most) return points;
  const first = points[0]!;
  const last = points.at(-1)!;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const inner = points.slice(1, -1);
  const kept: Point[] = [first];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const part = inner.slice(
      Math.floor((stretch * inner.length) / stretches),
      Math.floor(((stretch + 1) * inner.length) / stretches),
    );
    if (part.length === 0) continue;
    const low = part.reduce((least, point) => (point.y < least.y ? point : least));
    const high = part.reduce((most, point) => (point.y > most.y ? point : most));
    if (low === high) kept.push(low);
    else kept.push(...(low.x < high.x ? [low, high] : [high, low]));
  }
  kept.push(last);
  return kept;
}
