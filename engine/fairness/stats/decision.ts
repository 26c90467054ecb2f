import type { TestResult } from './groups.ts';
import type { NullSummary, Resampled } from './resample.ts';

export type Branch = 'welch' | 'welch-anova' | 'ranks' | 'chi-square' | 'permuted-chi-square' | 'fisher' | 'none';

/** The p that a verdict rests on, and whose it is. */
export interface Decision {
  p: number;
  by: 'test' | 'permutation';
}

/**
 * Which p decides. Tests of means go by permutation wherever labels were permuted: Welch's own p is too small where values
 * are skewed and groups are many, small or of unlike size (bench/README.md has by how much). Where no draw is as large
 * as what was seen, permutation only bounds p, and the test says how much smaller it is. Chi-square of thin tables goes
 * the same way; Fisher's test is exact, ranks and full tables are near to it.
 */
export function decisionOf(branch: Branch, { p }: TestResult, resampled: Resampled | null): Decision {
  const permuted = permutationOf(branch, resampled);
  if (!permuted || Number.isNaN(permuted.p)) return { p, by: 'test' };
  const least = 1 / (resampled!.draws + 1);
  return permuted.p <= least ? { p: Math.min(p, least), by: 'test' } : { p: permuted.p, by: 'permutation' };
}

/** The permutation that a branch goes by; null for those that go by their own p. */
function permutationOf(branch: Branch, resampled: Resampled | null): NullSummary | null {
  if (branch === 'welch' || branch === 'welch-anova') return resampled?.welch ?? null;
  return branch === 'permuted-chi-square' ? (resampled?.between ?? null) : null;
}
