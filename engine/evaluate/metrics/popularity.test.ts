import { expect, test } from 'vitest';
import type { TopLists } from '../top.ts';
import { averagePopularity, longTail, tailShare } from './popularity.ts';

// Users 1: A B, 2: A C, 3: A B D, 4: A E; recommended are C D, B E, C F, B C. Worked by hand.
const popularity = [4, 2, 1, 1, 1, 0];
const lists: TopLists = { k: 2, items: Int32Array.of(2, 3, 1, 4, 2, 5, 1, 2), scores: new Float32Array(8) };
const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('average popularity, a worked example', () => {
  expect([...averagePopularity(lists, popularity)]).toEqual([1, 1.5, 0.5, 1.5]);
  expect(meanOf(averagePopularity(lists, popularity))).toBe(1.125);
});

test('the tail is what the head of 80 % leaves, and its share of each list', () => {
  // 4 + 2 + 1 + 1 of 9 are the first to reach 7.2.
  expect([...longTail(popularity)]).toEqual([0, 0, 0, 0, 1, 1]);
  expect(meanOf(tailShare(lists, longTail(popularity)))).toBe(0.25);
  expect([...longTail([0, 0])]).toEqual([1, 1]);
});

test('an empty list has neither', () => {
  const empty: TopLists = { k: 1, items: Int32Array.of(-1), scores: new Float32Array(1) };
  expect([...averagePopularity(empty, popularity), ...tailShare(empty, longTail(popularity))]).toEqual([NaN, NaN]);
});
