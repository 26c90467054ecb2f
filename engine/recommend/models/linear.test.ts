import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../numeric/linalg.ts';
import { gramOf } from '../../numeric/linalg-gram.ts';
import type { Neighbours } from '../../numeric/similarity.ts';
import { ease } from './ease.ts';
import { dataOf, plantedData } from './fixtures.ts';
import type { Algorithm } from './model.ts';
import { itemKnn } from './neighbourhood.ts';
import { slim } from './slim.ts';
import { slimWeights } from './slim-fit.ts';
import { svd } from './svd.ts';
import { truncatedSvd } from './svd-fit.ts';

const data = plantedData(50, 30);
const n = data.items;
const gram = gramOf(data.byUser, data.byItem);
/** Weights from item i to all others: the scores of a newcomer who has nothing but i. */
async function weightsOf(model: Awaited<ReturnType<typeof ease.fit>>): Promise<Float32Array[]> {
  const alone = (i: number) => ({ items: Int32Array.of(i), values: Float32Array.of(1) });
  return Promise.all(Array.from({ length: n }, (_, i) => model.foldIn!(alone(i))));
}

describe('gramOf', () => {
  it('is the product of the transpose with the matrix', () => {
    const row = (item: number) => {
      const dense = new Float64Array(data.users);
      for (let at = data.byItem.indptr[item]!; at < data.byItem.indptr[item + 1]!; at++) {
        dense[data.byItem.indices[at]!] = data.byItem.values[at]!;
      }
      return dense;
    };
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const other = row(j);
        expect(gram[i * n + j]).toBe(row(i).reduce((sum, value, user) => sum + value * other[user]!, 0));
      }
    }
  });
});

describe('ease', () => {
  it('is where the gradient of its loss vanishes, off the diagonal', async () => {
    const b = await weightsOf(await ease.fit(data, { l2: 3 }, { seed: 1 }));
    for (let j = 0; j < n; j++) {
      expect(b[j]![j]).toBe(0);
      for (let i = 0; i < n; i++) {
        if (i === j) continue;
        let gradient = 3 * b[i]![j]! - gram[i * n + j]!;
        for (let k = 0; k < n; k++) gradient += gram[i * n + k]! * b[k]![j]!;
        expect(Math.abs(gradient)).toBeLessThan(0.02);
      }
    }
  });

  it('takes no l2 of zero', async () => {
    await expect(ease.fit(data, { l2: 0 }, { seed: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('slim', () => {
  it('meets the optimality conditions of the elastic net with weights of zero and more', async () => {
    const params = { alpha: 0.2, l1_ratio: 0.3, k: n, tol: 1e-7, max_iter: 1000 };
    const w = await weightsOf(await slim.fit(data, params, { seed: 1 }));
    const l1 = 0.2 * 0.3 * data.users;
    const l2 = 0.2 * 0.7 * data.users;
    let zeros = 0;
    for (let j = 0; j < n; j++) {
      expect(w[j]![j]).toBe(0);
      for (let i = 0; i < n; i++) {
        if (i === j) continue;
        let gradient = l1 + l2 * w[i]![j]! - gram[i * n + j]!;
        for (let k = 0; k < n; k++) gradient += gram[i * n + k]! * w[k]![j]!;
        expect(w[i]![j]).toBeGreaterThanOrEqual(0);
        if (w[i]![j]! > 0) expect(Math.abs(gradient)).toBeLessThan(0.01);
        else expect(gradient).toBeGreaterThan(-0.01);
        if (w[i]![j] === 0) zeros += 1;
      }
    }
    expect(zeros).toBeGreaterThan(0);
  });
});

describe('slim with little room for active items', () => {
  it('finds the same weights', async () => {
    const params = { ...slim.defaults, alpha: 0.2, l1_ratio: 0.3, k: n, tol: 1e-7, max_iter: 1000 } as const;
    const [much, little] = await Promise.all([n, 4].map((room) => slimWeights(data, params, { seed: 1 }, room)));
    expect(little!.indices.length).toBeGreaterThan(4 * n);
    const weights = ({ indptr, indices, values }: Neighbours) => {
      const all = new Float32Array(n * n);
      for (let j = 0; j < n; j++) {
        for (let at = indptr[j]!; at < indptr[j + 1]!; at++) all[j * n + indices[at]!] = values[at]!;
      }
      return all;
    };
    const expected = weights(much!);
    weights(little!).forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected[at]!, 4);
    });
  });
});

describe('folding a user in', () => {
  const size = { users: 12, items: 20 };
  const entry = fc.tuple(fc.nat(size.users - 1), fc.nat(size.items - 1), fc.integer({ min: 1, max: 5 }));
  const algorithms = { ease, slim, itemknn: itemKnn } as const;

  it.each(['ease', 'slim', 'itemknn'] as const)('who is in the training gives the very scores of %s', async (id) => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 80 }), async (entries) => {
        const own = dataOf(size.users, size.items, entries);
        const algorithm: Algorithm = algorithms[id];
        const model = await algorithm.fit(own, {}, { seed: 1 });
        const { indptr, indices, values } = own.byUser;
        for (let user = 0; user < size.users; user++) {
          const [start, end] = [indptr[user]!, indptr[user + 1]!];
          const scores = await model.foldIn!({ items: indices.slice(start, end), values: values.slice(start, end) });
          expect(scores).toEqual(await model.scoreAll(Int32Array.of(user)));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('truncated SVD', () => {
  it('finds the singular values and directions of the whole matrix', () => {
    const { values, vectors } = symmetricEigen(Float64Array.from(gram), n);
    const { users, items } = truncatedSvd({ byUser: data.byUser, factors: 3, iterations: 12, seed: 5 });
    for (let f = 0; f < 3; f++) {
      let square = 0;
      for (let user = 0; user < data.users; user++) square += users[user * 3 + f]! ** 2;
      expect(square / values[f]!).toBeCloseTo(1, 4);
      let cosine = 0;
      for (let item = 0; item < n; item++) cosine += items[item * 3 + f]! * vectors[f * n + item]!;
      expect(Math.abs(cosine)).toBeCloseTo(1, 3);
    }
  });

  it('gives the matrix back with as many factors as its rank', async () => {
    const model = await svd.fit(data, { factors: n }, { seed: 1 });
    const scores = await model.scoreAll(Int32Array.of(7));
    const dense = new Float32Array(n);
    for (let at = data.byUser.indptr[7]!; at < data.byUser.indptr[8]!; at++) {
      dense[data.byUser.indices[at]!] = data.byUser.values[at]!;
    }
    for (let item = 0; item < n; item++) expect(scores[item]).toBeCloseTo(dense[item]!, 3);
  });

  it('predicts about the baseline where nothing else is learned, on the scale of the ratings', async () => {
    const model = await svd.fit(data, { factors: 2, task: 'rating' }, { seed: 1 });
    const scores = await model.scoreAll(Int32Array.of(0, 1, 2));
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeGreaterThan(2);
    expect(mean).toBeLessThan(5);
  });
});
