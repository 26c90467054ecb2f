import { holm } from '../../evaluate/corrections.ts';
import { normalTail } from '../../numeric/distributions.ts';
import { studentizedRangeQuantiles, studentizedRangeTail } from '../../numeric/studentized-range.ts';
import type { Description, Estimate } from './groups.ts';
import { sumsOfSquares, welchError } from './mean-tests.ts';
import type { Ranking } from './rank-tests.ts';

/** A pair of groups by their places, and whether they differ: `adjusted` holds for all pairs together. */
export interface PairTest {
  a: number;
  b: number;
  statistic: number;
  /** Empty where no distribution with degrees of freedom was used. */
  df: readonly number[];
  /** For this pair alone. NaN where the method has none. */
  p: number;
  adjusted: number;
  /** Of a - b, simultaneous for all pairs; NaN where the method has none. */
  difference: Estimate;
}

/** Every two of k places. */
export function pairsOf(k: number): [a: number, b: number][] {
  return Array.from({ length: k }, (_, a) => Array.from({ length: k - a - 1 }, (_, n) => [a, a + 1 + n] as const))
    .flat()
    .map(([a, b]) => [a, b]);
}

/** Tukey's test of all pairs, in Kramer's form for unequal sizes (1956): one variance for all groups. */
export function tukey(groups: readonly Description[], level = 0.95): PairTest[] {
  const { n, within } = sumsOfSquares(groups);
  const df = n - groups.length;
  return byRange(groups, level, (a, b) => ({ error: Math.sqrt((within / df) * (1 / a.n + 1 / b.n)), df }));
}

/** Games and Howell's test of all pairs (1976): a variance and degrees of freedom for each pair, as Welch's t has. */
export function gamesHowell(groups: readonly Description[], level = 0.95): PairTest[] {
  return byRange(groups, level, welchError);
}

function byRange(
  groups: readonly Description[],
  level: number,
  errorOf: (a: Description, b: Description) => { error: number; df: number },
): PairTest[] {
  const critical = studentizedRangeQuantiles(1 - level, groups.length);
  return pairsOf(groups.length).map(([a, b]) => {
    const { error, df } = errorOf(groups[a]!, groups[b]!);
    const value = groups[a]!.mean - groups[b]!.mean;
    const statistic = (Math.abs(value) / error) * Math.SQRT2;
    const half = (critical(df) * error) / Math.SQRT2;
    const adjusted = studentizedRangeTail(statistic, groups.length, df);
    const difference = { value, low: value - half, high: value + half };
    return { a, b, statistic, df: [df], p: Number.NaN, adjusted, difference };
  });
}

/** Dunn's test of all pairs by ranks (1964), corrected for ties; `adjusted` is Holm's. */
export function dunn({ counts, sums, n, ties }: Ranking): PairTest[] {
  const variance = (n * (n + 1)) / 12 - ties / (12 * (n - 1));
  const none = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const found = pairsOf(counts.length).map(([a, b]) => {
    const difference = sums[a]! / counts[a]! - sums[b]! / counts[b]!;
    const statistic = difference / Math.sqrt(variance * (1 / counts[a]! + 1 / counts[b]!));
    return { a, b, statistic, df: [], p: 2 * normalTail(Math.abs(statistic)), difference: none };
  });
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((pair, i) => ({ ...pair, adjusted: adjusted[i]! }));
}
