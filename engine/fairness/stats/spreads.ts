import type { Description } from './groups.ts';

/** What power asks of a group. */
export type Spread = Pick<Description, 'n' | 'variance'>;

/** From so many groups on what others have tells more than it misleads (Stein; the mean is estimated too). */
const leastToShare = 4;

/**
 * The variances to plan by. Of a few skewed values a variance is known badly: the variance of its logarithm is
 * (kurtosis - 1) / n, the logarithm is too small by half of that, and the largest of many is large by chance. So logarithms
 * of four groups and more are drawn to their mean as far as they differ by no more than that: DerSimonian and Laird's
 * estimator (1986) of how much groups really differ, and each group's expectation given it. As they are for fewer groups,
 * and where one does not vary.
 */
export function steadied(groups: readonly Pick<Description, 'n' | 'variance' | 'kurtosis'>[]): Spread[] {
  const all = sumOf(groups.map(({ n }) => n));
  const kurtosis = sumOf(groups.map((group) => (group.n / all) * group.kurtosis));
  // No kurtosis: a group does not vary. One of 1: half of each of two values, whose variance is not in doubt.
  if (groups.length < leastToShare || !(kurtosis > 1)) return groups.map(({ n, variance }) => ({ n, variance }));
  const errors = groups.map(({ n }) => (kurtosis - 1) / n);
  const logs = groups.map(({ variance }, g) => Math.log(variance) + errors[g]! / 2);
  const weights = errors.map((error) => 1 / error);
  const total = sumOf(weights);
  const mean = sumOf(weights.map((weight, g) => weight * logs[g]!)) / total;
  const misfit = sumOf(weights.map((weight, g) => weight * (logs[g]! - mean) ** 2)) - (groups.length - 1);
  const between = Math.max(0, misfit / (total - sumOf(weights.map((weight) => weight * weight)) / total));
  return groups.map(({ n }, g) => {
    const own = between / (between + errors[g]!);
    return { n, variance: Math.exp(mean + own * (logs[g]! - mean)) };
  });
}

/** Rates share one variance under equality, so that a group of nothing but ones does not seem sure. */
export function ofRates(groups: readonly Pick<Description, 'n' | 'mean'>[]): Spread[] {
  const n = sumOf(groups.map((group) => group.n));
  const rate = sumOf(groups.map((group) => group.n * group.mean)) / n;
  return groups.map((group) => ({ n: group.n, variance: rate * (1 - rate) }));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
