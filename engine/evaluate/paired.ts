import { normalTail, studentTail } from '../numeric/distributions.ts';
import { seededRandom } from '../numeric/random.ts';
import { quantile } from './bootstrap.ts';

/** How two models differ over the same users: `a` minus `b`, with two-sided p-values. */
export interface PairedTest {
  /** Users who have a value from both. */
  users: number;
  /** Mean of a - b. */
  difference: number;
  /** 95 % percentile bootstrap interval of the difference. */
  low: number;
  high: number;
  /** Paired bootstrap with the difference shifted to zero (Efron and Tibshirani 1993, section 16.4). */
  bootstrap: number;
  /** Wilcoxon's signed-rank test: zeros left out, ties by mean rank, normal approximation with both corrections. */
  wilcoxon: number;
  /** Student's paired t-test. */
  t: number;
}

/**
 * Tests whether two models differ. `a[i]` and `b[i]` are of the same user; where either is NaN the user is left out.
 * Where no user differs every p is 1.
 */
export function pairedTest(
  a: Float64Array,
  b: Float64Array,
  options: { seed: number; resamples?: number },
): PairedTest {
  if (a.length !== b.length) throw new RangeError(`${a.length} values against ${b.length}`);
  const differences = a.map((value, i) => value - b[i]!).filter((value) => !Number.isNaN(value));
  const n = differences.length;
  if (n === 0) throw new RangeError('no user has a value from both');
  const difference = mean(differences);
  const { low, high, p } = bootstrapTest(differences, difference, options);
  const wilcoxon = signedRank(differences);
  return { users: n, difference, low, high, bootstrap: p, wilcoxon, t: tTest(differences, difference) };
}

function bootstrapTest(
  differences: Float64Array,
  observed: number,
  { seed, resamples = 1000 }: { seed: number; resamples?: number },
): { low: number; high: number; p: number } {
  const random = seededRandom(seed);
  const n = differences.length;
  const means = new Float64Array(resamples);
  let extreme = 0;
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[random.below(n)]!;
    means[resample] = sum / n;
    // A mean that differs from the observed one by rounding alone is as far from it as none.
    if (Math.abs(sum / n - observed) >= Math.abs(observed) * (1 - 1e-12)) extreme += 1;
  }
  means.sort();
  return { low: quantile(means, 0.025), high: quantile(means, 0.975), p: (extreme + 1) / (resamples + 1) };
}

function signedRank(differences: Float64Array): number {
  const sorted = differences.filter((value) => value !== 0).sort((x, y) => Math.abs(x) - Math.abs(y));
  const n = sorted.length;
  if (n === 0) return 1;
  let [positive, ties] = [0, 0];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && Math.abs(sorted[end]!) === Math.abs(sorted[start]!)) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (sorted[i]! > 0) positive += rank;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const expected = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  const distance = Math.max(0, Math.abs(positive - expected) - 0.5);
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)));
}

function tTest(differences: Float64Array, average: number): number {
  const n = differences.length;
  let squares = 0;
  for (const value of differences) squares += (value - average) ** 2;
  if (squares === 0) return average === 0 || n < 2 ? 1 : 0;
  return n < 2 ? 1 : 2 * studentTail(Math.abs(average) / Math.sqrt(squares / (n - 1) / n), n - 1);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
