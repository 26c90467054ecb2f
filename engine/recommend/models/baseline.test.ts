import { describe, expect, it } from 'vitest';
import { baseline } from './baseline.ts';
import { baselineDefaults, fitBiases } from './baseline-fit.ts';
import { dataOf } from './fixtures.ts';
import { topPopular } from './toppopular.ts';

const data = dataOf(3, 2, [
  [0, 0, 5],
  [0, 1, 3],
  [1, 0, 4],
]);

describe('biases', () => {
  it('are those of one worked epoch of least squares: items first, then users', () => {
    const { mean, item, user } = fitBiases(data.byUser, data.byItem, { ...baselineDefaults, epochs: 1 });
    expect(mean).toBe(4);
    expect([...item]).toEqual([Math.fround(1 / 12), Math.fround(-1 / 11)]);
    expect(user[0]).toBeCloseTo((1 - 1 / 12 + (-1 + 1 / 11)) / 17, 7);
    expect(user[1]).toBeCloseTo(-1 / 12 / 16, 7);
    expect(user[2]).toBe(0);
  });

  it('come near the least squares without regularisation by gradient descent too', () => {
    const params = { ...baselineDefaults, method: 'sgd', epochs: 4000, lr: 0.05, reg: 0 } as const;
    const { mean, item, user } = fitBiases(data.byUser, data.byItem, params);
    expect(mean + user[0]! + item[0]!).toBeCloseTo(5, 3);
    expect(mean + user[0]! + item[1]!).toBeCloseTo(3, 3);
    expect(mean + user[1]! + item[0]!).toBeCloseTo(4, 3);
  });
});

describe('baseline', () => {
  it('gives a newcomer without a history the mean and the items their biases', async () => {
    const model = await baseline.fit(data, {}, { seed: 1 });
    const stranger = await model.foldIn!({ items: new Int32Array(0), values: new Float32Array(0) });
    const known = await model.scoreAll(Int32Array.of(2));
    expect(stranger).toEqual(known);
  });
});

describe('toppopular', () => {
  it('counts users, not values', async () => {
    const model = await topPopular.fit(data, {}, { seed: 1 });
    expect([...(await model.scoreAll(Int32Array.of(2)))]).toEqual([2, 1]);
  });
});
