import { describe, expect, test } from 'vitest';
import type { FitProgress, Model } from '../model.ts';
import { plantedData } from './fixture.ts';
import { factorAlgorithms } from './index.ts';

const ratings = plantedData();
const likes = plantedData({ isImplicit: true });
const small = { factors: 6, epochs: 12 };

/** The mean score of pairs of one taste and of pairs of two. */
async function separation(model: Model): Promise<[same: number, other: number]> {
  const scores = await model.scoreAll(Int32Array.from({ length: 39 }, (_, u) => u));
  const sums: [number, number] = [0, 0];
  for (let u = 0; u < 39; u++) for (let i = 0; i < 29; i++) sums[(u + i) % 2]! += scores[u * 30 + i]!;
  return sums;
}

describe.each(factorAlgorithms.map((algorithm) => [algorithm.id, algorithm] as const))('%s', (id, algorithm) => {
  const data = id === 'ials' || id === 'bprmf' ? likes : ratings;
  const train = (threads: number, onProgress?: (progress: FitProgress) => void) =>
    algorithm.fit(data, small, { seed: 3, threads, onProgress });

  test('the loss falls, planted tastes are found, and all numbers are numbers', async () => {
    const losses: number[] = [];
    const model = await train(1, ({ loss }) => losses.push(loss!));
    expect(losses).toHaveLength(small.epochs);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    const [same, other] = await separation(model);
    expect(same).toBeGreaterThan(other);
    const all = await model.scoreAll(Int32Array.from({ length: 40 }, (_, u) => u));
    expect(all.every(Number.isFinite)).toBe(true);
  });

  test('the same seed gives the same bytes on any number of threads, another seed others', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((threads) => train(threads)));
    expect(two!.sections()).toEqual(one!.sections());
    expect(three!.sections()).toEqual(one!.sections());
    const other = await algorithm.fit(data, small, { seed: 4, threads: 1 });
    expect(other.sections()).not.toEqual(one!.sections());
  });

  test('a saved model scores as the fitted one; a damaged one is refused', async () => {
    const model = await train(1);
    const again = algorithm.restore({ ...model.params }, model.sections(), data);
    const users = Int32Array.of(0, 7, 39);
    expect(await again.scoreAll(users)).toEqual(await model.scoreAll(users));
    expect(again.sections()).toEqual(model.sections());
    const damaged = { ...model.sections(), users: new Float32Array(3) };
    expect(() => algorithm.restore({ ...model.params }, damaged, data)).toThrow(/'users' is missing or damaged/);
  });

  test('pairs, lists and reasons agree with the scores', async () => {
    const model = await train(1);
    const row = await model.scoreAll(Int32Array.of(5));
    const pairs = await model.score(Int32Array.of(5, 5), Int32Array.of(0, 29));
    expect(pairs[0]).toBeCloseTo(row[0]!, 4);
    expect(pairs[1]).toBeCloseTo(row[29]!, 4);
    const sum = model.explain(5, 4).reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(row[4]!, 4);
    const top = await model.recommend(Int32Array.of(5), { k: 3, exclude: data.byUser });
    const own = data.byUser.indices.subarray(data.byUser.indptr[5], data.byUser.indptr[6]);
    for (const item of top.items) expect(own).not.toContain(item);
    expect(top.scores[0]).toBeGreaterThanOrEqual(top.scores[1]!);
  });

  test('items of one taste are alike', async () => {
    const model = await algorithm.fit(data, { ...small, epochs: 40 }, { seed: 3, threads: 1 });
    const alike = await model.similarItems!(Int32Array.of(0, 1), 5);
    expect(alike.items).not.toContain(-1);
    expect([...alike.items.subarray(0, 5)]).not.toContain(0);
    for (const cosine of alike.scores) expect(Math.abs(cosine)).toBeLessThanOrEqual(1.0001);
  });

  test('is called off, and refuses what makes no sense', async () => {
    const controller = new AbortController();
    const running = algorithm.fit(data, small, {
      seed: 1,
      threads: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(algorithm.fit(data, { factors: 0 }, { seed: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

test('folding in a known user nearly gives their own scores back', async () => {
  for (const id of ['als', 'ials']) {
    const algorithm = factorAlgorithms.find((one) => one.id === id)!;
    const data = id === 'ials' ? likes : ratings;
    const model = await algorithm.fit(data, { factors: 4, epochs: 60 }, { seed: 3, threads: 1 });
    const { indptr, indices, values } = data.byUser;
    const [start, end] = [indptr[6]!, indptr[7]!];
    const folded = await model.foldIn!({ items: indices.slice(start, end), values: values.slice(start, end) });
    const own = await model.scoreAll(Int32Array.of(6));
    const gaps = own.map((score, item) => Math.abs(score - folded[item]!));
    expect(Math.max(...gaps), id).toBeLessThan(id === 'als' ? 0.6 : 0.02);
  }
});

test('non-negative factors stay so with either solver, and a negative rating is refused', async () => {
  const nmf = factorAlgorithms.find(({ id }) => id === 'nmf')!;
  for (const solver of ['sgd', 'multiplicative']) {
    const losses: number[] = [];
    const model = await nmf.fit(
      ratings,
      { ...small, solver },
      { seed: 1, threads: 1, onProgress: (p) => losses.push(p.loss!) },
    );
    const { users, items } = model.sections();
    expect(
      [...users!, ...items!].every((value) => value >= 0),
      solver,
    ).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  }
  const negative = { ...ratings, byUser: { ...ratings.byUser, values: ratings.byUser.values.map((v) => -v) } };
  await expect(nmf.fit(negative, small, { seed: 1, threads: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test.each(['uniform', 'popularity', 'dynamic'])('BPR with %s negatives puts what is liked first', async (sampler) => {
  const bpr = factorAlgorithms.find(({ id }) => id === 'bprmf')!;
  const model = await bpr.fit(likes, { factors: 8, epochs: 60, sampler }, { seed: 2, threads: 1 });
  const [same, other] = await separation(model);
  expect(same).toBeGreaterThan(other);
});
