import { seededRandom } from '../numeric/random.ts';

/** A figure with the interval that covers it; NaN throughout where no user has a value. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
  /** Users who have a value. */
  users: number;
}

export interface BootstrapOptions {
  seed: number;
  /** 1,000 by default. */
  resamples?: number;
  /** 0.95 by default. */
  level?: number;
}

/** A figure made of sums over users: `finish` of the sum of `top` divided by the sum of `bottom`. */
export interface Ratio {
  top: Float64Array;
  bottom: Float64Array;
  finish?: (ratio: number) => number;
}

/**
 * Means over users with percentile bootstrap intervals (Efron 1979): users are drawn with replacement, all figures of
 * one resample from the same users. NaN is left out: the figure of a user who has none. Arrays are of one length.
 */
export function bootstrapMeans(
  perUser: Readonly<Record<string, Float64Array>>,
  options: BootstrapOptions,
): Record<string, Interval> {
  const ratios = Object.fromEntries(
    Object.entries(perUser).map(([name, values]): [string, Ratio] => {
      const bottom = values.map((value) => (Number.isNaN(value) ? 0 : 1));
      return [name, { top: values.map((value) => (Number.isNaN(value) ? 0 : value)), bottom }];
    }),
  );
  return bootstrapRatios(ratios, options);
}

/** The same for figures that are ratios of sums, such as RMSE over all pairs. */
export function bootstrapRatios(
  ratios: Readonly<Record<string, Ratio>>,
  options: BootstrapOptions,
): Record<string, Interval> {
  const { resamples = 1000, level = 0.95 } = options;
  const figures = Object.values(ratios);
  const n = figures[0]?.top.length ?? 0;
  const drawn = new Int32Array(n);
  const random = seededRandom(options.seed);
  const results = figures.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < n; i++) drawn[i] = random.below(n);
    for (const [f, figure] of figures.entries()) results[f]![resample] = ofUsers(figure, drawn);
  }
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const named = Object.keys(ratios).map((name, f): [string, Interval] => {
    const sorted = results[f]!.filter((value) => !Number.isNaN(value)).sort();
    const users = figures[f]!.bottom.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
    const [low, high] = [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
    return [name, { mean: ofUsers(figures[f]!, all), low, high, users }];
  });
  return Object.fromEntries(named);
}

function ofUsers({ top, bottom, finish }: Ratio, users: Int32Array): number {
  let [sum, of] = [0, 0];
  for (let i = 0; i < users.length; i++) {
    sum += top[users[i]!]!;
    of += bottom[users[i]!]!;
  }
  return finish ? finish(sum / of) : sum / of;
}

/** Of ascending values, linear between neighbours (type 7 of Hyndman and Fan). NaN where there are none. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - sorted[below]!);
}
