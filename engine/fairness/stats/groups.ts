import { quantile } from '../../evaluate/bootstrap.ts';
import { studentQuantile } from '../../numeric/distributions.ts';

/** The values of one group, one a unit of analysis (a user, say): no NaN. */
export interface Group {
  name: string;
  values: Float64Array;
}

/** A figure with the interval that covers it. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** What a group's values are like. `sd` and `variance` divide by n - 1; figures that n is too small for are NaN. */
export interface Description {
  n: number;
  mean: number;
  variance: number;
  sd: number;
  /** The fourth moment in squares of the second: 3 for normal values. NaN where nothing varies. */
  kurtosis: number;
  median: number;
  min: number;
  max: number;
}

/** Describes values; rounding of the mean is made good by a second pass. */
export function describe(values: Float64Array): Description {
  const n = values.length;
  const sorted = values.toSorted();
  let sum = 0;
  for (const value of values) sum += value;
  let mean = sum / n;
  let rest = 0;
  for (const value of values) rest += value - mean;
  mean += rest / n;
  let [squares, fourths] = [0, 0];
  for (const value of values) {
    const square = (value - mean) ** 2;
    squares += square;
    fourths += square * square;
  }
  // Equal values have no variance, whatever their mean was rounded to.
  const isConstant = n > 0 && sorted[0] === sorted[n - 1];
  if (isConstant) [mean, squares] = [sorted[0]!, 0];
  const variance = n < 2 ? Number.NaN : squares / (n - 1);
  const [min, max] = n === 0 ? [Number.NaN, Number.NaN] : [sorted[0]!, sorted[n - 1]!];
  const kurtosis = squares > 0 ? (n * fourths) / squares ** 2 : Number.NaN;
  return { n, mean, variance, sd: Math.sqrt(variance), kurtosis, median: quantile(sorted, 0.5), min, max };
}

/** The interval of a mean by Student's t; NaN around a single value. */
export function meanInterval({ n, mean, sd }: Description, level = 0.95): Estimate {
  const half = n < 2 ? Number.NaN : (studentQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n);
  return { value: mean, low: mean - half, high: mean + half };
}

/** Parts values by the number of their group; NaN and groups below 0 are left out. */
export function groupsOf(names: readonly string[], values: ArrayLike<number>, group: ArrayLike<number>): Group[] {
  const kept: number[][] = names.map(() => []);
  for (let i = 0; i < values.length; i++) {
    if (group[i]! >= 0 && !Number.isNaN(values[i]!)) kept[group[i]!]!.push(values[i]!);
  }
  return names.map((name, g) => ({ name, values: Float64Array.from(kept[g]!) }));
}

/** A test's outcome. `df` is empty where no distribution with degrees of freedom was used. */
export interface TestResult {
  name: string;
  statistic: number;
  df: readonly number[];
  /** Two-sided where there are sides. */
  p: number;
}
