import { expect, test } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import { describe } from './groups.ts';
import { ofRates, steadied } from './spreads.ts';

const random = seededRandom(8);
const normal = (n: number, sd: number) => describe(Float64Array.from({ length: n }, () => sd * random.normal()));
/** Lognormal values: their variance is e (e - 1), their kurtosis 114. */
const skewed = (n: number) => describe(Float64Array.from({ length: n }, () => Math.exp(random.normal())));

test('kurtosis is 3 for normal values, and by hand for four', () => {
  expect(normal(200_000, 2).kurtosis).toBeCloseTo(3, 1);
  // Around a mean of 1: 1, 1, 1 and 9 squared are 1, 1, 1 and 81; 4 x 84 / 12^2.
  expect(describe(Float64Array.of(0, 0, 0, 4)).kurtosis).toBeCloseTo((4 * 84) / 144, 12);
  expect(describe(Float64Array.of(2, 2)).kurtosis).toBeNaN();
});

test('variances of many skewed groups that are alike come nearer to the truth, and the largest of them is no longer far off', () => {
  const truth = Math.E * (Math.E - 1);
  const missOf = (found: readonly { variance: number }[]) =>
    found.reduce((sum, { variance }) => sum + Math.log(variance / truth) ** 2, 0) / found.length;
  const largest = (found: readonly { variance: number }[]) => Math.max(...found.map(({ variance }) => variance));
  let [own, steady, ownLargest, steadyLargest] = [0, 0, 0, 0];
  for (let time = 0; time < 50; time++) {
    const groups = Array.from({ length: 14 }, () => skewed(80));
    const found = steadied(groups);
    own += missOf(groups) / 50;
    steady += missOf(found) / 50;
    ownLargest += largest(groups) / truth / 50;
    steadyLargest += largest(found) / truth / 50;
  }
  expect(steady).toBeLessThan(own / 2);
  expect(ownLargest).toBeGreaterThan(2);
  expect(steadyLargest).toBeLessThan(ownLargest / 1.5);
});

test('variances that really differ stay as they are', () => {
  const groups = [1, 2, 4, 8].map((sd) => normal(500, sd));
  for (const [g, { n, variance }] of steadied(groups).entries()) {
    expect(n).toBe(500);
    expect(Math.abs(Math.log(variance / groups[g]!.variance))).toBeLessThan(0.02);
  }
});

test('fewer than four groups do not share, nor those of which one does not vary or whose variance is not in doubt', () => {
  const three = [normal(20, 1), normal(50, 3), normal(20, 2)];
  const still = describe(Float64Array.of(1, 1, 1));
  const even = describe(Float64Array.of(1, 2, 1, 2));
  for (const groups of [three, [...three, still], [even, even, even, even]]) {
    expect(steadied(groups)).toEqual(groups.map(({ n, variance }) => ({ n, variance })));
  }
});

test('rates have one variance', () => {
  const found = ofRates([
    { n: 10, mean: 1 },
    { n: 30, mean: 0.2 },
  ]);
  expect(found).toEqual([
    { n: 10, variance: expect.closeTo(0.24, 12) },
    { n: 30, variance: expect.closeTo(0.24, 12) },
  ]);
});
