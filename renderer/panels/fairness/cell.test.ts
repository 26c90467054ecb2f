import { describe, expect, it } from 'vitest';
import type { GroupValue } from '../../../engine/contract/fairness.ts';
import { runOf } from '../models/testing.ts';
import { crossGrid, placeIn, stepOf } from './cross.ts';
import { overallOf, ratioDots, ratioTicks, referenceOf, timesText } from './dots.ts';
import { drawerText } from './drawer.ts';
import { runPoints } from './pareto.ts';
import { simpson, strataOf } from './strata.ts';
import { auditOf, cellOf } from './testing.ts';
import { cellLine } from './words.ts';

const groups = cellOf('1').groups;
const hidden: GroupValue = { group: 'c', n: 4, value: null, low: null, high: null, sd: null, size: 'hidden' };

describe('dots', () => {
  it('take the overall mean over the groups that are shown', () => {
    expect(overallOf([...groups, hidden])).toBeCloseTo((120 * 0.3 + 40 * 0.25) / 160, 12);
    expect(overallOf([hidden])).toBe(null);
  });

  it('are ratios against overall, the largest group or one by name; a group that is gone is overall', () => {
    expect(referenceOf(groups, 'largest')).toEqual({ name: 'a', value: 0.3 });
    expect(referenceOf(groups, 'group:b')).toEqual({ name: 'b', value: 0.25 });
    expect(referenceOf([...groups, hidden], 'group:c').name).toBe('overall');
    const [a, b, c] = ratioDots([...groups, hidden], 0.3);
    expect(a).toMatchObject({ value: 1 });
    expect(b!.value).toBeCloseTo(0.25 / 0.3, 12);
    expect(b!.high).toBeCloseTo(0.29 / 0.3, 12);
    expect(c).toMatchObject({ value: null, size: 'hidden' });
    expect(ratioDots(groups, 0)[0]!.value).toBe(null);
  });

  it('say ratios either way alike', () => {
    expect([0.5, 2, 1, null].map(timesText)).toEqual(['2.00 times smaller', '2.00 times larger', 'equal', '–']);
    expect(ratioTicks(2)).toEqual([1 / 2, 1 / 1.5, 1 / 1.25, 1, 1.25, 1.5, 2]);
    expect(ratioTicks(1.05)).toEqual([1]);
  });
});

describe('the strata of a control', () => {
  const turned = [
    { ...groups[0]!, value: 0.2 },
    { ...groups[1]!, value: 0.4 },
  ];

  it('are the same comparison alone', () => {
    const stratum = cellOf('2', { stratum: 'low' });
    expect(strataOf([cellOf('1'), stratum, cellOf('3', { stratum: 'low', metric: 'recall' })], cellOf('1'))).toEqual([
      stratum,
    ]);
  });

  it('are said to turn the gap round where they do', () => {
    expect(simpson(cellOf('1'), [cellOf('2', { stratum: 'low', groups: turned })])).toMatch(/^Within low .* other way/);
    expect(simpson(cellOf('1'), [cellOf('2', { stratum: 'low' })])).toBe(
      'The verdict holds in 1 of 1 strata that can be told.',
    );
    expect(simpson(cellOf('1'), [cellOf('2', { stratum: 'low', verdict: 'no-evidence' })])).toMatch(
      /within no stratum/,
    );
    expect(simpson(cellOf('1', { verdict: 'equivalent' }), [cellOf('2', { stratum: 'low' })])).toMatch(/hides it/);
    expect(simpson(cellOf('1'), [cellOf('2', { verdict: 'not-estimable' })])).toBe(null);
  });
});

describe('the test drawer as text', () => {
  it('holds every figure and names hidden groups without their values', () => {
    const cell = cellOf('1', { groups: [...groups, hidden] });
    const text = drawerText(auditOf([cell]), cell, 'NDCG@10');
    for (const part of [
      'NDCG@10 of ials by gender',
      'n 120, mean 0.300 (0.280–0.320), sd 0.100',
      'c: hidden, fewer than 10',
      'Raw: 0.016',
      'Holm, within the metric: 0.030',
      'Corrected and decided by: permutation',
      'Hedges’ g: 0.400 (95 % 0.100–0.700)',
      'Equality would show: 0.010 on average, up to 0.020',
      'Seed: 1',
      'Source: Welch 1947',
    ])
      expect(text).toContain(part);
  });
});

describe('a sure difference within the margin', () => {
  it('is equivalent, and is said to differ, in the drawer and in the line of the matrix', () => {
    const cell = cellOf('1', { verdict: 'equivalent', differsWithin: true });
    expect(drawerText(auditOf([cell]), cell, 'NDCG@10')).toContain('Equivalent, and differs within the margin.');
    expect(cellLine(cell, 'NDCG@10')).toContain('equivalent, and differs within the margin');
    expect(cellLine(cellOf('2', { verdict: 'equivalent' }), 'NDCG@10')).not.toContain('differs');
  });
});

describe('runs compared', () => {
  const runs = [1, 2, 3].map((id) =>
    runOf(id, { metrics: { ndcg: { mean: [0.3, 0.4, 0.2][id - 1]!, low: 0.1, high: 0.5, n: 160 } } }),
  );
  const cells = [
    cellOf('1', { run: 1, gap: 0.02 }),
    cellOf('2', { run: 2, gap: 0.05 }),
    cellOf('3', { run: 3, gap: 0.04 }),
    cellOf('4', { run: 3, gap: null, grouping: 'age' }),
  ];

  it('knows the runs that no other one beats in both, whichever way the metric counts', () => {
    const best = (better: 'higher' | 'lower') =>
      runPoints(cells, runs, 'ndcg', 'gender', better)
        .filter(({ isBest }) => isBest)
        .map(({ key }) => key);
    expect(best('higher')).toEqual(['1', '2']);
    expect(best('lower')).toEqual(['1', '3']);
  });

  it('takes the interval of the groups farthest apart, whichever of them is named first', () => {
    const pair = { a: 'b', b: 'a', difference: -0.05, low: -0.09, high: 0.02, p: 0.1, effect: -0.4 };
    const [point] = runPoints([cellOf('1', { pairs: [pair] })], runs, 'ndcg', 'gender', 'higher');
    expect(point).toMatchObject({ gapLow: 0, gapHigh: 0.09 });
    expect(runPoints(cells, runs, 'ndcg', 'age', 'higher')).toEqual([]);
  });
});

describe('a cross as a grid', () => {
  it('has groups of the first attribute as rows, in the order of numbers', () => {
    const of = (group: string) => ({ ...groups[0]!, group });
    const { rows, columns, at } = crossGrid({ groups: ['f x 10 x u', 'f x 9 x u', 'm x 9 x u'].map(of) });
    expect([rows, columns]).toEqual([
      ['f', 'm'],
      ['9 x u', '10 x u'],
    ]);
    expect(at.get(placeIn('m', '9 x u'))?.group).toBe('m x 9 x u');
    expect(at.has(placeIn('m', '10 x u'))).toBe(false);
  });

  it('is coloured by a third of the largest distance a step, turned where lower is better', () => {
    expect([0.3, 0.2, 0.12, 0.1, -0.1].map((value) => stepOf(value, 0.1, 0.2, false))).toEqual([3, 2, 1, 0, -3]);
    expect(stepOf(0.3, 0.1, 0.2, true)).toBe(-3);
    expect(stepOf(0.3, 0.1, 0, false)).toBe(0);
  });
});
