import { describe, expect, it } from 'vitest';
import { matrixOf, reaches, stepFrom, verdictCounts } from './matrix.ts';
import { cellOf } from './testing.ts';

const all = { crosses: true, verdicts: [], order: null };
const cells = [
  cellOf('1', { metric: 'recall', gap: 0.1, expected: { mean: 0.1, high: 0.2 }, verdict: 'no-evidence' }),
  cellOf('2'),
  cellOf('3', { grouping: 'age', verdict: 'equivalent' }),
  cellOf('4', { grouping: 'gender x age', gap: null, verdict: 'not-estimable' }),
  cellOf('5', { stratum: 'low activity' }),
  cellOf('6', { side: 'items' }),
];

describe('the matrix', () => {
  it('has a row for each run and metric in the order of metrics, and crosses last', () => {
    const { rows, groupings, crosses } = matrixOf(cells, all);
    expect(groupings).toEqual(['gender', 'age', 'gender x age']);
    expect(rows.map((row) => row.cells.map((cell) => cell?.key))).toEqual([
      ['2', '3', '4'],
      ['1', undefined, undefined],
    ]);
    expect(crosses).toBe(1);
  });

  it('folds crosses and still says that there are some', () => {
    const { groupings, crosses } = matrixOf(cells, { ...all, crosses: false });
    expect(groupings).toEqual(['gender', 'age']);
    expect(crosses).toBe(1);
  });

  it('leaves out rows without a verdict that is asked for', () => {
    expect(matrixOf(cells, { ...all, verdicts: ['equivalent'] }).rows.map(({ metric }) => metric)).toEqual(['ndcg']);
    expect(matrixOf(cells, { ...all, verdicts: ['no-evidence'] }).rows.map(({ metric }) => metric)).toEqual(['recall']);
  });

  it('sorts by how many times the gap is what equality would show, not by the gap', () => {
    const { rows } = matrixOf(cells, { ...all, order: 'gender' });
    expect(rows.map(({ metric }) => metric)).toEqual(['ndcg', 'recall']);
    const swapped = [cellOf('1', { metric: 'recall', gap: 0.04 }), cellOf('2', { gap: 0.03 })];
    expect(matrixOf(swapped, { ...all, order: 'gender' }).rows.map(({ metric }) => metric)).toEqual(['recall', 'ndcg']);
  });

  it('counts verdicts over everybody on the side of people, of crosses only where they are unfolded', () => {
    const counts = { differs: 1, equivalent: 1, 'no-evidence': 1, 'not-estimable': 1 };
    expect(verdictCounts(matrixOf(cells, all))).toEqual(counts);
    expect(verdictCounts(matrixOf(cells, { ...all, crosses: false }))).toEqual({ ...counts, 'not-estimable': 0 });
  });

  it('is walked by steps that stay inside and pass over what was not audited', () => {
    const matrix = matrixOf(cells, all);
    const step = (key: string | null, to: Parameters<typeof stepFrom>[2]) => stepFrom(matrix, key, to)?.key;
    expect(step('2', 'right')).toBe('3');
    expect(step('2', 'left')).toBe('2');
    expect(step('2', 'down')).toBe('1');
    expect(step('3', 'down')).toBe('3');
    expect(step('2', 'last')).toBe('4');
    expect(step('4', 'first')).toBe('2');
    expect(step('gone', 'down')).toBe('1');
    expect(stepFrom({ groupings: [], rows: [], crosses: 0 }, null, 'down')).toBe(null);
  });

  it('gives bars of one metric one scale', () => {
    expect(Object.fromEntries(reaches(matrixOf(cells, all)))).toEqual({ ndcg: 0.05, recall: 0.2 });
  });
});
