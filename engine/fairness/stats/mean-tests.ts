import { chiSquareTail, fTail, studentQuantile, studentTail } from '../../numeric/distributions.ts';
import { type Description, describe, type Estimate, type Group, type TestResult } from './groups.ts';

/** A test of two means with the interval of a - b. */
export interface MeanDifference extends TestResult {
  difference: Estimate;
}

/** Student's t-test of two means, with one variance for both. */
export function studentT(a: Description, b: Description, level = 0.95): MeanDifference {
  const df = a.n + b.n - 2;
  const pooled = ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / df;
  return tOf("Student's t", a.mean - b.mean, Math.sqrt(pooled * (1 / a.n + 1 / b.n)), df, level);
}

/** Welch's t-test (1947), with Satterthwaite's degrees of freedom. */
export function welchT(a: Description, b: Description, level = 0.95): MeanDifference {
  const { error, df } = welchError(a, b);
  return tOf("Welch's t", a.mean - b.mean, error, df, level);
}

/** The standard error of a difference of means, and its degrees of freedom (Welch-Satterthwaite). */
export function welchError(a: Description, b: Description): { error: number; df: number } {
  const [va, vb] = [a.variance / a.n, b.variance / b.n];
  return { error: Math.sqrt(va + vb), df: (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1)) };
}

function tOf(name: string, difference: number, error: number, df: number, level: number): MeanDifference {
  const statistic = difference / error;
  const half = studentQuantile((1 + level) / 2, df) * error;
  const interval = { value: difference, low: difference - half, high: difference + half };
  return { name, statistic, df: [df], p: 2 * studentTail(Math.abs(statistic), df), difference: interval };
}

/** Sums of squares between and within groups. */
export function sumsOfSquares(groups: readonly Description[]) {
  const n = groups.reduce((sum, group) => sum + group.n, 0);
  const mean = groups.reduce((sum, group) => sum + group.n * group.mean, 0) / n;
  const between = groups.reduce((sum, group) => sum + group.n * (group.mean - mean) ** 2, 0);
  const within = groups.reduce((sum, group) => sum + (group.n < 2 ? 0 : (group.n - 1) * group.variance), 0);
  return { n, between, within };
}

/** Classic one-way analysis of variance (Fisher 1925). */
export function anova(groups: readonly Description[]): TestResult {
  const { n, between, within } = sumsOfSquares(groups);
  const df = [groups.length - 1, n - groups.length] as const;
  const statistic = between / df[0] / (within / df[1]);
  return { name: 'ANOVA', statistic, df, p: fTail(statistic, ...df) };
}

/**
 * Welch's analysis of variance (1951): w = n / s^2, W their sum, F = [sum w (m - m_w)^2 / (k - 1)] / [1 + 2 (k - 2) L /
 * (k^2 - 1)] with L = sum (1 - w / W)^2 / (n - 1), and (k - 1, (k^2 - 1) / 3L) degrees of freedom. Groups need a variance.
 */
export function welchAnova(groups: readonly Description[]): TestResult {
  const k = groups.length;
  const { between, lambda } = welchParts(groups);
  const statistic = between / (k - 1) / (1 + ((2 * (k - 2)) / (k * k - 1)) * lambda);
  const df = [k - 1, (k * k - 1) / (3 * lambda)] as const;
  return { name: "Welch's ANOVA", statistic, df, p: fTail(statistic, ...df) };
}

function welchParts(groups: readonly Description[]): { between: number; lambda: number } {
  const weights = groups.map(({ n, variance }) => n / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = groups.reduce((sum, group, g) => sum + weights[g]! * group.mean, 0) / total;
  const between = groups.reduce((sum, group, g) => sum + weights[g]! * (group.mean - mean) ** 2, 0);
  const lambda = groups.reduce((sum, group, g) => sum + (1 - weights[g]! / total) ** 2 / (group.n - 1), 0);
  return { between, lambda };
}

/** Alexander and Govern's test (1994) of means with unequal variances: t of each group made normal, chi-square of k - 1. */
export function alexanderGovern(groups: readonly Description[]): TestResult {
  const weights = groups.map(({ n, variance }) => n / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = groups.reduce((sum, group, g) => sum + weights[g]! * group.mean, 0) / total;
  let statistic = 0;
  for (const group of groups) {
    const t = (group.mean - mean) / Math.sqrt(group.variance / group.n);
    const v = group.n - 1;
    const a = v - 0.5;
    const b = 48 * a * a;
    const c = Math.sqrt(a * Math.log1p((t * t) / v));
    const up = (c ** 3 + 3 * c) / b;
    const down = (4 * c ** 7 + 33 * c ** 5 + 240 * c ** 3 + 855 * c) / (10 * b * b + 8 * b * c ** 4 + 1000 * b);
    statistic += (c + up - down) ** 2;
  }
  const df = groups.length - 1;
  return { name: 'Alexander-Govern', statistic, df: [df], p: chiSquareTail(statistic, df) };
}

/** Levene's test of equal variances; `median` is Brown and Forsythe's (1974), which holds its level for skewed values. */
export function levene(groups: readonly Group[], centre: 'mean' | 'median' = 'median'): TestResult {
  const spreads = groups.map(({ values }) => {
    const middle = describe(values)[centre];
    return describe(values.map((value) => Math.abs(value - middle)));
  });
  return { ...anova(spreads), name: centre === 'median' ? 'Brown-Forsythe' : 'Levene' };
}

/** Bartlett's test of equal variances (1937), for normal values only. */
export function bartlett(groups: readonly Description[]): TestResult {
  const { n, within } = sumsOfSquares(groups);
  const k = groups.length;
  const logs = groups.reduce((sum, group) => sum + (group.n - 1) * Math.log(group.variance), 0);
  const inverse = groups.reduce((sum, group) => sum + 1 / (group.n - 1), 0) - 1 / (n - k);
  const statistic = ((n - k) * Math.log(within / (n - k)) - logs) / (1 + inverse / (3 * (k - 1)));
  return { name: 'Bartlett', statistic, df: [k - 1], p: chiSquareTail(statistic, k - 1) };
}
