import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import { failureChance, fairTable, firstUnfairPlace, leastProtected } from './fair-top-k.ts';

const times = (n: number, value: number) => new Array<number>(n).fill(value);

test('FA*IR tables: unadjusted as published, adjusted with the chance to fail near alpha', () => {
  const plain = fairTable(20, 0.25, 0.1, false);
  expect(plain.least).toEqual([...times(8, 0), ...times(6, 1), ...times(5, 2), 3]);
  expect(plain.failure).toBeCloseTo(0.146887, 6);
  const adjusted = fairTable(20, 0.25, 0.1);
  expect(adjusted.least).toEqual([...times(8, 0), ...times(7, 1), ...times(5, 2)]);
  expect(adjusted.failure).toBeCloseTo(0.10515247355, 10);
  expect(adjusted.alpha.from).toBeLessThan(0.078125);
  expect(adjusted.alpha.to).toBeGreaterThanOrEqual(0.078125);
  const small = fairTable(10, 0.2, 0.15);
  expect(small.least).toEqual([...times(8, 0), 1, 1]);
  expect(small.failure).toBeCloseTo(0.134217728, 10);
});

test('the adjusted table is the nearest of all that there are', () => {
  const share = fc.double({ min: 0.05, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), share, fc.constantFrom(0.05, 0.1, 0.2), (k, p, alpha) => {
      const { failure } = fairTable(k, p, alpha);
      for (let at = 0.001; at < alpha; at += 0.001) {
        const other = failureChance(leastProtected(k, p, at), p);
        expect(Math.abs(failure - alpha)).toBeLessThanOrEqual(Math.abs(other - alpha) + 1e-12);
      }
    }),
    { numRuns: 40 },
  );
});

test('the chance to fail is the share of fair rankings that do', () => {
  const { least, failure } = fairTable(15, 0.3, 0.2);
  const random = seededRandom(5);
  let failed = 0;
  for (let n = 0; n < 20_000; n++) {
    if (
      firstUnfairPlace(
        Array.from({ length: 15 }, () => random.uniform() < 0.3),
        least,
      ) >= 0
    )
      failed += 1;
  }
  expect(failed / 20_000).toBeCloseTo(failure, 1.8);
});

test('the first prefix with too few is told', () => {
  expect(firstUnfairPlace([0, 0, 1], [0, 1, 1])).toBe(1);
  expect(firstUnfairPlace([0, 1, 0], [0, 1, 1])).toBe(-1);
});
