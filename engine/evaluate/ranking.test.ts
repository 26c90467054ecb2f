import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csrFromTriples } from '../numeric/csr.ts';
import { rank } from './ranking.ts';
import { rateErrors } from './rating.ts';
import { emptyLists, selectTop } from './top.ts';

type Pairs = readonly (readonly [number, number, number?])[];
const matrix = (users: number, items: number, pairs: Pairs) =>
  csrFromTriples(
    users,
    items,
    pairs.map(([user]) => user),
    pairs.map(([, item]) => item),
    pairs.map(([, , value = 1]) => value),
  );
const byTable = (table: readonly (readonly number[])[]) => async (users: Int32Array) =>
  Float32Array.from([...users].flatMap((user) => table[user]!));

test('the best k, equal scores by the smaller item, as a sort has it', () => {
  const score = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(score, { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (scores, k) => {
      const lists = emptyLists(2, k);
      selectTop(Float32Array.from(scores), lists, 1);
      const sorted = scores
        .map((_, item) => item)
        .filter((item) => scores[item]! > Number.NEGATIVE_INFINITY)
        .sort((a, b) => scores[b]! - scores[a]! || a - b);
      const expected = Array.from({ length: k }, (_, place) => sorted[place] ?? -1);
      expect([...lists.items]).toEqual([...new Array(k).fill(-1), ...expected]);
    }),
  );
});

describe('full ranking', () => {
  const train = matrix(3, 5, [
    [0, 0],
    [0, 4],
    [1, 4],
    [1, 3],
  ]);
  const relevant = matrix(3, 5, [
    [0, 2],
    [1, 0],
    [2, 4],
  ]);

  test('leaves out what the user has, and lists the popular items to a user without history', async () => {
    const asked: number[] = [];
    const table = byTable([
      [9, 1, 3, 2, 9],
      [1, 1, 1, 9, 9],
    ]);
    const score = (users: Int32Array) => {
      asked.push(...users);
      return table(users);
    };
    const { users, lists, perUser } = await rank(score, { train, relevant, k: 2, seed: 1 });
    expect([...users]).toEqual([0, 1, 2]);
    expect(asked).toEqual([0, 1]);
    expect([...lists.items]).toEqual([2, 3, 0, 1, 4, 0]);
    expect([...perUser.hit!]).toEqual([1, 1, 1]);
    // User 1: three candidates of one score.
    expect([...perUser.auc!]).toEqual([1, 0.5, 1]);
    expect([...perUser.serendipity!]).toEqual([1 / 2, 0, 0]);
  });

  test('a pair that is known already is no candidate', async () => {
    const task = { train, relevant: matrix(3, 5, [[0, 4]]), k: 5, seed: 1 };
    const { lists, perUser } = await rank(byTable([[1, 1, 1, 1, 1]]), task);
    expect([...lists.items]).toEqual([1, 2, 3, -1, -1]);
    expect(perUser.auc![0]).toBeNaN();
    expect(perUser.recall![0]).toBe(0);
  });
});

test('with negatives only these and the relevant item are ranked', async () => {
  const train = matrix(1, 6, [[0, 0]]);
  const negatives = matrix(1, 6, [
    [0, 1],
    [0, 5],
  ]);
  const task = { train, relevant: matrix(1, 6, [[0, 3]]), negatives, k: 4, seed: 1 };
  const { lists, perUser } = await rank(byTable([[9, 2, 8, 5, 7, 6]]), task);
  expect([...lists.items]).toEqual([5, 3, 1, -1]);
  expect(perUser.ndcg![0]).toBeCloseTo(1 / Math.log2(3), 12);
  expect(perUser.auc![0]).toBe(0.5);
});

test('RMSE and MAE over all pairs: clipped to the scale of train, no number taken as the mean', async () => {
  const train = matrix(2, 3, [
    [0, 0, 1],
    [0, 1, 5],
  ]);
  const test = matrix(2, 3, [
    [0, 2, 4],
    [1, 0, 2],
    [1, 2, 3],
  ]);
  const predicted = [9, 2.5, Number.NaN];
  const result = await rateErrors(async () => Float32Array.from(predicted), train, test);
  // Errors 5 - 4, 2.5 - 2 and 3 - 3.
  expect(result.rmse).toBeCloseTo(Math.sqrt(1.25 / 3), 12);
  expect(result.mae).toBeCloseTo(0.5, 12);
  expect([...result.counts]).toEqual([1, 2]);
  expect([...result.squaredErrors]).toEqual([1, 0.25]);
});
