import { expect, test } from 'vitest';
import { seededRandom } from '../numeric/random.ts';
import { calibrationError, logLoss, rocAuc } from './binary.ts';
import { userCalibrationError, userMetrics } from './binary-users.ts';

/** Rows of users who differ in how often they say yes. */
function drawn(seed: number, usersCount = 80) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: usersCount }, (_, user) => {
    const own = random.normal();
    return Array.from({ length: 5 + random.below(20) }, () => {
      const x = random.normal();
      const truth = 1 / (1 + Math.exp(-(own + x)));
      return { user, probability: 1 / (1 + Math.exp(-x)), label: Number(random.uniform() < truth) };
    });
  }).flat();
  return {
    users: rows.map(({ user }) => user),
    probabilities: rows.map(({ probability }) => probability),
    labels: rows.map(({ label }) => label),
  };
}

test('means are those over rows, and within users', () => {
  const { users, probabilities, labels } = drawn(1);
  const { auc, gauc, logLoss: loss, rows, positives } = userMetrics(users, probabilities, labels, 1);
  expect(auc.mean).toBeCloseTo(rocAuc(probabilities, labels)!, 10);
  expect(loss.mean).toBeCloseTo(logLoss(probabilities, labels), 10);
  let [sum, of] = [0, 0];
  for (let user = 0; user < 80; user++) {
    const own = users.flatMap((one, row) => (one === user ? [row] : []));
    const area = rocAuc(
      own.map((row) => probabilities[row]!),
      own.map((row) => labels[row]!),
    );
    if (area === null) continue;
    sum += area * own.length;
    of += own.length;
  }
  expect(gauc.mean).toBeCloseTo(sum / of, 10);
  expect([rows, positives]).toEqual([users.length, labels.reduce((total, label) => total + label, 0)]);
});

test("AUC's interval covers as often as it says, though rows of a user are alike", () => {
  const means = Array.from({ length: 60 }, (_, seed) => drawn(seed + 10)).map(({ users, probabilities, labels }) =>
    userMetrics(users, probabilities, labels, 1),
  );
  const truth = means.reduce((sum, { auc }) => sum + auc.mean, 0) / means.length;
  const covered = means.filter(({ auc }) => auc.low <= truth && truth <= auc.high).length;
  expect(covered).toBeGreaterThanOrEqual(53);
  const spread = Math.sqrt(means.reduce((sum, { auc }) => sum + (auc.mean - truth) ** 2, 0) / means.length);
  const width = means.reduce((sum, { auc }) => sum + (auc.high - auc.low) / 3.92, 0) / means.length;
  expect(width / spread).toBeGreaterThan(0.75);
  expect(width / spread).toBeLessThan(1.35);
});

test('ties count half, and one outcome alone has no AUC', () => {
  expect(userMetrics([0, 1, 2], [0.5, 0.5, 0.2], [1, 0, 0], 1).auc.mean).toBe(0.75);
  expect(userMetrics([0, 1], [0.5, 0.5], [1, 1], 1).auc.mean).toBeNaN();
});

test('the calibration error is that over rows, and its interval covers the true one as often as it says', () => {
  const { users, probabilities, labels } = drawn(1);
  expect(userCalibrationError(users, probabilities, labels).mean).toBeCloseTo(
    calibrationError(probabilities, labels)!,
    10,
  );
  // Chances that are 0.1 too high in every bin.
  const random = seededRandom(5);
  let covered = 0;
  for (let round = 0; round < 200; round++) {
    const rows = Array.from({ length: 60 }, (_, user) =>
      Array.from({ length: 40 }, () => ({ user, p: 0.15 + 0.8 * random.uniform() })),
    ).flat();
    const { low, high } = userCalibrationError(
      rows.map(({ user }) => user),
      rows.map(({ p }) => p),
      rows.map(({ p }) => Number(random.uniform() < p - 0.1)),
    );
    if (low <= 0.1 && 0.1 <= high) covered += 1;
  }
  expect(covered / 200).toBeGreaterThan(0.9);
  expect(covered / 200).toBeLessThan(0.99);
});

test('without rows there is no calibration error, and a single user has no interval', () => {
  expect(userCalibrationError([], [], []).mean).toBeNaN();
  const { mean, low, high } = userCalibrationError([4, 4], [0.5, 0.75], [1, 1]);
  expect(mean).toBeCloseTo(0.375, 12);
  expect([low, high]).toEqual([Number.NaN, Number.NaN]);
});
