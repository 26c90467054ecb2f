import { expect, test } from 'vitest';
import { seededRandom } from '../../../numeric/random.ts';
import { solveRow, solveRowNonNegative, solveSymmetric } from './solve.ts';

test('a system worked by hand', () => {
  // 4x + 2y = 2 and 2x + 3y = 5: x = -1/2, y = 2.
  const x = solveSymmetric(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 5))!;
  expect(x[0]).toBeCloseTo(-0.5, 12);
  expect(x[1]).toBeCloseTo(2, 12);
  expect(solveSymmetric(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBeNull();
});

test('one row of a factorisation worked by hand', () => {
  // (2 * 1 + 3 * 4 + 0.5 * 2 + 1) x = 5 * 1 + 7 * 2, so x = 19 / 16.
  const x = solveRow({ rows: [1, 2], factors: 1, weights: [2, 3], targets: [5, 7], gram: [2], w0: 0.5, lambda: 1 });
  expect(x![0]).toBeCloseTo(19 / 16, 12);
});

test('a row without negative numbers satisfies the conditions of an optimum', () => {
  const random = seededRandom(4);
  const [factors, count, lambda] = [8, 20, 0.3];
  const rows = Float64Array.from({ length: count * factors }, () => random.uniform());
  const targets = Float64Array.from({ length: count }, () => 4 * random.uniform() - 1.5);
  const x = solveRowNonNegative({ rows, factors, weights: new Float64Array(count).fill(1), targets, lambda });
  const slopes = Array.from(x, (value, f) => {
    let slope = lambda * value;
    for (let k = 0; k < count; k++) {
      const error = x.reduce((sum, own, j) => sum + own * rows[k * factors + j]!, -targets[k]!);
      slope += error * rows[k * factors + f]!;
    }
    return slope;
  });
  expect(x.some((value) => value > 0) && x.some((value) => value === 0)).toBe(true);
  for (const [f, slope] of slopes.entries()) {
    if (x[f]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-4);
    else expect(slope).toBeGreaterThan(-1e-4);
  }
});
