import {
  betaQuantile,
  bisect,
  chiSquareTail,
  logBinomial,
  normalQuantile,
  normalTail,
} from '../../numeric/distributions.ts';
import { chiSquareInterval } from './effects.ts';
import type { Estimate, TestResult } from './groups.ts';

/** How many of `n` units are 1. */
export interface Count {
  ones: number;
  n: number;
}

const zOf = (level: number) => normalQuantile((1 + level) / 2);

/** Wilson's interval of a rate (1927): it stays inside [0, 1] and does not collapse at 0 of n. */
export function wilson(count: Count, level = 0.95): Estimate {
  return wilsonAt(count, zOf(level));
}

function wilsonAt({ ones, n }: Count, z: number): Estimate {
  const rate = ones / n;
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return { value: rate, low: ones === 0 ? 0 : centre - half, high: ones === n ? 1 : centre + half };
}

/** Clopper and Pearson's interval of a rate (1934): never covers less than its level. */
export function clopperPearson({ ones, n }: Count, level = 0.95): Estimate {
  const tail = (1 - level) / 2;
  return {
    value: ones / n,
    low: ones === 0 ? 0 : betaQuantile(tail, ones, n - ones + 1),
    high: ones === n ? 1 : betaQuantile(1 - tail, ones + 1, n - ones),
  };
}

/** Newcombe's interval of a difference of rates, a - b (1998, method 10): from Wilson's intervals of the two. */
export function newcombe(a: Count, b: Count, level = 0.95): Estimate {
  return newcombeAt(a, b, zOf(level));
}

function newcombeAt(a: Count, b: Count, z: number): Estimate {
  const [x, y] = [wilsonAt(a, z), wilsonAt(b, z)];
  const value = x.value - y.value;
  const low = value - Math.hypot(x.value - x.low, y.high - y.value);
  return { value, low, high: value + Math.hypot(x.high - x.value, y.value - y.low) };
}

/**
 * Two one-sided tests of equivalence of rates by Newcombe's interval: the p-value of "the rates differ by `margin` or more",
 * the smallest level at which the interval of 1 - 2 level lies within the margin. Unlike Wald's it does not call rates
 * of nothing but zeros sure. 0.5 or more where they do differ by it.
 */
export function rateEquivalence(a: Count, b: Count, margin: number): number {
  if (Math.abs(a.ones / a.n - b.ones / b.n) >= margin) return 0.5;
  const reach = (z: number) => {
    const { low, high } = newcombeAt(a, b, z);
    return Math.max(-low, high) - margin;
  };
  // Beyond 40 standard errors no chance is left; intervals of small samples may never reach a wide margin.
  return reach(40) <= 0 ? 0 : normalTail(bisect(reach, 0, 40));
}

/** Pearson's chi-square test of equal rates; `yates` takes the continuity correction of a table of two by two. */
export function chiSquare(counts: readonly Count[], yates = false): TestResult {
  let statistic = 0;
  for (const { observed, expected } of cells(counts)) {
    const distance = Math.abs(observed - expected);
    statistic += (distance - (yates ? Math.min(0.5, distance) : 0)) ** 2 / expected;
  }
  const df = counts.length - 1;
  const name = yates ? 'chi-square (Yates)' : 'chi-square';
  return { name, statistic, df: [df], p: chiSquareTail(statistic, df) };
}

/** The smallest count that equal rates would lead to expect: below 5 chi-square is not to be trusted. */
export function smallestExpected(counts: readonly Count[]): number {
  return Math.min(...cells(counts).map(({ expected }) => expected));
}

/** Cramer's V (1946) of rates in groups: the root of chi-square / n. The interval is that of `chiSquareInterval`, at most 1. */
export function cramersV(counts: readonly Count[], level = 0.95): Estimate {
  const n = counts.reduce((sum, count) => sum + count.n, 0);
  const { statistic, df } = chiSquare(counts);
  const { low, high } = chiSquareInterval(statistic, df[0]!, level);
  const rootOf = (amount: number) => Math.min(1, Math.sqrt(amount / n));
  return { value: rootOf(statistic), low: rootOf(low), high: rootOf(Math.max(statistic, high)) };
}

function cells(counts: readonly Count[]): { observed: number; expected: number }[] {
  const n = counts.reduce((sum, count) => sum + count.n, 0);
  const rate = counts.reduce((sum, count) => sum + count.ones, 0) / n;
  return counts.flatMap((count) => [
    { observed: count.ones, expected: count.n * rate },
    { observed: count.n - count.ones, expected: count.n * (1 - rate) },
  ]);
}

/** The z-test of two rates, with the rate of both together in the standard error. Its square is chi-square. */
export function twoProportions(a: Count, b: Count): TestResult {
  const rate = (a.ones + b.ones) / (a.n + b.n);
  const error = Math.sqrt(rate * (1 - rate) * (1 / a.n + 1 / b.n));
  const statistic = (a.ones / a.n - b.ones / b.n) / error;
  return { name: 'two-proportion z', statistic, df: [], p: 2 * normalTail(Math.abs(statistic)) };
}

/** Fisher's exact test of two rates; two-sided: all tables as unlikely as this one or more. The statistic is the odds ratio. */
export function fisherExact(a: Count, b: Count): TestResult {
  const ones = a.ones + b.ones;
  const [from, to] = [Math.max(0, ones - b.n), Math.min(a.n, ones)];
  const all = logBinomial(a.n + b.n, ones);
  const chance = (x: number) => Math.exp(logBinomial(a.n, x) + logBinomial(b.n, ones - x) - all);
  const seen = chance(a.ones);
  let p = 0;
  for (let x = from; x <= to; x++) {
    const one = chance(x);
    // Equal chances may differ by rounding.
    if (one <= seen * (1 + 1e-7)) p += one;
  }
  const statistic = (a.ones * (b.n - b.ones)) / ((a.n - a.ones) * b.ones);
  return { name: 'Fisher exact', statistic, df: [], p: Math.min(1, p) };
}

/** The odds ratio with Woolf's interval (1955); half a unit is added to each cell where one is empty (Haldane, Anscombe). */
export function oddsRatio(a: Count, b: Count, level = 0.95): Estimate {
  const plain = [a.ones, a.n - a.ones, b.ones, b.n - b.ones];
  const add = plain.includes(0) ? 0.5 : 0;
  const [p, q, r, s] = plain.map((count) => count + add) as [number, number, number, number];
  const half = zOf(level) * Math.sqrt(1 / p + 1 / q + 1 / r + 1 / s);
  const log = Math.log((p * s) / (q * r));
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) };
}
