import { expect, test } from 'vitest';
import { interactionsOf } from '../interactions/interactions.ts';
import { popularityOf } from './popularity.ts';

const data = (list: string[], bystanders: string[] = []) => {
  const interactions = interactionsOf(list.map((pair) => ({ user: pair[0]!, item: pair[1]!, value: 1 })));
  for (const item of bystanders) interactions.items.add(item);
  return interactions;
};

test('one item has all, or all have the same', () => {
  expect(popularityOf(data(['ax', 'bx', 'cx']))).toMatchObject({ gini: 0, topTenth: 1, longTail: 0, never: 0 });
  const even = popularityOf(data(['ax', 'ay', 'bx', 'by'], ['z']))!;
  expect(even).toMatchObject({ gini: 0, topTenth: 0.5, never: 1, activityCorrelation: null });
  expect(popularityOf(data([]))).toBeNull();
});

test('worked by hand', () => {
  // x 4, y 2, z 1, w 1 of 8: Gini = (-3*1 + -1*1 + 1*2 + 3*4) / (4 * 8).
  const of = popularityOf(data(['ax', 'ay', 'az', 'aw', 'bx', 'by', 'cx', 'dx'], ['n', 'm']))!;
  expect(of.gini).toBeCloseTo(10 / 32, 12);
  expect(of.deciles).toEqual([0.5, 0, 0.25, 0, 0, 0.125, 0, 0.125, 0, 0]);
  // x and y have 6 of 8, which is under four fifths; with z they pass it: one item is left for the last fifth.
  expect(of.longTail).toBe(1);
  expect(of.never).toBe(2);
  expect([of.topTenth, of.topHundredth]).toEqual([0.5, 0.5]);
  // Items a 4, b 2, c 1, d 1; mean popularity a 2, b 3, c 4, d 4: the ranks run against each other.
  expect(of.activityCorrelation).toBeCloseTo(-1, 12);
});

test('an item that a user had twice counts twice for the item and once for the user', () => {
  const of = popularityOf(data(['ax', 'ax', 'ay', 'bx', 'cy', 'cz', 'cw']))!;
  // Popularity x 3, y 2, z 1, w 1. Users: a 2 items of mean 2.5, b 1 of 3, c 3 of 4/3: ranks 2 1 3 against 2 3 1.
  expect(of.activityCorrelation).toBeCloseTo(-1, 12);
});
