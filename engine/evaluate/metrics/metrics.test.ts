import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csrFromTriples } from '../../numeric/csr.ts';
import type { TopLists } from '../top.ts';
import { auc } from './auc.ts';
import { coverage, diversity, exposure, gini, novelty, revenue, serendipity } from './beyond.ts';
import { bprLoss, top1Loss } from './losses.ts';

const listsOf = (k: number, items: number[]): TopLists => ({
  k,
  items: Int32Array.from(items),
  scores: new Float32Array(items.length),
});
const ones = (rows: number, columns: number, places: [number, number][]) =>
  csrFromTriples(
    rows,
    columns,
    places.map(([row]) => row),
    places.map(([, column]) => column),
    places.map(() => 1),
  );

describe('AUC', () => {
  const score = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.float({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 }),
    fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY),
  );
  const scores = fc.array(score, { minLength: 1, maxLength: 40 }).map((values) => Float32Array.from(values));

  test('is the share of pairs in the right order, ties half', () => {
    const lowest = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
    fc.assert(
      fc.property(scores, scores, (relevant, others) => {
        let sum = 0;
        for (const r of relevant) {
          for (const o of others) sum += lowest(r) > lowest(o) ? 1 : lowest(r) === lowest(o) ? 0.5 : 0;
        }
        expect(auc(relevant, others)).toBeCloseTo(sum / relevant.length / others.length, 12);
      }),
      { numRuns: 500 },
    );
  });

  test('is not defined without both', () => {
    expect(auc(new Float32Array(0), Float32Array.of(1))).toBeNaN();
    expect(auc(Float32Array.of(1), new Float32Array(0))).toBeNaN();
  });
});

test('coverage and Gini: even lists, one item for all, and a worked example', () => {
  const even = exposure(listsOf(2, [0, 1, 2, 3]), 4);
  expect([coverage(even), gini(even)]).toEqual([1, 0]);
  const one = exposure(listsOf(1, [2, 2, 2]), 4);
  expect([coverage(one), gini(one)]).toEqual([1 / 4, 3 / 4]);
  // Counts 0, 1, 3: (-2*0 + 0*1 + 2*3) / (3*4).
  expect(gini(Int32Array.of(3, 0, 1))).toBeCloseTo(0.5, 12);
  expect(gini(new Int32Array(3))).toBeNaN();
});

test('Gini is half the mean difference of all pairs over the mean', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 }), (counts) => {
      const total = counts.reduce((a, b) => a + b, 0);
      fc.pre(total > 0);
      const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
      expect(gini(Int32Array.from(counts))).toBeCloseTo(differences / (2 * counts.length * total), 12);
    }),
  );
});

test('novelty: an item that half of the users know has one bit, an unknown one as if one knew it', () => {
  const values = novelty(listsOf(2, [0, 1, 2, -1, -1, -1]), [4, 2, 0], 8);
  expect([...values]).toEqual([1.5, 3, Number.NaN]);
});

test('serendipity: relevant, and not in the popular list', () => {
  const relevant = ones(1, 6, [
    [0, 1],
    [0, 2],
  ]);
  expect([...serendipity(listsOf(4, [1, 2, 3, 4]), listsOf(2, [1, 5]), Int32Array.of(0), relevant)]).toEqual([1 / 4]);
});

test('revenue: the prices of what was wanted', () => {
  const relevant = ones(1, 4, [
    [0, 1],
    [0, 3],
  ]);
  expect([...revenue(listsOf(3, [0, 1, 3]), [9, 2.5, 7, 4], Int32Array.of(0), relevant)]).toEqual([6.5]);
});

test('diversity is the mean of 1 - cosine over pairs, items without entries unlike all', () => {
  const vectors = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 6,
  });
  const cosine = (a: number[], b: number[]) => {
    const dot = a.reduce((sum, x, d) => sum + x * b[d]!, 0);
    const norm = Math.hypot(...a) * Math.hypot(...b);
    return norm === 0 ? 0 : dot / norm;
  };
  fc.assert(
    fc.property(vectors, (rows) => {
      const n = rows.length;
      const entries = rows.flatMap((row, r) => row.flatMap((value, d) => (value === 0 ? [] : [{ r, d, value }])));
      const matrix = csrFromTriples(
        n,
        3,
        entries.map(({ r }) => r),
        entries.map(({ d }) => d),
        entries.map(({ value }) => value),
      );
      const pairs = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => 1 - cosine(a, b)));
      const mean = pairs.reduce((a, b) => a + b, 0) / pairs.length;
      const order = Array.from({ length: n }, (_, i) => i);
      // Twice, so that what the first list leaves behind would show in the second.
      for (const value of diversity(listsOf(n, [...order, ...order]), matrix)) expect(value).toBeCloseTo(mean, 9);
    }),
  );
  expect([...diversity(listsOf(2, [0, -1]), ones(1, 1, [[0, 0]]))]).toEqual([Number.NaN]);
});

test('losses: worked examples, and no overflow', () => {
  expect(bprLoss(2, 2)).toBeCloseTo(Math.LN2, 12);
  expect(bprLoss(3, 1)).toBeCloseTo(-Math.log(1 / (1 + Math.exp(-2))), 12);
  expect([bprLoss(0, 1000), bprLoss(1000, 0)]).toEqual([1000, 0]);
  expect(top1Loss(1, 1)).toBeCloseTo(0.5 + 1 / (1 + Math.exp(-1)), 12);
  expect(top1Loss(1000, 0)).toBeCloseTo(0.5, 12);
});
