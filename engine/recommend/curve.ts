import type { CurvePoint } from '../contract/index.ts';

/** Points of a learning curve that are kept. */
export const mostPoints = 500;

/** At most `most` points of a curve, evenly spread, the first and the last among them. */
export function thinned(curve: readonly CurvePoint[], most = mostPoints): CurvePoint[] {
  if (curve.length <= most) return [...curve];
  return Array.from({ length: most }, (_, n) => curve[Math.round((n * (curve.length - 1)) / (most - 1))]!);
}
