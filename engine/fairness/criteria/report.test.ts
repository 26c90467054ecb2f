import { describe, expect, test } from 'vitest';
import { groupingOf } from '../../catalog/interactions/groups.ts';
import { holm } from '../../evaluate/corrections.ts';
import { chiSquare, twoProportions } from '../stats/rates.ts';
import { conditionalRate } from './conditional.ts';
import { type CriteriaInput, criteriaReport } from './report.ts';

/** Rows from the counts of each group: true and false positives, true and false negatives. */
function rowsOf(counts: Record<string, [tp: number, fp: number, tn: number, fn: number]>): CriteriaInput {
  const [truth, decided, names]: [number[], number[], string[]] = [[], [], []];
  for (const [group, [tp, fp, tn, fn]] of Object.entries(counts)) {
    for (const [y, d, n] of [
      [1, 1, tp],
      [0, 1, fp],
      [0, 0, tn],
      [1, 0, fn],
    ] as const) {
      for (let i = 0; i < n; i++) {
        truth.push(y);
        decided.push(d);
        names.push(group);
      }
    }
  }
  return { truth, decided, grouping: groupingOf('race', names) };
}

// The two largest groups of COMPAS, as counted by aequitas.
const compas = rowsOf({ black: [1369, 805, 990, 532], white: [505, 349, 1139, 461] });

describe('COMPAS', () => {
  const report = criteriaReport(compas);
  const [black, white] = report.groups;
  const of = (rate: string) => report.rates.find((one) => one.rate === rate)!;

  test('the rates that are published', () => {
    expect(black!.confusion.n).toBe(3696);
    expect(black!.rates.fpr.value).toBeCloseTo(0.448468, 6);
    expect(black!.rates.fnr.value).toBeCloseTo(0.279853, 6);
    expect(black!.rates.fdr.value).toBeCloseTo(0.370285, 6);
    expect(white!.rates.fpr.value).toBeCloseTo(0.234543, 6);
    expect(white!.rates.fnr.value).toBeCloseTo(0.477226, 6);
    expect(white!.rates.fdr.value).toBeCloseTo(0.408665, 6);
    expect(report.reference).toBe('black');
  });

  test('sufficiency nearly holds while separation fails: the impossibility, live', () => {
    const [fpr, ppv] = [of('fpr'), of('ppv')];
    expect(fpr.test).toMatchObject({ name: 'chi-square', statistic: expect.closeTo(163.3, 1) });
    expect(fpr.test!.p / 2e-37).toBeCloseTo(1, 0);
    expect(ppv.test!.statistic).toBeCloseTo(3.8292, 4);
    expect(ppv.test!.p).toBeCloseTo(0.050368, 6);
    expect(report.criteria.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['independence', 'differs'],
      ['separation', 'differs'],
      ['sufficiency', 'differs'],
    ]);
    expect(ppv.verdict).toBe('no evidence');
    expect(of('npv').verdict).toBe('differs');
    expect(report.impossibility).toMatchObject({ applies: true, note: expect.stringContaining('cannot both hold') });
    // With equal PPV and FNR the higher base rate must have the higher false positive rate.
    expect(black!.forcedFpr!).toBeGreaterThan(white!.forcedFpr!);
  });

  test('Holm over the family of rates, and the comparison with the reference', () => {
    expect(report.rates.map(({ test }) => test!.corrected)).toEqual(holm(report.rates.map(({ test }) => test!.p)));
    const [comparison] = of('fpr').comparisons;
    expect(comparison).toMatchObject({ group: 1, test: 'two-proportion z', difference: expect.closeTo(-0.213926, 5) });
    expect(comparison!.low).toBeLessThan(comparison!.difference);
    expect(comparison!.p).toBeCloseTo(of('fpr').test!.p, 12);
  });
});

test("holisticai's z of two shares", () => {
  expect(twoProportions({ ones: 3, n: 4 }, { ones: 2, n: 6 }).statistic).toBeCloseTo(1.2909944, 6);
});

test('two small groups are tested exactly, many by chi-square that says it is approximate', () => {
  const small = criteriaReport(rowsOf({ a: [3, 0, 2, 1], b: [1, 2, 3, 0] }));
  expect(small.rates.map(({ test }) => test!.name)).toEqual(new Array(6).fill('Fisher exact'));
  expect(small.groups.map(({ isSmall }) => isSmall)).toEqual([true, true]);
  const many = criteriaReport(rowsOf({ a: [3, 0, 2, 1], b: [1, 2, 3, 0], c: [2, 2, 2, 2] }));
  expect(many.rates[0]!.test).toMatchObject({ name: 'chi-square', isApproximate: true, df: [2] });
  expect(many.rates[0]!.test!.p).toBeCloseTo(
    chiSquare([
      { ones: 3, n: 6 },
      { ones: 3, n: 6 },
      { ones: 4, n: 8 },
    ]).p,
    12,
  );
});

test('alike within the margin, too few to tell, and not estimable are three things', () => {
  const verdicts = (input: CriteriaInput) => criteriaReport(input).criteria.map(({ verdict }) => verdict);
  const many: [number, number, number, number] = [4000, 1000, 4000, 1000];
  expect(verdicts(rowsOf({ a: many, b: many }))).toEqual(['equivalent', 'equivalent', 'equivalent']);
  expect(verdicts(rowsOf({ a: [4, 1, 4, 1], b: [4, 1, 4, 1] }))).toEqual(new Array(3).fill('no evidence'));
  // Nobody of b was ever decided against: it has no PPV.
  expect(verdicts(rowsOf({ a: [4, 1, 4, 1], b: [0, 0, 4, 1] }))[2]).toBe('not estimable');
  const alone = criteriaReport(rowsOf({ a: [4, 1, 4, 1] }));
  expect(alone.impossibility.applies).toBeNull();
  expect(alone.baseRate.test).toBeNull();
});

test('where nobody or everybody is selected, groups are alike', () => {
  const none = criteriaReport(rowsOf({ a: [0, 0, 50, 50], b: [0, 0, 50, 50] }));
  const selection = none.rates.find(({ rate }) => rate === 'selection')!;
  expect(selection.test!.p).toBe(1);
  expect(selection.comparisons[0]!.p).toBe(1);
  expect(none.overall.ppv).toEqual({ ones: 0, n: 0, value: null, low: null, high: null });
});

test('scores bring calibration, and rows without a group are counted and left out', () => {
  const grouping = groupingOf('g', ['a', 'a', 'b', null]);
  const report = criteriaReport({ truth: [1, 0, 1, 1], decided: [1, 0, 1, 1], scores: [0.9, 0.1, 0.8, 1], grouping });
  expect([report.rows, report.ungrouped]).toEqual([4, 1]);
  expect(report.groups[0]!.calibration!.inTheLarge).toBeCloseTo(0, 12);
  expect(report.inequality.entropy).toBe(0);
  expect(report.impossibility.applies).toBe(false);
});

test('a control attribute can turn a difference round', () => {
  // Two departments: each admits more of b, but b applies to the one that admits few.
  const admitted = { easy: { a: [80, 100], b: [9, 10] }, hard: { a: [1, 10], b: [20, 100] } } as const;
  const [decided, groups, departments]: [number[], string[], string[]] = [[], [], []];
  for (const [department, of] of Object.entries(admitted)) {
    for (const [group, [yes, n]] of Object.entries(of)) {
      for (let i = 0; i < n; i++) {
        decided.push(Number(i < yes));
        groups.push(group);
        departments.push(department);
      }
    }
  }
  const input = { truth: decided.map(() => 1), decided, grouping: groupingOf('g', groups) };
  const result = conditionalRate(input, groupingOf('department', departments), 'selection', 'a');
  expect(result.strata.map(({ rates }) => rates)).toEqual([
    [0.8, 0.9],
    [0.1, 0.2],
  ]);
  expect(result.groups[1]).toEqual({
    group: 'b',
    pooled: expect.closeTo(29 / 110 - 81 / 110, 12),
    standardised: expect.closeTo(0.1, 12),
    reverses: true,
  });
});
