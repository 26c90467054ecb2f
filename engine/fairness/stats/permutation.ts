import type { TestResult } from './groups.ts';

/** The most ways to part the values that are gone through one by one. */
const mostSplits = 200_000;

/** How many ways there are to choose k of n, or Infinity where it is more than 2^53. */
export function splits(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - i + 1)) / i);
  return Number.isSafeInteger(ways) ? ways : Number.POSITIVE_INFINITY;
}

/**
 * The exact permutation test of two means: the share of all ways to part the values in which the first mean lies as far
 * above the second (`greater`), or twice the smaller of the shares as far above and as far below. Null where there are
 * more than 200,000 ways.
 */
export function exactPermutation(
  a: Float64Array,
  b: Float64Array,
  side: 'two-sided' | 'greater' = 'two-sided',
): TestResult | null {
  const all = [...a, ...b];
  const [n, k] = [all.length, a.length];
  if (splits(n, k) > mostSplits) return null;
  const total = all.reduce((sum, value) => sum + value, 0);
  const differenceOf = (sum: number) => sum / k - (total - sum) / (n - k);
  const statistic = differenceOf(a.reduce((sum, value) => sum + value, 0));
  // Sums that differ by rounding alone are equal.
  const slack = 1e-12 * all.reduce((sum, value) => sum + Math.abs(value), 0);
  let [above, below, count] = [0, 0, 0];
  const choose = (from: number, left: number, sum: number) => {
    if (left === 0) {
      count++;
      const difference = differenceOf(sum);
      if (difference >= statistic - slack) above++;
      if (difference <= statistic + slack) below++;
      return;
    }
    for (let i = from; i <= n - left; i++) choose(i + 1, left - 1, sum + all[i]!);
  };
  choose(0, k, 0);
  const p = side === 'greater' ? above / count : Math.min(1, (2 * Math.min(above, below)) / count);
  return { name: 'exact permutation', statistic, df: [], p };
}
