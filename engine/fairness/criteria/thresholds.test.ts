import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupingOf } from '../../catalog/interactions/groups.ts';
import { seededRandom } from '../../numeric/random.ts';
import { equalThresholds } from './thresholds.ts';

/** Two groups whose scores are the same but for a shift that accuses the second. */
function shifted(n: number, seed: number) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: n }, () => {
    const [group, y] = [random.below(2), random.below(2)];
    return { group: group === 0 ? 'a' : 'b', y, score: random.normal() + 2 * y + group };
  });
  return {
    scores: rows.map(({ score }) => score),
    truth: rows.map(({ y }) => y),
    grouping: groupingOf(
      'g',
      rows.map(({ group }) => group),
    ),
  };
}

const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);

test('thresholds for equal false positives close the gap on rows that were not looked at, and the cost is told', () => {
  const task = { ...shifted(8000, 3), validation: rows(0, 4000), heldOut: rows(4000, 8000), threshold: 1.5 };
  const { thresholds, before, after, target } = equalThresholds({ ...task, rate: 'fpr' })!;
  expect(before.gap).toBeGreaterThan(0.2);
  expect(after.gap).toBeLessThan(0.04);
  expect(after.fpr).toBeCloseTo(target, 1);
  // The shift is 1.
  expect(thresholds[1]!.threshold - thresholds[0]!.threshold).toBeCloseTo(1, 0);
  const [fp, fn] = [after.fpr!, 1 - after.tpr!];
  const positives = task.truth.slice(4000).reduce((sum, y) => sum + y, 0) / 4000;
  expect(after.cost).toBeCloseTo(fp * (1 - positives) + fn * positives, 10);
  expect(equalThresholds({ ...task, rate: 'tpr' })!.after.gap).toBeLessThan(0.04);
});

test('no other threshold of a group comes nearer to the target on the validation rows', () => {
  const score = fc.integer({ min: 0, max: 8 });
  const target = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 20 }), target, (scores, wanted) => {
      const all = rows(0, scores.length);
      const grouping = groupingOf(
        'g',
        scores.map(() => 'all'),
      );
      const task = { scores, truth: scores.map(() => 0), grouping, validation: all, heldOut: all };
      const { thresholds, after } = equalThresholds({ ...task, threshold: 4, rate: 'fpr', target: wanted })!;
      const shareAt = (threshold: number) => scores.filter((own) => own >= threshold).length / scores.length;
      expect(after.fpr).toBe(shareAt(thresholds[0]!.threshold));
      for (let at = -0.5; at < 10; at += 0.5) {
        expect(Math.abs(after.fpr! - wanted)).toBeLessThanOrEqual(Math.abs(shareAt(at) - wanted) + 1e-12);
      }
    }),
  );
});

test('a group without rows of the kind keeps its threshold; without any there is nothing to choose', () => {
  const grouping = groupingOf('g', ['a', 'a', 'b']);
  const task = { scores: [0.2, 0.6, 0.7], truth: [0, 0, 1], grouping, validation: rows(0, 3), heldOut: rows(0, 3) };
  const { thresholds } = equalThresholds({ ...task, threshold: 0.5, rate: 'fpr' })!;
  expect(thresholds[1]).toEqual({ group: 'b', threshold: 0.5, isKept: true, validationRows: 0 });
  expect(equalThresholds({ ...task, validation: rows(2, 3), threshold: 0.5, rate: 'fpr' })).toBeNull();
});
