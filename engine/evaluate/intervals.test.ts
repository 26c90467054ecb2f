import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalTail } from '../numeric/distributions.ts';
import { seededRandom } from '../numeric/random.ts';
import { bootstrapMeans, bootstrapRatios, quantile } from './bootstrap.ts';
import { holm } from './corrections.ts';
import { pairedTest } from './paired.ts';

const normals = (n: number, seed: number, shift = 0) => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => random.normal() + shift);
};

describe('bootstrap', () => {
  test('covers the mean about as widely as 1.96 standard errors, the same for the same seed', () => {
    const values = normals(400, 1);
    const first = bootstrapMeans({ values }, { seed: 3 }).values!;
    expect(first).toEqual(bootstrapMeans({ values }, { seed: 3 }).values);
    const mean = values.reduce((a, b) => a + b) / 400;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400) / 20;
    expect(first.mean).toBeCloseTo(mean, 12);
    expect((first.high - first.low) / (2 * 1.96 * error)).toBeCloseTo(1, 0.7);
  });

  test('a true mean lies inside 95 % of the time', () => {
    let inside = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { low, high } = bootstrapMeans({ x: normals(50, seed, 2) }, { seed, resamples: 300 }).x!;
      if (low <= 2 && 2 <= high) inside += 1;
    }
    expect(inside).toBeGreaterThan(175);
  });

  test('leaves out users without a value', () => {
    expect(bootstrapMeans({ x: Float64Array.of(1, Number.NaN, 1) }, { seed: 1 }).x).toEqual({
      mean: 1,
      low: 1,
      high: 1,
      users: 2,
    });
    expect(bootstrapMeans({ x: Float64Array.of(Number.NaN) }, { seed: 1 }).x!.mean).toBeNaN();
  });

  test('a ratio is over all pairs, not over users', () => {
    const rmse = { top: Float64Array.of(9, 0), bottom: Float64Array.of(1, 8), finish: Math.sqrt };
    expect(bootstrapRatios({ rmse }, { seed: 1 }).rmse!.mean).toBe(1);
  });

  test('quantiles are linear between neighbours', () => {
    expect([0, 0.25, 0.5, 1].map((share) => quantile(Float64Array.of(1, 2, 3, 5), share))).toEqual([1, 1.75, 2.5, 5]);
  });
});

describe('paired tests', () => {
  test('Wilcoxon and t agree with worked figures', () => {
    // Differences 6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75 (Darwin's maize): W = 96 of 120, t = 2.148.
    const darwin = Float64Array.of(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48);
    const result = pairedTest(darwin, new Float64Array(15), { seed: 1 });
    expect(result.t).toBeCloseTo(0.0497, 4);
    // scipy.stats.wilcoxon(correction=True, mode='approx').
    const z = (96 - 60 - 0.5) / Math.sqrt((15 * 16 * 31) / 24);
    expect(result.wilcoxon).toBeCloseTo(2 * normalTail(z), 12);
    expect(result.difference).toBeCloseTo(314 / 15, 12);
  });

  test('find a difference that is there and none that is not', () => {
    const a = normals(300, 1);
    const noise = normals(300, 2);
    const better = pairedTest(
      a.map((value, i) => value + 0.3 + noise[i]! / 2),
      a,
      { seed: 1 },
    );
    for (const p of [better.bootstrap, better.wilcoxon, better.t]) expect(p).toBeLessThan(0.01);
    expect(better.low).toBeGreaterThan(0);
    const same = pairedTest(a, a, { seed: 1 });
    expect([same.difference, same.bootstrap, same.wilcoxon, same.t]).toEqual([0, 1, 1, 1]);
  });

  test('p-values are even where nothing differs', () => {
    const low = { bootstrap: 0, wilcoxon: 0, t: 0 };
    for (let seed = 0; seed < 200; seed++) {
      const result = pairedTest(normals(40, seed), normals(40, seed + 5000), { seed, resamples: 200 });
      for (const name of ['bootstrap', 'wilcoxon', 't'] as const) if (result[name] < 0.1) low[name] += 1;
    }
    for (const count of Object.values(low)) {
      expect(count).toBeGreaterThan(6);
      expect(count).toBeLessThan(38);
    }
  });

  test('users whom one of the two has no value for are left out', () => {
    const result = pairedTest(Float64Array.of(1, Number.NaN, 3), Float64Array.of(0, 5, 1), { seed: 1 });
    expect(result).toMatchObject({ users: 2, difference: 1.5 });
  });

  test("Holm's correction: a worked example, and never below the plain p", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (p) => {
        for (const [i, corrected] of holm(p).entries()) {
          expect(corrected).toBeGreaterThanOrEqual(p[i]!);
          expect(corrected).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
