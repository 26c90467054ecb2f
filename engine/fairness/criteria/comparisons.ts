import { holm } from '../../evaluate/corrections.ts';
import type { TestResult } from '../stats/groups.ts';
import {
  type Count,
  chiSquare,
  fisherExact,
  newcombe,
  smallestExpected,
  twoProportions,
  wilson,
} from '../stats/rates.ts';
import { type Confusion, countOf, type RateName, rateOf, sumOf } from './confusion.ts';
import { type Gap, gapOf } from './gaps.ts';

/** Below this expected count the tests that go by the normal distribution are not to be trusted. */
const fewExpected = 5;

/** A rate with what it counts and Wilson's interval; null where its denominator is 0. */
export interface RateFigure extends Count {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The rate of one confusion. */
export function rateFigure(confusion: Confusion, rate: RateName, level: number): RateFigure {
  const count = countOf(confusion, rate);
  return count.n === 0 ? { ...count, value: null, low: null, high: null } : { ...count, ...wilson(count, level) };
}

/** One group against the reference. */
export interface RateComparison {
  /** Number of the group. */
  group: number;
  /** Group minus reference, with Newcombe's interval. */
  difference: number;
  low: number;
  high: number;
  /** Two-proportion z, or Fisher's exact test where little is expected. */
  test: string;
  p: number;
  /** By Holm, over the groups of this rate. */
  corrected: number;
}

/** What can be said of groups being alike in a rate. */
export type Verdict = 'differs' | 'no evidence' | 'equivalent' | 'not estimable';

export interface RateReport {
  rate: RateName;
  overall: RateFigure;
  gap: Gap;
  /** Chi-square over all groups that have the rate, Fisher's test where two have and little is expected; null for fewer than two. */
  test: (TestResult & { corrected: number; isApproximate: boolean }) | null;
  comparisons: RateComparison[];
  verdict: Verdict;
}

export interface ComparisonOptions {
  /** Number of the reference group. */
  reference: number;
  /** Of the intervals. */
  level: number;
  /** Corrected p-values below it tell groups apart. */
  alpha: number;
  /** Groups are equivalent where all intervals of the differences lie within it. */
  margin: number;
}

/** Rates of groups held against each other: tests of all rates are one family, corrected by Holm. */
export function compareRates(
  confusions: readonly Confusion[],
  rates: readonly RateName[],
  options: ComparisonOptions,
): RateReport[] {
  const overall = sumOf(confusions);
  const tests = rates.map((rate) => testOf(confusions.map((own) => countOf(own, rate)).filter(({ n }) => n > 0)));
  const met = tests.filter((test) => test !== null);
  const corrected = holm(met.map(({ p }) => p));
  return rates.map((rate, i) => {
    const found = tests[i]!;
    const test = found && { ...found, corrected: corrected[met.indexOf(found)]! };
    const comparisons = againstReference(
      confusions.map((own) => countOf(own, rate)),
      options,
    );
    const figures = confusions.map((own) => rateOf(own, rate));
    return {
      rate,
      overall: rateFigure(overall, rate, options.level),
      gap: gapOf(figures, rateOf(overall, rate), options.reference),
      test,
      comparisons,
      verdict: verdictOf(test, comparisons, options),
    };
  });
}

/** What follows for a criterion from the rates that it asks to be alike. */
export function verdictOfAll(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('differs')) return 'differs';
  if (verdicts.includes('not estimable')) return 'not estimable';
  return verdicts.every((verdict) => verdict === 'equivalent') ? 'equivalent' : 'no evidence';
}

function testOf(counts: readonly Count[]): (TestResult & { isApproximate: boolean }) | null {
  if (counts.length < 2) return null;
  const [a, b] = counts;
  const isFew = smallestExpected(counts) < fewExpected;
  if (isFew && counts.length === 2) return { ...fisherExact(a!, b!), isApproximate: false };
  const test = chiSquare(counts);
  // Where nobody or everybody is counted, no group differs.
  return Number.isNaN(test.p)
    ? { ...test, statistic: 0, p: 1, isApproximate: false }
    : { ...test, isApproximate: isFew };
}

function againstReference(counts: readonly Count[], { reference, level }: ComparisonOptions): RateComparison[] {
  const base = counts[reference]!;
  if (base.n === 0) return [];
  const all = counts.flatMap((own, group) => {
    if (group === reference || own.n === 0) return [];
    const { value, low, high } = newcombe(own, base, level);
    const { name, p } =
      smallestExpected([own, base]) < fewExpected ? fisherExact(own, base) : twoProportions(own, base);
    return [{ group, difference: value, low, high, test: name, p }];
  });
  const corrected = holm(all.map(({ p }) => p));
  return all.map((one, i) => ({ ...one, corrected: corrected[i]! }));
}

function verdictOf(
  test: RateReport['test'],
  comparisons: readonly RateComparison[],
  { alpha, margin }: ComparisonOptions,
): Verdict {
  if (test === null || comparisons.length === 0) return 'not estimable';
  if (test.corrected < alpha) return 'differs';
  return comparisons.every(({ low, high }) => low >= -margin && high <= margin) ? 'equivalent' : 'no evidence';
}
