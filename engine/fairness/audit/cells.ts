import type { AuditCell, AuditSpec, AuditTest, GroupValue } from '../../contract/index.ts';
import { benjaminiHochberg, holm } from '../../evaluate/corrections.ts';
import type { Group, TestResult } from '../stats/groups.ts';
import { compareGroups, detectableAt, type Ladder } from '../stats/ladder.ts';
import type { Resampled } from '../stats/resample.ts';
import { verdictOf } from '../stats/verdict.ts';

/** Pairs of groups that a cell keeps, the likeliest to differ first: all of 20 groups. */
const mostPairs = 200;

/** What a cell is of. */
export type CellOf = Pick<AuditCell, 'side' | 'run' | 'subject' | 'metric' | 'grouping' | 'stratum'>;

export interface CellData {
  /** Groups that are shown, in their order: what resampling looked at. */
  groups: readonly Group[];
  /** Names and sizes of those that are hidden. */
  hidden: readonly { name: string; n: number }[];
  resampled: Resampled | null;
}

/** A cell before its p is corrected for all that are read together. */
export function cellOf(of: CellOf, { groups, hidden, resampled }: CellData, spec: AuditSpec): AuditCell {
  const { alpha, hideBelow, markBelow, margin: share } = spec;
  const all = groups.flatMap(({ values }) => [...values]);
  const overall = all.reduce((sum, value) => sum + value, 0) / all.length;
  const margin = Number.isFinite(overall) && overall !== 0 ? share * Math.abs(overall) : null;
  const found = compareGroups(groups, {
    alpha,
    hideBelow,
    smallBelow: markBelow,
    unit: 'user',
    ...(margin !== null && { margin }),
    ...(resampled && { resampled }),
  });
  const shown = valuesOf(found);
  const values = shown.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    ...of,
    key: [of.side, of.run ?? '', of.subject, of.metric, of.grouping, of.stratum ?? ''].join('|'),
    groups: [...shown, ...hidden.map(({ name, n }) => hiddenGroup(name, n))],
    smallest: shown.reduce((n, group) => (group.size === 'hidden' ? n : Math.min(n, group.n)), all.length),
    gap: orNull(found.gap),
    ratio: values.length > 1 && most !== 0 ? least / most : null,
    expected: found.resampled
      ? { mean: orZero(found.resampled.gap.expected), high: orZero(found.resampled.gap.high) }
      : null,
    test: found.test && testOf(found.test, found),
    others: found.others.flatMap((test) => testOf(test, found, true) ?? []),
    pairs: pairsOf(found),
    permutation: orNull((found.kind === 'rates' ? found.resampled?.between : found.resampled?.welch)?.p),
    decides: found.decision?.by ?? 'test',
    holm: null,
    discovery: null,
    margin,
    detectable: orNull(found.detectable),
    verdict: 'not-estimable',
    differsWithin: false,
    words: found.branch === 'none' ? sentence(found.why) : '',
    // Only until `judged` has read them.
    ...(found.decision && { decisive: found.decision.p, ladder: found }),
    ...(found.verdict.state === 'equivalent' && { equivalence: found.verdict.p }),
  };
}

/** A cell as `cellOf` leaves it. */
type Unjudged = AuditCell & { decisive?: number; ladder?: Ladder; equivalence?: number };

/**
 * Cells with their verdicts: p is corrected by Holm over the cells of a metric, and by Benjamini and Hochberg over all,
 * and verdicts rest on the former. In the order given.
 */
export function judged(cells: readonly AuditCell[], alpha: number): AuditCell[] {
  const rawOf = ({ decisive, test }: Unjudged) => decisive ?? test?.p ?? 1;
  const corrected = new Map<AuditCell, { p: number; size: number }>();
  for (const metric of new Set(cells.map((cell) => cell.metric))) {
    const family = cells.filter((cell) => cell.metric === metric && cell.test);
    const values = holm(family.map(rawOf));
    for (const [n, cell] of family.entries()) corrected.set(cell, { p: values[n]!, size: family.length });
  }
  const tested = cells.filter(({ test }) => test);
  const rates = benjaminiHochberg(tested.map(rawOf));
  const discovery = new Map(tested.map((cell, n) => [cell, rates[n]!]));
  return cells.map((cell) => {
    const { decisive: _, ladder, equivalence, ...rest }: Unjudged = cell;
    const family = corrected.get(cell);
    if (!family) return rest;
    const { p, size } = family;
    // The smallest p of a family has to be below its size-th part of the level: what is promised has to be seen even so.
    const detectable = ladder ? orNull(detectableAt(ladder, alpha / size)) : rest.detectable;
    const found = verdictOf({
      problem: null,
      p,
      alpha,
      gap: rest.gap ?? Number.NaN,
      detectable: detectable ?? Number.NaN,
      equivalence: equivalence === undefined ? null : { margin: rest.margin!, p: equivalence },
    });
    const differsWithin = found.state === 'equivalent' && found.differsWithin;
    const own = { ...rest, detectable, holm: p, discovery: discovery.get(cell)!, verdict: found.state, differsWithin };
    return { ...own, words: wordsOf(own) };
  });
}

function valuesOf({ groups, resampled }: Ladder): GroupValue[] {
  return groups.map((group, g): GroupValue => {
    if (group.isHidden) return hiddenGroup(group.name, 0);
    const { name, n, mean, sd, isSmall, interval } = group;
    const bca = resampled?.groups[g]?.bca;
    const { low, high } = bca && Number.isFinite(bca.low) && Number.isFinite(bca.high) ? bca : interval;
    const size = isSmall ? 'small' : 'enough';
    return { group: name, n, value: orNull(mean), low: orNull(low), high: orNull(high), sd: orNull(sd), size };
  });
}

function hiddenGroup(group: string, n: number): GroupValue {
  return { group, n, value: null, low: null, high: null, sd: null, size: 'hidden' };
}

function testOf(
  { name, statistic, df, p }: TestResult,
  { test, why, effects, variances, flags, definition, source }: Ladder,
  isOther = false,
): AuditTest | null {
  if (!Number.isFinite(p)) return null;
  const equal = variances && Number.isFinite(variances.p) ? variances : null;
  return {
    name,
    branch: isOther ? `For comparison with: ${test?.name ?? 'nothing'}.` : sentence(why),
    statistic: { name: statisticOf(name), value: orNull(statistic) },
    df: [...df],
    p,
    effects: isOther
      ? []
      : effects.flatMap(({ name: effect, value, low, high }) =>
          Number.isFinite(value) ? [{ name: effect, value, low: orNull(low), high: orNull(high) }] : [],
        ),
    assumptions: isOther
      ? []
      : [
          ...(equal ? [{ about: `equal variances (Brown-Forsythe p ${text(equal.p)})`, holds: equal.p >= 0.05 }] : []),
          ...flags.map((about) => ({ about, holds: false })),
        ],
    definition,
    source,
  };
}

/** What the statistic of a test is called. */
function statisticOf(test: string): string {
  const known: readonly (readonly [part: string, name: string])[] = [
    ['ANOVA', 'F'],
    ['Kruskal', 'H'],
    ['Mann', 'U'],
    ['Alexander', 'A'],
    ['quare', 'chi2'],
    ['proportion', 'z'],
    ['Fisher', 'odds ratio'],
  ];
  return known.find(([part]) => test.includes(part))?.[1] ?? 't';
}

function pairsOf({ pairs }: Ladder): AuditCell['pairs'] {
  return pairs
    .flatMap(({ a, b, difference, adjusted, effect }) =>
      Number.isFinite(difference.value) && Number.isFinite(adjusted)
        ? [
            {
              a,
              b,
              difference: difference.value,
              low: orNull(difference.low),
              high: orNull(difference.high),
              p: adjusted,
              effect: orZero(effect.value),
            },
          ]
        : [],
    )
    .sort((one, other) => one.p - other.p)
    .slice(0, mostPairs);
}

function wordsOf({ gap, expected, margin, detectable, holm: p, verdict, differsWithin }: AuditCell): string {
  const beside = expected ? `, where equal groups of these sizes show ${text(expected.mean)}` : '';
  if (verdict === 'differs') return `The groups lie ${text(gap)} apart${beside}; p ${text(p)} after Holm.`;
  if (differsWithin) {
    return `The groups differ, but within the margin: they lie ${text(gap)} apart, p ${text(p)} after Holm, and all within ${text(margin)} of each other, which counts as equal.`;
  }
  if (verdict === 'equivalent') return `All groups lie within ${text(margin)} of each other, which counts as equal.`;
  const seen = detectable === null ? '' : ` A gap below ${text(detectable)} would mostly not have been seen.`;
  return `The gap of ${text(gap)} may be chance${beside}.${seen}`;
}

function sentence(why: string): string {
  return `${why[0]!.toUpperCase()}${why.slice(1)}.`;
}

function text(value: number | null): string {
  if (value === null) return 'n/a';
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toFixed(4);
}

function orNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
