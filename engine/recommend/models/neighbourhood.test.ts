import { describe, expect, it } from 'vitest';
import { neighbourLists } from '../../numeric/similarity.ts';
import type { SimilaritySpec } from '../../numeric/similarity-spec.ts';
import { baselineDefaults, fitBiases } from './baseline-fit.ts';
import { dataOf, plantedData } from './fixtures.ts';
import { itemAttributeKnn, itemKnn, userKnn } from './neighbourhood.ts';

const data = plantedData(30, 24);
const everybody = Int32Array.from({ length: data.users }, (_, user) => user);
const options = { seed: 1 };

/** ratings[user][item], undefined where there is none. */
const ratings = Array.from({ length: data.users }, (_, user) => {
  const row: (number | undefined)[] = Array(data.items).fill(undefined);
  for (let at = data.byUser.indptr[user]!; at < data.byUser.indptr[user + 1]!; at++) {
    row[data.byUser.indices[at]!] = data.byUser.values[at]!;
  }
  return row;
});
const turned = Array.from({ length: data.items }, (_, item) => ratings.map((row) => row[item]));

/** All similarities of rows, from lists that leave none out: similarity.test.ts holds these against their definitions. */
async function allSimilarities(axis: 'byUser' | 'byItem', spec: SimilaritySpec): Promise<number[][]> {
  const { indptr, indices, values } = await neighbourLists(data[axis], spec, 1000, { threads: 1 });
  return Array.from({ length: data[axis].rows }, (_, row) => {
    const all: number[] = Array(data[axis].rows).fill(0);
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) all[indices[at]!] = values[at]!;
    return all;
  });
}

const nearest = (similarities: number[], among: number[], k: number) =>
  among
    .filter((row) => similarities[row]! > 0)
    .sort((a, b) => similarities[b]! - similarities[a]! || a - b)
    .slice(0, k);
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const mean = (row: (number | undefined)[]) => {
  const known = row.filter((value) => value !== undefined);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

describe('for ranking', () => {
  const spec: SimilaritySpec = { kind: 'cosine', common: false, shrink: 2, alpha: 0.5, minSupport: 1 };

  it('itemknn adds up similarity times value over the k nearest of the scored item', async () => {
    const sims = await allSimilarities('byItem', spec);
    const model = await itemKnn.fit(data, { k: 5, shrink: 2 }, options);
    const scores = await model.scoreAll(everybody);
    for (const user of everybody) {
      for (let item = 0; item < data.items; item++) {
        const near = nearest(sims[item]!, numbers(data.items), 5);
        const expected = near.reduce((sum, other) => sum + sims[item]![other]! * (ratings[user]![other] ?? 0), 0);
        expect(scores[user * data.items + item]).toBeCloseTo(expected, 4);
      }
    }
  });

  it.each([false, true])('userknn adds up over the k nearest users (reverse: %s)', async (reverse) => {
    const sims = await allSimilarities('byUser', spec);
    const model = await userKnn.fit(data, { k: 5, shrink: 2, reverse }, options);
    const scores = await model.scoreAll(everybody);
    const lists = sims.map((row) => nearest(row, numbers(data.users), 5));
    for (const user of everybody) {
      const near = reverse ? numbers(data.users).filter((other) => lists[other]!.includes(user)) : lists[user]!;
      for (let item = 0; item < data.items; item++) {
        const expected = near.reduce((sum, other) => sum + sims[user]![other]! * (ratings[other]![item] ?? 0), 0);
        expect(scores[user * data.items + item]).toBeCloseTo(expected, 4);
      }
    }
  });

  it('normalise makes the similarities of a row add up to 1', async () => {
    const ones = dataOf(3, 3, [
      [0, 0, 1],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 1],
      [1, 2, 1],
      [2, 2, 1],
    ]);
    const model = await itemKnn.fit(ones, { k: 2, normalise: true }, options);
    const all = await model.foldIn!({ items: Int32Array.of(0, 1, 2), values: Float32Array.of(1, 1, 1) });
    for (const score of all) expect(score).toBeCloseTo(1, 6);
  });
});

describe('for ratings', () => {
  const spec: SimilaritySpec = { kind: 'msd', common: true, shrink: 0, alpha: 0.5, minSupport: 1 };
  const biases = fitBiases(data.byUser, data.byItem, baselineDefaults);

  it.each(['none', 'mean', 'baseline'] as const)(
    'userknn and itemknn predict by definition (centre: %s)',
    async (centre) => {
      for (const [algorithm, axis, rows] of [
        [userKnn, 'byUser', ratings],
        [itemKnn, 'byItem', turned],
      ] as const) {
        const sims = await allSimilarities(axis, spec);
        const model = await algorithm.fit(data, { task: 'rating', similarity: 'msd', k: 4, centre, min_k: 2 }, options);
        const scores = await model.scoreAll(everybody);
        const base = (row: number, column: number) => {
          if (centre === 'none') return 0;
          if (centre === 'mean') return mean(rows[row]!);
          const [user, item] = axis === 'byUser' ? [row, column] : [column, row];
          return biases.mean + biases.user[user]! + biases.item[item]!;
        };
        for (let row = 0; row < rows.length; row++) {
          for (let column = 0; column < rows[0]!.length; column++) {
            const among = numbers(rows.length).filter((other) => rows[other]![column] !== undefined);
            const near = nearest(sims[row]!, among, 4);
            const weight = near.reduce((sum, other) => sum + sims[row]![other]!, 0);
            const deviation = near.reduce(
              (sum, other) => sum + sims[row]![other]! * (rows[other]![column]! - base(other, column)),
              0,
            );
            const fallback = centre === 'none' ? biases.mean : base(row, column);
            const expected = near.length >= 2 ? base(row, column) + deviation / weight : fallback;
            const at = axis === 'byUser' ? row * data.items + column : column * data.items + row;
            expect(scores[at]).toBeCloseTo(expected, 3);
          }
        }
      }
    },
  );
});

describe('z-scores', () => {
  // Users 0 and 1 rated items 0, 1 and 2; user 1 also item 3, which is asked of user 0. User 2 always gives the same.
  const small = dataOf(3, 4, [
    [0, 0, 5],
    [0, 1, 3],
    [0, 2, 1],
    [1, 0, 4],
    [1, 1, 3],
    [1, 2, 2],
    [1, 3, 5],
    [2, 1, 3],
    [2, 3, 3],
  ]);

  it('are averaged and brought to the scale of the one who asks, worked by hand', async () => {
    const params = { task: 'rating', similarity: 'msd', centre: 'zscore', k: 2 } as const;
    const model = await userKnn.fit(small, params, options);
    // User 0: mean 3, standard deviation sqrt(8 / 3). User 1: mean 3.5, deviation sqrt(5 / 4); its 5 is 1.5 above the mean.
    // User 2 has no deviation of its own, and its rating is its mean: 0 whatever that is divided by.
    // Likeness 1 / (1 + mean squared difference): with user 1 differences 1, 0, 1, so 1 / (1 + 2 / 3); with user 2 there is 0, so 1.
    const near = 1 / (1 + 2 / 3);
    const expected = 3 + (Math.sqrt(8 / 3) * near * (1.5 / Math.sqrt(5 / 4))) / (near + 1);
    const [score] = await model.score(Int32Array.of(0), Int32Array.of(3));
    expect(score).toBeCloseTo(expected, 5);
  });

  it('of items are brought to the scale of the item that is asked for', async () => {
    const params = { task: 'rating', similarity: 'msd', centre: 'zscore', k: 1 } as const;
    const model = await itemKnn.fit(small, params, options);
    // Item 3: 5 and 3, mean 4, deviation 1. The nearest that user 0 rated is item 0 (from user 1 alone: 4 and 5, 1 / 2);
    // item 1 has 3 and 3 for 5 and 3, 1 / 3; item 2 has 2 for 5, 1 / 10. Item 0: 5 and 4, mean 4.5, deviation 0.5.
    const [score] = await model.score(Int32Array.of(0), Int32Array.of(3));
    expect(score).toBeCloseTo(4 + (1 * (5 - 4.5)) / 0.5, 5);
  });
});

describe('attributes', () => {
  it('are asked for where there are none', async () => {
    const bare = { ...data, itemAttributes: undefined };
    await expect(itemAttributeKnn.fit(bare, {}, options)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('parameters', () => {
  it.each([{ similarity: 'cosinus' }, { k: 0 }, { weights: 'bm' }, { shrink: -1 }])('%o is refused', async (params) => {
    const done = itemKnn.fit(data, params as Partial<typeof itemKnn.defaults>, options);
    await expect(done).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
