import { describe, expect, test } from 'vitest';
import { csrFromTriples, transpose } from '../../../numeric/csr.ts';
import type { FitProgress, Model, TrainingData } from '../model.ts';
import { plantedData } from './fixture.ts';
import { factorAlgorithms } from './index.ts';
import { solveRow } from './solve.ts';

const ratings = plantedData();
const likes = plantedData({ isImplicit: true });
const small = { factors: 6, epochs: 12 };

function historyOf({ byUser: { indptr, indices, values } }: TrainingData, user: number) {
  const [start, end] = [indptr[user]!, indptr[user + 1]!];
  return { items: indices.slice(start, end), values: values.slice(start, end) };
}

/** The data without what one user did. */
function without(data: TrainingData, left: number): TrainingData {
  const { indptr, indices, values } = data.byUser;
  const rows = Array.from(indices, (_, k) => indptr.findIndex((start, row) => start <= k && k < indptr[row + 1]!));
  const kept = rows.map((_, k) => k).filter((k) => rows[k] !== left);
  const of = (from: ArrayLike<number>) => kept.map((k) => from[k]!);
  const byUser = csrFromTriples(data.users, data.items, of(rows), of(indices), of(values));
  return { ...data, byUser, byItem: transpose(byUser) };
}

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

/** How far scores of a folded-in user may be from their own ones after a long training. */
const foldIns: [id: string, params: Record<string, number | string>, gap: number][] = [
  ['als', {}, 0.6],
  ['ials', {}, 0.02],
  ['mf', { epochs: 300 }, 0.3],
  ['svdpp', { epochs: 300 }, 0.5],
  ['nmf', { epochs: 300 }, 0.3],
  ['nmf', { epochs: 300, solver: 'multiplicative' }, 0.1],
];

test.each(foldIns)('%s %o: folding in a known user nearly gives their own scores back', async (id, params, gap) => {
  const algorithm = factorAlgorithms.find((one) => one.id === id)!;
  const data = id === 'ials' ? likes : ratings;
  const model = await algorithm.fit(data, { factors: 4, epochs: 60, ...params }, { seed: 3, threads: 1 });
  const folded = await model.foldIn!(historyOf(data, 6));
  const own = await model.scoreAll(Int32Array.of(6));
  const gaps = own.map((score, item) => Math.abs(score - folded[item]!));
  expect(Math.max(...gaps)).toBeLessThan(gap);
});

test.each(factorAlgorithms.map((algorithm) => [algorithm.id, algorithm] as const))(
  '%s finds the taste of a user who was not there, and takes an empty history',
  async (id, algorithm) => {
    const whole = id === 'ials' || id === 'bprmf' ? likes : ratings;
    const model = await algorithm.fit(without(whole, 6), { factors: 4, epochs: 60 }, { seed: 3, threads: 1 });
    const scores = await model.foldIn!(historyOf(whole, 6));
    expect(scores).toHaveLength(whole.items);
    let lead = 0;
    for (let item = 0; item < 28; item += 2) lead += scores[item]! - scores[item + 1]!;
    expect(lead / 14).toBeGreaterThan(0.2);
    const none = await model.foldIn!({ items: new Int32Array(0), values: new Float32Array(0) });
    expect(none.every(Number.isFinite)).toBe(true);
    expect(await model.foldIn!(historyOf(whole, 6))).toEqual(scores);
  },
);

test('a newcomer of BPR stands where the loss over all pairs is nearly flat', async () => {
  const bpr = factorAlgorithms.find(({ id }) => id === 'bprmf')!;
  const reg = 0.05;
  const model = await bpr.fit(likes, { factors: 4, epochs: 40, reg }, { seed: 3, threads: 1 });
  const history = historyOf(likes, 6);
  const scores = await model.foldIn!(history);
  const { items: q } = model.sections();
  const known = new Set(history.items);
  const others = Array.from({ length: likes.items }, (_, item) => item).filter((item) => !known.has(item));
  // Scores are b + q . p, so that p comes from the scores of as many items as there are factors, less their biases.
  const bias = model.sections().itemBias!;
  const p = solveRow({
    rows: q!,
    factors: 4,
    weights: new Float32Array(likes.items).fill(1),
    targets: scores.map((score, item) => score - bias[item]!),
    lambda: 0,
  })!;
  const gradient = p.map((value) => reg * history.items.length * value);
  for (const i of history.items) {
    for (const j of others) {
      const z = 1 / (1 + Math.exp(scores[i]! - scores[j]!)) / others.length;
      for (let f = 0; f < 4; f++) gradient[f]! -= z * (q![i * 4 + f]! - q![j * 4 + f]!);
    }
  }
  const start = history.items.length / 2;
  for (const slope of gradient) expect(Math.abs(slope) / start).toBeLessThan(0.02);
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
