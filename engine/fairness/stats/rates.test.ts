import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import { logBinomial } from '../../numeric/distributions.ts';
import { seededRandom } from '../../numeric/random.ts';
import { equivalence } from './power.ts';
import { type Count, newcombe, rateEquivalence } from './rates.ts';

const of = (ones: number, n: number): Count => ({ ones, n });

suite("Newcombe's interval of a difference", () => {
  // Newcombe 1998, table II, method 10.
  test.each([
    [of(56, 70), of(48, 80), 0.0524, 0.3339],
    [of(9, 10), of(3, 10), 0.1705, 0.809],
    [of(6, 7), of(2, 7), 0.0582, 0.8062],
    [of(5, 56), of(0, 29), -0.0381, 0.1926],
    [of(0, 10), of(0, 20), -0.1611, 0.2775],
    [of(0, 10), of(0, 10), -0.2775, 0.2775],
    [of(10, 10), of(0, 20), 0.6791, 1],
    [of(10, 10), of(0, 10), 0.6075, 1],
  ])('%o - %o', (a, b, low, high) => {
    const found = newcombe(a, b);
    expect(found.low).toBeCloseTo(low, 4);
    expect(Math.abs(found.high - high)).toBeLessThan(6e-5);
  });

  test('10 of 10 against 0 of 20 by hand: from [z^2 / (n + z^2)] of each', () => {
    const z2 = 1.959963984540054 ** 2;
    const missed = Math.hypot(z2 / (10 + z2), z2 / (20 + z2));
    expect(newcombe(of(10, 10), of(0, 20)).low).toBeCloseTo(1 - missed, 12);
  });

  test('covers the true difference as often as it says, by every possible count; Wald falls short', () => {
    const random = seededRandom(4);
    let [covered, wald, least] = [0, 0, 1];
    const tries = 150;
    for (let time = 0; time < tries; time++) {
      const [n, m] = [5 + random.below(36), 5 + random.below(36)];
      const [p, q] = [random.uniform(), random.uniform()];
      const [chanceA, chanceB] = [binomial(n, p), binomial(m, q)];
      let [own, plain] = [0, 0];
      for (const [x, a] of chanceA.entries()) {
        for (const [y, b] of chanceB.entries()) {
          const { low, high, value } = newcombe(of(x, n), of(y, m));
          if (low <= p - q && p - q <= high) own += a * b;
          const [r, s] = [x / n, y / m];
          const half = 1.959963984540054 * Math.sqrt((r * (1 - r)) / n + (s * (1 - s)) / m);
          if (Math.abs(value - (p - q)) <= half) plain += a * b;
        }
      }
      covered += own / tries;
      wald += plain / tries;
      least = Math.min(least, own);
    }
    expect(covered).toBeGreaterThan(0.945);
    expect(covered).toBeLessThan(0.965);
    expect(least).toBeGreaterThan(0.88);
    expect(wald).toBeLessThan(covered - 0.02);
  });
});

suite('equivalence of rates', () => {
  test("is shown exactly where Newcombe's interval of 1 - 2 level lies within the margin", () => {
    const count = fc.integer({ min: 1, max: 60 }).chain((n) => fc.integer({ min: 0, max: n }).map((x) => of(x, n)));
    fc.assert(
      fc.property(count, count, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (a, b, margin) => {
        const p = rateEquivalence(a, b, margin);
        for (const alpha of [0.01, 0.05, 0.1]) {
          const { low, high } = newcombe(a, b, 1 - 2 * alpha);
          if (Math.abs(p - alpha) > 1e-9) expect(p < alpha).toBe(low > -margin && high < margin);
        }
      }),
    );
  });

  test('rates of nothing but zeros are not sure, as Wald has it, and large groups agree with Welch', () => {
    expect(rateEquivalence(of(0, 10), of(0, 10), 0.1)).toBeGreaterThan(0.1);
    expect(rateEquivalence(of(0, 10), of(0, 10), 1)).toBe(0);
    expect(rateEquivalence(of(1, 10), of(5, 10), 0.3)).toBe(0.5);
    const described = (ones: number, n: number) => {
      const mean = ones / n;
      return { n, mean, variance: (mean * (1 - mean) * n) / (n - 1), sd: 0, kurtosis: 1, median: 0, min: 0, max: 1 };
    };
    const welch = equivalence(described(2000, 5000), described(1900, 5000), 0.04);
    expect(Math.abs(rateEquivalence(of(2000, 5000), of(1900, 5000), 0.04) - welch)).toBeLessThan(1e-3);
  });
});

function binomial(n: number, p: number): number[] {
  return Array.from({ length: n + 1 }, (_, x) =>
    Math.exp(logBinomial(n, x) + x * Math.log(p) + (n - x) * Math.log1p(-p)),
  );
}
