import { logGamma, normalQuantile } from '../../numeric/distributions.ts';
import { noncentralityOf } from '../../numeric/noncentral.ts';
import type { Description, Estimate, TestResult } from './groups.ts';
import { sumsOfSquares } from './mean-tests.ts';

/** Cohen's d (1988): the difference of means in pooled standard deviations. */
export function cohenD(a: Description, b: Description): number {
  const { within } = sumsOfSquares([a, b]);
  return (a.mean - b.mean) / Math.sqrt(within / (a.n + b.n - 2));
}

/**
 * Hedges' g (1981): d times J = gamma(df / 2) / (sqrt(df / 2) gamma((df - 1) / 2)), which takes its bias away. The
 * interval is the normal one with variance 1 / a.n + 1 / b.n + g^2 / (2 (a.n + b.n)) (Hedges and Olkin 1985).
 */
export function hedgesG(a: Description, b: Description, level = 0.95): Estimate {
  const df = a.n + b.n - 2;
  const value = Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) * Math.sqrt(2 / df) * cohenD(a, b);
  const error = Math.sqrt(1 / a.n + 1 / b.n + (value * value) / (2 * (a.n + b.n)));
  const half = normalQuantile((1 + level) / 2) * error;
  return { value, low: value - half, high: value + half };
}

/** Eta squared: the share of the sum of squares that lies between groups. Too large in small samples. */
export function etaSquared(groups: readonly Description[]): number {
  const { between, within } = sumsOfSquares(groups);
  return between / (between + within);
}

/** Omega squared (Hays 1963): eta squared without most of its bias; may be below 0 where groups are alike. */
export function omegaSquared(groups: readonly Description[]): number {
  const { n, between, within } = sumsOfSquares(groups);
  const error = within / (n - groups.length);
  return (between - (groups.length - 1) * error) / (between + within + error);
}

/**
 * The interval of the share of variance between groups that an F allows: noncentralities at which it is the upper and the
 * lower end, each as lambda / (lambda + n) (Steiger 2004). Welch's F may stand for F.
 */
export function varianceShareInterval({ statistic, df }: TestResult, n: number, level = 0.95) {
  const share = (chance: number) => {
    const lambda = noncentralityOf(statistic, df[0]!, df[1]!, chance);
    return lambda / (lambda + n);
  };
  return { low: share((1 - level) / 2), high: share((1 + level) / 2) };
}

/**
 * Epsilon squared of Kruskal-Wallis: H / (n - 1), the share of the ranks' variance that lies between groups (Tomczak and
 * Tomczak 2014). The interval is that of `chiSquareInterval`, at most 1.
 */
export function epsilonSquared({ statistic, df }: TestResult, n: number, level = 0.95): Estimate {
  const { low, high } = chiSquareInterval(statistic, df[0]!, level);
  const value = statistic / (n - 1);
  return { value, low: Math.min(1, low / (n - 1)), high: Math.min(1, Math.max(value, high / (n - 1))) };
}

/**
 * The noncentralities at which a chi-square statistic is the upper and the lower end of its distribution (Smithson 2003).
 * What is made of them estimates the effect itself, where the statistic has its degrees of freedom on top: an estimate
 * from it may lie above both ends, and is then the upper one.
 */
export function chiSquareInterval(statistic: number, df: number, level = 0.95): { low: number; high: number } {
  const at = (chance: number) => noncentralityOf(statistic / df, df, Number.POSITIVE_INFINITY, chance);
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Eta squared of Kruskal-Wallis: (H - k + 1) / (n - k). */
export function etaSquaredOfRanks(h: number, groups: number, n: number): number {
  return (h - groups + 1) / (n - groups);
}
