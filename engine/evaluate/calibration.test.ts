import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stableFraction } from '../numeric/random.ts';
import { calibrationError } from './binary.ts';
import {
  type Block,
  calibrate,
  calibrateSampled,
  fitCalibration,
  fitIsotonic,
  fitPlatt,
  poolAdjacentViolators,
} from './calibration.ts';

/** Logits with targets drawn from the probability that `truth` gives them. */
function drawn(count: number, truth: (logit: number) => number) {
  const logits = Array.from({ length: count }, (_, i) => stableFraction(`logit ${i}`, 1) * 12 - 6);
  const targets = logits.map((logit, i) => Number(stableFraction(`target ${i}`, 1) < truth(logit)));
  return { logits, targets };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

test('Platt’s line finds the slope and shift that the targets were drawn with', () => {
  const { logits, targets } = drawn(20000, (logit) => sigmoid(0.7 * logit - 1));
  const { firstSlope, knots } = fitPlatt(logits, targets);
  expect(firstSlope).toBeCloseTo(0.7, 1);
  expect(knots[0]!.logOdds).toBeCloseTo(-1, 1);
});

test('Platt’s line is that of all rows where offsets say how the sampling changed their odds', () => {
  const offsets = Array.from({ length: 20000 }, (_, i) => (i % 2 === 0 ? 3 : -1));
  const logits = offsets.map((_, i) => stableFraction(`logit ${i}`, 1) * 6 - 3);
  const targets = logits.map((logit, i) =>
    Number(stableFraction(`target ${i}`, 1) < sigmoid(0.7 * logit - 2 + offsets[i]!)),
  );
  const curve = fitPlatt(logits, targets, offsets);
  expect(curve.firstSlope).toBeCloseTo(0.7, 1);
  expect(curve.knots[0]!.logOdds).toBeCloseTo(-2, 1);
  expect(calibrateSampled(curve, 1, 0)).toBe(calibrate(curve, 1));
  expect(calibrateSampled(curve, 1, 3)).toBeCloseTo(sigmoid(0.7 - 2 + 3), 1);
});

test('pooling gives the non-decreasing fit of least squares (max-min formula)', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), (values) => {
      const blocks: Block[] = values.map((value, at) => ({ at, value, weight: 1 }));
      const fitted = poolAdjacentViolators(blocks).flatMap(({ value, weight }) => Array<number>(weight).fill(value));
      const mean = (from: number, to: number) =>
        values.slice(from, to + 1).reduce((a, b) => a + b, 0) / (to - from + 1);
      values.forEach((_, i) => {
        let most = Number.NEGATIVE_INFINITY;
        for (let from = 0; from <= i; from++) {
          let least = Number.POSITIVE_INFINITY;
          for (let to = i; to < values.length; to++) least = Math.min(least, mean(from, to));
          most = Math.max(most, least);
        }
        expect(fitted[i]).toBeCloseTo(most, 9);
      });
    }),
  );
});

describe('every curve', () => {
  test('rises strictly, and never says 0 or 1', () => {
    const rows = fc.array(fc.tuple(fc.double({ min: -8, max: 8, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
      minLength: 8,
      maxLength: 120,
    });
    fc.assert(
      fc.property(rows, (pairs) => {
        const [logits, targets] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        for (const curve of [fitPlatt(logits, targets), fitIsotonic(logits, targets)]) {
          let before = 0;
          for (let logit = -10; logit <= 10; logit += 0.25) {
            const p = calibrate(curve, logit);
            expect(p).toBeGreaterThan(0);
            expect(p).toBeLessThan(1);
            expect(p).toBeGreaterThanOrEqual(before);
            before = p;
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('can pass 0.995 where hundreds of rows stand behind it, and not where few do', () => {
    const certain = { logits: Array.from({ length: 2000 }, (_, i) => (i - 1000) / 100), targets: [] as number[] };
    certain.targets = certain.logits.map((logit) => Number(logit > 0));
    expect(calibrate(fitIsotonic(certain.logits, certain.targets), 5)).toBeGreaterThan(0.995);
    const few = { logits: [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2], targets: [0, 0, 0, 0, 1, 1, 1, 1] };
    expect(calibrate(fitIsotonic(few.logits, few.targets), 2)).toBeLessThan(0.995);
  });
});

test('the better of the two methods is chosen: isotonic where a line will not do', () => {
  const { logits, targets } = drawn(6000, (logit) => (logit < 2 ? 0.05 : 0.9));
  const { curve, logLoss } = fitCalibration(logits, targets, 1);
  expect(curve.method).toBe('isotonic');
  expect(logLoss.isotonic).toBeLessThan(logLoss.platt);
  expect(
    calibrationError(
      logits.map((logit) => calibrate(curve, logit)),
      targets,
    ),
  ).toBeLessThan(0.02);
});
