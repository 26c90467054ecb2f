import { holm } from '../../evaluate/corrections.ts';
import { type Branch, type Decision, decisionOf } from './decision.ts';
import { cliffDelta, cliffDeltas } from './dominance.ts';
import { epsilonSquared, hedgesG, omegaSquared, varianceShareInterval } from './effects.ts';
import { type Description, describe, type Estimate, type Group, meanInterval, type TestResult } from './groups.ts';
import { alexanderGovern, anova, levene, studentT, welchAnova, welchT } from './mean-tests.ts';
import { dunn, gamesHowell, type PairTest, pairsOf } from './post-hoc.ts';
import { detectableGap, equivalence } from './power.ts';
import { kruskalWallis, mannWhitney, type Ranking, rank } from './rank-tests.ts';
import {
  type Count,
  chiSquare,
  cramersV,
  fisherExact,
  newcombe,
  oddsRatio,
  rateEquivalence,
  smallestExpected,
  twoProportions,
  wilson,
} from './rates.ts';
import type { NullSummary, Resampled } from './resample.ts';
import { ofRates, steadied } from './spreads.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface LadderOptions {
  /** 0.05 by default. */
  alpha?: number;
  /** Differences below this do not matter, in the unit of the values; without it nothing is called equivalent. */
  margin?: number;
  /** Groups of fewer units are hidden and not tested: 10 by default. */
  hideBelow?: number;
  /** Groups of fewer units are marked as small: 100 by default. */
  smallBelow?: number;
  /** What one value is of. */
  unit?: string;
  /** What `resampleGroups` said of these values, groups in the same order; hidden ones were not drawn. */
  resampled?: Resampled;
}

/** A group as it is shown: one that is hidden has its name alone. */
export type ShownGroup =
  | { name: string; isHidden: true }
  | ({ name: string; isHidden: false; isSmall: boolean; interval: Estimate } & Description);

/** A size of effect by name. */
export interface Effect extends Estimate {
  name: string;
}

/** Two groups against each other; `adjusted` holds for all pairs of the cell. */
export interface ShownPair extends Omit<PairTest, 'a' | 'b'> {
  a: string;
  b: string;
  method: string;
  effect: Effect;
  /** Where values are not 0 and 1: Cliff's delta and Dunn's corrected p. */
  ranks: { cliff: Estimate; adjusted: number } | null;
}

/** Everything that a reader needs to check one comparison. */
export interface Ladder {
  kind: 'means' | 'rates';
  branch: Branch;
  why: string;
  /** The test of the branch; null where nothing can be tested. */
  test: TestResult | null;
  /** Others on the same groups, for comparison: not what the verdict rests on. */
  others: TestResult[];
  /** Of the whole: omega squared or Hedges' g, Cramer's V; epsilon squared or Cliff's delta. */
  effects: Effect[];
  groups: ShownGroup[];
  pairs: ShownPair[];
  /** Brown and Forsythe's test of equal variances, where it was made. */
  variances: TestResult | null;
  flags: string[];
  gap: number;
  /** What permuted labels give: the gap that equality would show. */
  resampled: Resampled | null;
  /** What the verdict rests on, unless cells are read together. */
  decision: Decision | null;
  detectable: number;
  verdict: Verdict;
  alpha: number;
  margin: number | null;
  unit: string;
  seed: number | null;
  definition: string;
  source: string;
}

/** What a branch found. */
interface Rung {
  branch: Branch;
  why: string;
  test: TestResult;
  others: TestResult[];
  effects: Effect[];
  pairs: ShownPair[];
  variances: TestResult | null;
  flags: string[];
}

/**
 * Compares groups: chooses the test by how many groups there are, how large, whether their variances differ and whether
 * values are 0 and 1, and returns what it chose and why with all that belongs to it. docs/statistics.md draws the ladder.
 */
export function compareGroups(groups: readonly Group[], options: LadderOptions = {}): Ladder {
  const { alpha = 0.05, margin, hideBelow = 10, smallBelow = 100, unit = 'row' } = options;
  const descriptions = groups.map(({ values }) => describe(values));
  const isShown = (g: number) => descriptions[g]!.n >= Math.max(2, hideBelow);
  const tested = groups.filter((_, g) => isShown(g));
  const shown = descriptions.filter((_, g) => isShown(g));
  const isRate = tested.length > 0 && tested.every(({ values }) => values.every((value) => value === 0 || value === 1));
  const counts = shown.map(({ n, mean }) => ({ ones: Math.round(n * mean), n }));
  const problem = problemOf(shown, hideBelow);
  const rung = problem === null ? (isRate ? rates(tested, counts) : means(tested, shown)) : null;
  const figures = shown.map(({ mean }) => mean);
  const gap = figures.length < 2 ? Number.NaN : Math.max(...figures) - Math.min(...figures);
  const equal =
    problem === null && margin !== undefined ? { margin, p: equivalenceOf(shown, counts, isRate, margin) } : null;
  // Draws that moved values of hidden groups say nothing of those that are shown.
  const drawn = options.resampled ?? null;
  const resampled = groups.every((_, g) => isShown(g) || Number.isNaN(drawn?.groups[g]?.value)) ? drawn : null;
  const decision = rung && decisionOf(rung.branch, rung.test, resampled);
  const spreads = isRate ? ofRates(shown) : steadied(shown);
  const detectable = rung ? detectableGap(spreads, { alpha, tail: tailOf(rung.branch, resampled) }) : Number.NaN;
  const p = decision?.p ?? Number.NaN;
  return {
    kind: isRate ? 'rates' : 'means',
    branch: rung?.branch ?? 'none',
    why: rung?.why ?? problem!,
    test: rung?.test ?? null,
    others: rung?.others ?? [],
    effects: rung?.effects ?? [],
    groups: groups.map(({ name }, g): ShownGroup => {
      if (!isShown(g)) return { name, isHidden: true };
      const one = descriptions[g]!;
      const interval = isRate ? wilson({ ones: Math.round(one.n * one.mean), n: one.n }) : meanInterval(one);
      return { name, isHidden: false, isSmall: one.n < smallBelow, interval, ...one };
    }),
    pairs: rung?.pairs ?? [],
    variances: rung?.variances ?? null,
    flags: [...(rung?.flags ?? []), ...sizeFlags(groups.length - shown.length, shown, hideBelow, smallBelow)],
    gap,
    resampled,
    decision,
    detectable,
    verdict: verdictOf({ problem, p, alpha, gap, detectable, equivalence: equal }),
    alpha,
    margin: margin ?? null,
    unit,
    seed: resampled?.seed ?? null,
    definition: `${isRate ? 'share of ones' : 'mean'} a group, one value a ${unit}; gap: the largest less the smallest`,
    source: isRate
      ? 'Pearson 1900; Fisher 1935; Wilson 1927; Newcombe 1998; Woolf 1955; Smithson 2003'
      : 'Brown and Forsythe 1974; Welch 1947, 1951; Games and Howell 1976; Dunn 1964; Holm 1979; Cliff 1996; Steiger 2004',
  };
}

/** The smallest gap that comparing these groups at some level would show in 80 %; NaN where fewer than two are shown. */
export function detectableAt({ groups, kind, branch, resampled }: Ladder, alpha: number): number {
  const shown = groups.flatMap((group) => (group.isHidden ? [] : [group]));
  const spreads = kind === 'rates' ? ofRates(shown) : steadied(shown);
  return detectableGap(spreads, { alpha, tail: tailOf(branch, resampled) });
}

/** What permuted labels exceed, where they decide between means. */
function tailOf(branch: Branch, resampled: Resampled | null): NullSummary['tail'] | undefined {
  return branch === 'welch' || branch === 'welch-anova' ? resampled?.welch.tail : undefined;
}

function problemOf(shown: readonly Description[], hideBelow: number): string | null {
  if (shown.length < 2) return `fewer than two groups have ${Math.max(2, hideBelow)} units or more`;
  const isFlat = shown.every(({ variance }) => variance === 0);
  return isFlat && shown.every(({ mean }) => mean === shown[0]!.mean) ? 'all values are equal' : null;
}

function sizeFlags(hidden: number, shown: readonly Description[], hideBelow: number, smallBelow: number): string[] {
  const small = shown.filter(({ n }) => n < smallBelow).length;
  const flags = hidden > 0 ? [`${hidden} groups of fewer than ${hideBelow} units are hidden and not tested`] : [];
  return small > 0 ? [...flags, `${small} groups have fewer than ${smallBelow} units`] : flags;
}

/** Of all pairs: each must be equivalent, so the largest p counts and needs no correction (Berger 1982). */
function equivalenceOf(
  shown: readonly Description[],
  counts: readonly Count[],
  isRate: boolean,
  margin: number,
): number {
  const ofPair = ([a, b]: [a: number, b: number]) =>
    isRate ? rateEquivalence(counts[a]!, counts[b]!, margin) : equivalence(shown[a]!, shown[b]!, margin);
  return Math.max(...pairsOf(shown.length).map(ofPair));
}

function means(groups: readonly Group[], shown: readonly Description[]): Rung {
  const ranking = rank(groups);
  const flat = shown.filter(({ variance }) => variance === 0).length;
  const variances = levene(groups);
  const sizes = shown.map(({ n }) => n);
  const isTwo = groups.length === 2;
  const byRanks = kruskalWallis(ranking);
  const ranks = isTwo ? mannWhitney(ranking) : byRanks;
  const pairs = shownPairs(groups, shown, ranking, flat > 0);
  const ofRanks = isTwo
    ? { ...cliffDelta(groups[0]!, groups[1]!), name: "Cliff's delta" }
    : { ...epsilonSquared(byRanks, ranking.n), name: 'epsilon squared of ranks' };
  const flags = Math.min(...sizes) < 30 ? ['a group has fewer than 30 units: means may not be normal yet'] : [];
  if (flat > 0) {
    const why = `${flat} of the groups have no variance, which tests of means need: ranks are compared`;
    return { branch: 'ranks', why, test: ranks, others: [], effects: [ofRanks], pairs, variances, flags };
  }
  if (isTwo) {
    const [a, b] = [shown[0]!, shown[1]!];
    const why = "two groups: Welch's t, which does not ask for equal variances";
    const effects = [{ ...hedgesG(a, b), name: "Hedges' g" }, ofRanks];
    const others = [studentT(a, b), ranks];
    return { branch: 'welch', why, test: welchT(a, b), others, effects, pairs, variances, flags };
  }
  const test = welchAnova(shown);
  const omega = { value: omegaSquared(shown), ...varianceShareInterval(test, ranking.n), name: 'omega squared' };
  const why = `${groups.length} groups: Welch's analysis of variance, which does not ask for equal variances`;
  const others = [anova(shown), alexanderGovern(shown), ranks];
  return { branch: 'welch-anova', why, test, others, effects: [omega, ofRanks], pairs, variances, flags };
}

function shownPairs(
  groups: readonly Group[],
  shown: readonly Description[],
  ranking: Ranking,
  isByRanks: boolean,
): ShownPair[] {
  const deltas = cliffDeltas(groups);
  const byRanks = dunn(ranking);
  const byMeans = isByRanks ? byRanks : gamesHowell(shown);
  return byMeans.map(({ a, b, ...pair }, i) => ({
    ...pair,
    a: groups[a]!.name,
    b: groups[b]!.name,
    method: isByRanks ? 'Dunn, Holm' : 'Games-Howell',
    effect: { ...hedgesG(shown[a]!, shown[b]!), name: "Hedges' g" },
    ranks: { cliff: deltas[i]!, adjusted: byRanks[i]!.adjusted },
  }));
}

function rates(groups: readonly Group[], counts: readonly Count[]): Rung {
  const isThin = smallestExpected(counts) < 5;
  const isTwo = counts.length === 2;
  const plain = chiSquare(counts);
  const places = pairsOf(counts.length);
  const tests = places.map(([a, b]) =>
    isThin ? fisherExact(counts[a]!, counts[b]!) : twoProportions(counts[a]!, counts[b]!),
  );
  const adjusted = holm(tests.map(({ p }) => (Number.isNaN(p) ? 1 : p)));
  const pairs = places.map(([a, b], i): ShownPair => {
    const { name, statistic, df, p } = tests[i]!;
    const difference = newcombe(counts[a]!, counts[b]!);
    const effect = { ...oddsRatio(counts[a]!, counts[b]!), name: 'odds ratio' };
    const found = { statistic, df, p, adjusted: adjusted[i]!, difference, effect, ranks: null };
    return { ...found, a: groups[a]!.name, b: groups[b]!.name, method: `${name}, Holm` };
  });
  const v = { ...cramersV(counts), name: "Cramer's V" };
  const effects = isTwo ? [pairs[0]!.effect, v] : [v];
  const common = { effects, pairs, variances: null };
  if (isThin && isTwo) {
    const why = 'values are 0 and 1, and equal rates would lead to expect fewer than 5 in a cell';
    return { ...common, branch: 'fisher', why, test: tests[0]!, others: [plain], flags: [] };
  }
  if (isThin) {
    const why = 'values are 0 and 1, and equal rates would lead to expect fewer than 5 in a cell of several groups';
    return { ...common, branch: 'permuted-chi-square', why, test: plain, others: [], flags: [] };
  }
  const others = isTwo ? [chiSquare(counts, true), fisherExact(counts[0]!, counts[1]!), tests[0]!] : [];
  return { ...common, branch: 'chi-square', why: 'values are 0 and 1', test: plain, others, flags: [] };
}
