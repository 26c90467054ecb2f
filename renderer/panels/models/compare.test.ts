import { describe, expect, it } from 'vitest';
import { marked, outcome, settings, tally } from './compare.ts';
import { compared, runOf } from './testing.ts';

describe('outcome', () => {
  it('names the better run, in the direction of the metric', () => {
    expect(outcome(compared())).toBe('b');
    expect(outcome(compared({ difference: -0.05, low: -0.07, high: -0.03 }))).toBe('a');
    expect(outcome(compared({ metric: 'rmse' }))).toBe('a');
    expect(outcome(compared({ metric: 'novelty' }))).toBe('differs');
  });
  it('claims nothing that the interval or the corrected p does not carry', () => {
    expect(outcome(compared({ corrected: 0.06 }))).toBe('none');
    expect(outcome(compared({ low: -0.01 }))).toBe('none');
  });
});

it('users are tallied in the direction of the metric', () => {
  const users = [
    { user: 'u', a: 0, b: 1, history: 1 },
    { user: 'v', a: 1, b: 1, history: 1 },
    { user: 'w', a: 0.5, b: 1, history: null },
  ];
  expect(tally(users, 'ndcg')).toEqual({ a: 0, b: 2, equal: 1 });
  expect(tally(users, 'rmse')).toEqual({ a: 2, b: 0, equal: 1 });
});

it('settings that only one run has are told as such', () => {
  const list = settings(runOf(1), runOf(2, { algorithm: 'ials', params: { factors: 64 } }));
  expect(list.filter(({ isSame }) => !isSame).map(({ name, a, b }) => [name, a, b])).toEqual([
    ['algorithm', 'ease', 'ials'],
    ['factors', null, '64'],
    ['l2', '500', null],
  ]);
});

it('a mark goes on and off, and the last gives way where there are too many', () => {
  expect(marked([1], 2)).toEqual([1, 2]);
  expect(marked([1, 2], 1)).toEqual([2]);
  expect(marked([1, 2, 3, 4, 5, 6], 7)).toEqual([1, 2, 3, 4, 5, 7]);
});
