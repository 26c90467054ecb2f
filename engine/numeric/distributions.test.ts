import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  betaQuantile,
  bisect,
  chiSquareTail,
  crossing,
  fTail,
  fUpperQuantile,
  normalQuantile,
  normalTail,
  studentQuantile,
  studentTail,
} from './distributions.ts';
import { noncentralFTail, noncentralityOf } from './noncentral.ts';
import { composite, gaussLegendre } from './quadrature.ts';
import { studentizedRangeQuantile, studentizedRangeQuantiles, studentizedRangeTail } from './studentized-range.ts';

const close = (found: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

// Expected figures are scipy's.
test('tails', () => {
  expect(normalTail(0)).toBeCloseTo(0.5, 12);
  close(normalTail(5), 2.866515718791939e-7);
  close(normalTail(-1.959963984540054), 0.975);
  close(studentTail(2.228138851964939, 10), 0.025);
  close(studentTail(-1, 1), 0.75);
  expect(studentTail(1.96, 1e7)).toBeCloseTo(normalTail(1.96), 6);
  close(fTail(7.12, 4, 34), 0.00028151699741728716);
  close(fTail(0.3, 2, 7.5), 0.7493089447107851);
  close(fTail(1.2, 6, 6033), 0.30291579415026115);
  close(chiSquareTail(16.4, 4), 0.002526812843743711);
  close(chiSquareTail(300, 250), 0.016518273157868715);
  close(fTail(2.5, 3, Number.POSITIVE_INFINITY), chiSquareTail(7.5, 3));
});

test('tails too small for a number are 0, those of hardly anything 1', () => {
  expect([chiSquareTail(1e5, 4), chiSquareTail(100, 10_000), fTail(1e9, 400, 4000)]).toEqual([0, 1, 0]);
  expect([fTail(0, 2, 5), fTail(Number.POSITIVE_INFINITY, 2, 5), normalTail(Number.NaN)]).toEqual([1, 0, Number.NaN]);
});

test('quantiles', () => {
  close(studentQuantile(0.975, 10.4), 2.2165771079937984);
  close(studentQuantile(0.025, 3), -3.1824463052837086);
  close(betaQuantile(0.025, 8, 3), 0.4439045376923585);
  close(fUpperQuantile(0.05, 4, 15.7), 3.0207727325194536);
  close(fTail(fUpperQuantile(1e-200, 3, 40), 3, 40), 1e-200, 1e-9);
  close(normalQuantile(0.975), 1.959963984540054);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 0.9999, noNaN: true }), fc.integer({ min: 1, max: 500 }), (p, df) => {
      expect(1 - studentTail(studentQuantile(p, df), df)).toBeCloseTo(p, 10);
    }),
    { numRuns: 50 },
  );
});

test("Ridders' method finds what halving finds, in fewer calls", () => {
  const shapes = [
    (x: number) => x ** 3,
    (x: number) => Math.log(x),
    (x: number) => Math.exp(x),
    (x: number) => -1 / x,
    (x: number) => studentTail(-x, 3),
  ];
  const between = fc.double({ min: 0.01, max: 30, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...shapes), between, fc.boolean(), (shape, root, isRising) => {
      let calls = 0;
      const f = (x: number) => {
        calls++;
        return (isRising ? 1 : -1) * (shape(x) - shape(root));
      };
      const found = crossing(f, root / 3, root * 4);
      expect(calls).toBeLessThan(40);
      expect(found / bisect(f, root / 3, root * 4)).toBeCloseTo(1, 9);
    }),
    { numRuns: 200 },
  );
  expect([crossing((x) => x - 2, 2, 5), crossing((x) => x - 5, 2, 5)]).toEqual([2, 5]);
});

test('noncentral F', () => {
  close(noncentralFTail(3, 2, 30, 5), 0.5116783012441701);
  close(noncentralFTail(3.9, 1, 100, 8), 0.8024205185624678);
  close(noncentralFTail(2, 6, 400, 20), 0.949181863870599);
  close(noncentralFTail(0.2, 1, 10, 0.5), 0.7338881723682934);
  close(noncentralFTail(2, 3, 20, 0), fTail(2, 3, 20));
  expect(noncentralFTail(3, 2, 30, noncentralityOf(3, 2, 30, 0.4))).toBeCloseTo(0.4, 10);
  expect(noncentralityOf(0.1, 2, 30, 0.05)).toBe(0);
});

test('the studentized range', () => {
  for (const [q, k, df, p] of [
    [3.5, 3, 20, 0.055891849081749934],
    [1, 2, 5, 0.5110840804302805],
    [4.2, 5, 31.5, 0.04182694910435247],
    [5, 14, 200, 0.03251077196853891],
    [2.1, 7, 8.3, 0.7472080112238768],
    [4, 5, 5.3, 0.15538730099057396],
    [6.5, 14, 5, 0.09105139512445604],
  ] as const)
    close(studentizedRangeTail(q, k, df), p);
  expect(studentizedRangeTail(6, 3, 3.2)).toBeCloseTo(0.0429406184, 9);
  // Of two groups it is Student's t times the root of two.
  expect(studentizedRangeTail(3, 2, 12)).toBeCloseTo(2 * studentTail(3 / Math.SQRT2, 12), 10);
  expect(studentizedRangeTail(3.3, 3, 1e7)).toBeCloseTo(studentizedRangeTail(3.3, 3, Number.POSITIVE_INFINITY), 5);
  for (const [chance, count, df] of [
    [0.05, 4, 33],
    [0.05, 14, 2.5],
    [0.001, 3, 9],
    [0.4, 2, 1000],
  ] as const) {
    const q = studentizedRangeQuantile(chance, count, df);
    expect(studentizedRangeTail(q, count, df)).toBeCloseTo(chance, 10);
  }
});

test('quantiles of the studentized range for many degrees of freedom are those of one', () => {
  for (const [chance, count] of [
    [0.05, 3],
    [0.05, 21],
    [0.001, 8],
  ] as const) {
    const quantile = studentizedRangeQuantiles(chance, count);
    for (const df of [3.3, 5, 5.01, 7, 12.9, 40, 999, 1e6]) {
      expect(quantile(df) / studentizedRangeQuantile(chance, count, df), `${count} ${df}`).toBeCloseTo(1, 9);
    }
  }
});

test('Gauss-Legendre rules are exact for polynomials', () => {
  const { nodes, weights } = composite(gaussLegendre(5), 0, 2, 3);
  expect(nodes.reduce((sum, x, i) => sum + weights[i]! * x ** 9, 0)).toBeCloseTo(2 ** 10 / 10, 10);
});
