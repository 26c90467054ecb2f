import { expect, test } from 'vitest';
import {
  canSet,
  confusionAt,
  costOf,
  edgeOf,
  gapOf,
  lowestThreshold,
  referenceFor,
  shareOf,
  sizeOf,
  together,
} from './criteria.ts';

const group = { group: 'de', positives: [1, 2, 3], negatives: [10, 5, 1], authors: null };
const other = { group: 'en', positives: [0, 0, 0], negatives: [4, 0, 0], authors: null };

test('a threshold parts the bins', () => {
  expect(confusionAt(group, 0)).toEqual({ tp: 6, fp: 16, fn: 0, tn: 0 });
  expect(confusionAt(group, 1)).toEqual({ tp: 5, fp: 6, fn: 1, tn: 10 });
  expect(confusionAt(group, 3)).toEqual({ tp: 0, fp: 0, fn: 6, tn: 16 });
});

test('rates with Wilson intervals; without a denominator there is no rate', () => {
  const at = confusionAt(group, 1);
  expect(shareOf(at, 'tpr').value).toBeCloseTo(5 / 6, 12);
  expect(shareOf(at, 'fpr')).toMatchObject({ value: 6 / 16, n: 16 });
  expect(shareOf(at, 'ppv').value).toBeCloseTo(5 / 11, 12);
  // Eight of ten, as Wilson has it.
  const eight = shareOf({ tp: 8, fn: 2, fp: 0, tn: 0 }, 'tpr');
  expect([eight.low, eight.high]).toEqual([expect.closeTo(0.4901625, 6), expect.closeTo(0.9433178, 6)]);
  expect(shareOf(confusionAt(other, 1), 'tpr')).toEqual({ value: null, low: null, high: null, n: 0 });
});

test('a gap is over the groups that have the rate', () => {
  const two = [confusionAt(group, 1), confusionAt(other, 1)];
  expect(gapOf(two, 'fpr')).toBeCloseTo(6 / 16, 12);
  expect(gapOf(two, 'tpr')).toBeNull();
});

test('a wrong action costs as many missed violations as is said', () => {
  expect(costOf(confusionAt(group, 1), 2)).toBeCloseTo((2 * 6 + 1) / 22, 12);
  expect(costOf(together([]), 2)).toBeNull();
});

test('a group is held against all, the largest, the rest or another one', () => {
  const all = [confusionAt(group, 1), confusionAt(other, 1)];
  const names = ['de', 'en'];
  expect(sizeOf(referenceFor('overall', 0, all, names)!)).toBe(26);
  expect(referenceFor('rest', 0, all, names)).toEqual(all[1]);
  expect(referenceFor('largest', 0, all, names)).toBeNull();
  expect(referenceFor('largest', 1, all, names)).toBe(all[0]);
  expect(referenceFor({ group: 'en' }, 0, all, names)).toBe(all[1]);
});

test('thresholds stand on edges, and a policy keeps theirs in order', () => {
  expect(edgeOf([0, 0.5, 1], 0.5)).toBe(1);
  expect(edgeOf([0, 0.5, 0.9], 0.95)).toBe(2);
  const thresholds = { remove: null, review: 0.9, reduce: 0.8, inform: 0.5 };
  expect(lowestThreshold(thresholds)).toBe('inform');
  expect(canSet(thresholds, 'inform', 0.8)).toBe(true);
  expect(canSet(thresholds, 'inform', 0.81)).toBe(false);
  expect(canSet({ ...thresholds, remove: 0.995, review: null, reduce: null, inform: null }, 'remove', 0.9)).toBe(false);
  expect(lowestThreshold({ remove: null, review: null, reduce: null, inform: null })).toBeNull();
});
