import { crossing, fUpperQuantile, studentTail } from '../../numeric/distributions.ts';
import { noncentralFTail } from '../../numeric/noncentral.ts';
import type { Description } from './groups.ts';
import { welchError } from './mean-tests.ts';
import type { NullSummary } from './resample.ts';

/** What a test is to be able to see: the level, and the chance to see it. */
export interface PowerOptions {
  /** 0.05 by default. */
  alpha?: number;
  /** 0.8 by default. */
  power?: number;
  /** What labels that mean nothing exceed, where these decide and not the distribution of F. */
  tail?: NullSummary['tail'];
}

/** The power of a two-sided t-test of two groups that lie d standard deviations apart (noncentral t, exact). */
export function tTestPower(d: number, a: number, b: number, alpha = 0.05): number {
  const df = a + b - 2;
  return noncentralFTail(fUpperQuantile(alpha, 1, df), 1, df, (d * d * a * b) / (a + b));
}

/** The size of each of two equal groups at which a difference of d standard deviations is seen; not rounded. */
export function groupSize(d: number, { alpha = 0.05, power = 0.8 }: PowerOptions = {}): number {
  return growing((n) => tTestPower(d, n, n, alpha) - power, 2, 4);
}

/** The smallest difference in standard deviations that groups of these sizes can show (noncentral t, exact). */
export function detectableD(a: number, b: number, { alpha = 0.05, power = 0.8 }: PowerOptions = {}): number {
  return growing((d) => tTestPower(d, a, b, alpha) - power, 0, 0.5);
}

/**
 * The smallest gap between the largest and the smallest mean that groups of these sizes and variances can show, in the
 * unit of the values; all others lie midway, and the two groups are the ones least likely to show it (the smallest
 * weights n / s^2). By Welch's F as a noncentral F with its own degrees of freedom and noncentrality sum w (m - m_w)^2: an
 * approximation, near to 0.01 of power from 20 values a group on; for two groups it is Welch's t. With `tail` F has to
 * exceed what permuted labels exceed, which is more where values are skewed and groups of unlike size.
 */
export function detectableGap(
  groups: readonly Pick<Description, 'n' | 'variance'>[],
  { alpha = 0.05, power = 0.8, tail = [] }: PowerOptions = {},
): number {
  const weights = groups.map(({ n, variance }) => n / variance).sort((x, y) => x - y);
  if (weights.length < 2 || !weights.every(Number.isFinite)) return Number.NaN;
  const perGap = spreadOf(weights, [0.5, -0.5]);
  const df = welchDegrees(groups);
  const own = (chance: number) => fUpperQuantile(chance, groups.length - 1, df);
  const critical = own(alpha) * inflationAt(tail, alpha, own);
  const lambda = growing((x) => noncentralFTail(critical, groups.length - 1, df, x) - power, 0, 8);
  return Math.sqrt(lambda / perGap);
}

/**
 * How many times what draws exceed is what `own` says: at this chance, by the logarithm between the two nearest, or at the
 * end of the tail. 1 without a tail.
 */
function inflationAt(tail: NullSummary['tail'], chance: number, own: (chance: number) => number): number {
  const after = tail.findIndex((point) => point.chance <= chance);
  const [a, b] = [tail.at(Math.max(0, after - 1)), after < 0 ? tail.at(-1) : tail[after]];
  if (!a || !b) return 1;
  const inflationOf = (point: { chance: number; value: number }) => point.value / own(point.chance);
  if (after <= 0) return inflationOf(b);
  const share = Math.log(chance / a.chance) / Math.log(b.chance / a.chance);
  return (1 - share) * inflationOf(a) + share * inflationOf(b);
}

/** The weighted sum of squares of means around their weighted mean; means that are left out are 0. */
function spreadOf(weights: readonly number[], means: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = weights.reduce((sum, weight, g) => sum + weight * (means[g] ?? 0), 0) / total;
  return weights.reduce((sum, weight, g) => sum + weight * ((means[g] ?? 0) - mean) ** 2, 0);
}

function welchDegrees(groups: readonly Pick<Description, 'n' | 'variance'>[]): number {
  const weights = groups.map(({ n, variance }) => n / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lambda = groups.reduce((sum, { n }, g) => sum + (1 - weights[g]! / total) ** 2 / (n - 1), 0);
  return (groups.length ** 2 - 1) / (3 * lambda);
}

/** Where a growing f becomes 0; `from` where it is above that already. */
function growing(f: (x: number) => number, from: number, first: number): number {
  if (f(from) >= 0) return from;
  let high = first;
  while (f(high) < 0) high *= 2;
  return crossing(f, high === first ? from : high / 2, high);
}

/**
 * Two one-sided tests of equivalence (Schuirmann 1987) by Welch's t: the p-value of "the means differ by `margin` or
 * more". Below a level the means are equivalent within the margin.
 */
export function equivalence(a: Description, b: Description, margin: number): number {
  const { error, df } = welchError(a, b);
  const distance = Math.abs(a.mean - b.mean);
  if (error === 0) return distance < margin ? 0 : 1;
  return studentTail((margin - distance) / error, df);
}
