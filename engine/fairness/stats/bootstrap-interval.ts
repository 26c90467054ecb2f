import { quantile } from '../../evaluate/bootstrap.ts';
import { normalQuantile, normalTail } from '../../numeric/distributions.ts';

/** Ends of an interval. */
export interface Range {
  low: number;
  high: number;
}

/** What a bootstrap says of one figure. Ranges are NaN where the figure is not defined, or does not vary. */
export interface BootstrapSummary {
  /** The figure of the data. */
  value: number;
  /** The standard deviation over draws: the standard error. */
  error: number;
  percentile: Range;
  /** Reflected at the figure: 2 value - high, 2 value - low. */
  basic: Range;
  /** Bias-corrected and accelerated (Efron 1987). */
  bca: Range;
}

/**
 * The intervals of a figure from its draws (sorted here) and the values of it with one unit left out each.
 * `acceleration` is that of `accelerationOf`.
 */
export function bootstrapIntervals(
  value: number,
  draws: Float64Array,
  acceleration: number,
  level = 0.95,
): BootstrapSummary {
  const sorted = draws.filter((draw) => !Number.isNaN(draw)).sort();
  const n = sorted.length;
  const tail = (1 - level) / 2;
  const range = (low: number, high: number): Range => ({ low: quantile(sorted, low), high: quantile(sorted, high) });
  const percentile = range(tail, 1 - tail);
  const mean = sorted.reduce((sum, draw) => sum + draw, 0) / n;
  const error = Math.sqrt(sorted.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (n - 1));
  // Draws as large as the figure count half, since means of few values meet it often.
  const z0 = normalQuantile((firstAbove(sorted, value, false) + firstAbove(sorted, value, true)) / (2 * n));
  const shifted = (p: number) => {
    const z = z0 + normalQuantile(p);
    return 1 - normalTail(z0 + z / (1 - acceleration * z));
  };
  const isRegular = Number.isFinite(z0) && Number.isFinite(acceleration);
  const bca = isRegular ? range(shifted(tail), shifted(1 - tail)) : { low: Number.NaN, high: Number.NaN };
  const basic = { low: 2 * value - percentile.high, high: 2 * value - percentile.low };
  return { value, error, percentile, basic, bca };
}

/** The place of the first that is at least `value`, or above it. */
function firstAbove(sorted: Float64Array, value: number, passes: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The acceleration of a ratio of sums over units, sum of top / sum of bottom, by the jackknife: sum d^3 / (6 (sum
 * d^2)^1.5), d being the mean of the figures with one unit left out less each of them. NaN where nothing varies.
 */
export function accelerationOf(top: Float64Array, bottom: Float64Array): number {
  const t = top.reduce((sum, value) => sum + value, 0);
  const b = bottom.reduce((sum, value) => sum + value, 0);
  const left = top.map((value, i) => (t - value) / (b - bottom[i]!));
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  let [squares, cubes] = [0, 0];
  for (const value of left) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
