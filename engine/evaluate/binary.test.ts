import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atThreshold,
  averagePrecision,
  bestThreshold,
  calibrationError,
  logLoss,
  macroF1,
  reliability,
  rocAuc,
} from './binary.ts';

/** Scores from a coarse grid, so that ties are common, with targets. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 40 })
  .map((rows) => ({ scores: rows.map(([s]) => s / 12), targets: rows.map(([, t]) => t) }));

describe('against counting by hand', () => {
  test('the area under the ROC curve is the share of pairs in order', () => {
    fc.assert(
      fc.property(scored, ({ scores, targets }) => {
        let [pairs, won] = [0, 0];
        scores.forEach((a, i) => {
          scores.forEach((b, j) => {
            if (targets[i] !== 1 || targets[j] !== 0) return;
            pairs++;
            won += a > b ? 1 : a === b ? 0.5 : 0;
          });
        });
        const area = rocAuc(scores, targets);
        if (pairs === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(won / pairs, 12);
      }),
    );
  });

  test('average precision is the sum over distinct thresholds', () => {
    fc.assert(
      fc.property(scored, ({ scores, targets }) => {
        const positives = targets.filter(Boolean).length;
        let [sum, before] = [0, 0];
        for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
          const fired = targets.filter((_, i) => scores[i]! >= threshold);
          const hits = fired.filter(Boolean).length;
          sum += (hits / positives - before) * (hits / fired.length);
          before = hits / positives;
        }
        const precision = averagePrecision(scores, targets);
        if (positives === 0) expect(precision).toBeNull();
        else expect(precision).toBeCloseTo(sum, 12);
      }),
    );
  });

  test('no threshold has a better F1 than the best one', () => {
    fc.assert(
      fc.property(scored, ({ scores, targets }) => {
        const best = atThreshold(scores, targets, bestThreshold(scores, targets)).f1 ?? 0;
        for (const threshold of scores)
          expect(atThreshold(scores, targets, threshold).f1 ?? 0).toBeLessThanOrEqual(best + 1e-12);
      }),
    );
  });
});

test('counts at a threshold', () => {
  expect(atThreshold([0.9, 0.6, 0.4], [1, 0, 1], 0.5)).toEqual({ fired: 2, precision: 0.5, recall: 0.5, f1: 0.5 });
  expect(atThreshold([0.1], [0], 0.5)).toEqual({ fired: 0, precision: null, recall: null, f1: null });
});

test('macro-F1 of three classes', () => {
  expect(macroF1([0, 1, 2], [0, 1, 2], 3)).toBe(1);
  expect(macroF1([0, 0, 1, 2], [0, 1, 1, 2], 3)).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3);
});

test('calibration error and reliability by bins', () => {
  const [scores, targets] = [
    [0.05, 0.05, 0.95, 1],
    [0, 1, 1, 1],
  ];
  expect(reliability(scores, targets)).toEqual([
    { mean: 0.05, observed: 0.5, count: 2 },
    { mean: 0.975, observed: 1, count: 2 },
  ]);
  expect(calibrationError(scores, targets)).toBeCloseTo(0.5 * 0.45 + 0.5 * 0.025);
  expect(calibrationError([], [])).toBeNull();
  expect(logLoss([0.5, 0.5], [0, 1])).toBeCloseTo(Math.LN2);
});
