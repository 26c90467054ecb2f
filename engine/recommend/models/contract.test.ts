import { describe, expect, it } from 'vitest';
import { plantedData } from './fixtures.ts';
import { type Algorithm, modelIds } from './model.ts';
import { algorithms } from './registry.ts';

const data = plantedData(60, 45);
const everybody = Int32Array.from({ length: data.users }, (_, user) => user);

/** What is checked of every model here; the factorisations have their own tests in factors/. */
const cases: [string, Record<string, number | string | boolean>, { history?: 'same' }?][] = [
  ['toppopular', {}, { history: 'same' }],
  ['baseline', {}],
  ['baseline', { method: 'sgd' }],
  ['itemknn', { k: 8, similarity: 'cosine', weights: 'bm25' }, { history: 'same' }],
  ['itemknn', { k: 8, similarity: 'dice', normalise: true }, { history: 'same' }],
  ['itemknn', { task: 'rating', similarity: 'pearson', centre: 'baseline', k: 8 }],
  ['itemknn', { task: 'rating', similarity: 'msd', centre: 'mean', k: 8 }],
  ['userknn', { k: 8, similarity: 'asymmetric', alpha: 0.3, weights: 'tfidf' }],
  ['userknn', { k: 8, similarity: 'jaccard', reverse: true }],
  ['userknn', { task: 'rating', similarity: 'msd', centre: 'mean', k: 8 }],
  ['userknn', { task: 'rating', similarity: 'cosine', centre: 'none', k: 8, min_k: 3 }],
  ['userknn', { task: 'rating', similarity: 'msd', centre: 'zscore', k: 8 }],
  ['itemknn', { task: 'rating', similarity: 'cosine', centre: 'zscore', k: 8 }],
  ['itemattributeknn', { k: 10 }, { history: 'same' }],
  ['itemattributeknn', { task: 'rating', centre: 'baseline' }],
  ['userattributeknn', { k: 10 }],
  ['group', { groups: 3, k: 5 }],
  ['group', { recommender: 'itemknn', k: 5 }],
  ['paco', { k: 5, l: 5 }],
  ['svd', { factors: 4 }, { history: 'same' }],
  ['svd', { factors: 4, task: 'rating' }],
  ['ease', { l2: 5 }, { history: 'same' }],
  ['slim', { alpha: 0.05, l1_ratio: 0.01, k: 20 }, { history: 'same' }],
  ['content', {}, { history: 'same' }],
  ['content', { source: 'attributes' }, { history: 'same' }],
];

describe('the registry', () => {
  it('has every model', () => {
    expect([...algorithms.keys()].sort()).toEqual([...modelIds].sort());
  });
});

describe.each(cases)('%s %o', (id, params, { history } = {}) => {
  const algorithm: Algorithm = algorithms.get(id as (typeof modelIds)[number])!;
  const train = (threads = 1) => algorithm.fit(data, params, { seed: 3, threads });

  it('gives the same bytes for the same seed, on one thread and on two', async () => {
    const [first, second, parallel] = await Promise.all([train(), train(), train(2)]);
    const scores = await first.scoreAll(everybody);
    expect(scores).toHaveLength(data.users * data.items);
    expect(scores.every(Number.isFinite)).toBe(true);
    for (const other of [second, parallel]) {
      expect(await other.scoreAll(everybody)).toEqual(scores);
      expect(other.sections()).toEqual(first.sections());
    }
  });

  it('comes back from its sections as it was', async () => {
    const model = await train();
    const copy = algorithm.restore({ ...model.params }, structuredClone(model.sections()), data);
    expect(copy.params).toEqual(model.params);
    expect(Object.keys(model.params).sort()).toEqual(Object.keys(algorithm.defaults).sort());
    expect(await copy.scoreAll(everybody)).toEqual(await model.scoreAll(everybody));
  });

  it('scores pairs as it scores rows, and lists the best of them', async () => {
    const model = await train();
    const users = Int32Array.of(5, 2, 5, 59);
    const items = Int32Array.of(0, 44, 7, 3);
    const rows = await model.scoreAll(users);
    const pairs = await model.score(users, items);
    pairs.forEach((score, pair) => {
      expect(score).toBeCloseTo(rows[pair * data.items + items[pair]!]!, 4);
    });
    const top = await model.recommend(Int32Array.of(2), { k: 5, exclude: data.byUser });
    const own = rows.subarray(data.items, 2 * data.items);
    const known = new Set(data.byUser.indices.subarray(data.byUser.indptr[2], data.byUser.indptr[3]));
    const best = Array.from(own.keys())
      .filter((item) => !known.has(item))
      .sort((a, b) => own[b]! - own[a]! || a - b);
    expect([...top.items]).toEqual(best.slice(0, 5));
  });

  it('explains a score by shares that add up to it', async () => {
    const model = await train();
    const rows = await model.scoreAll(Int32Array.of(4, 31));
    for (const [row, user] of [4, 31].entries()) {
      for (let item = 0; item < data.items; item += 7) {
        const sum = model.explain(user, item).reduce((total, { value }) => total + value, 0);
        expect(sum).toBeCloseTo(rows[row * data.items + item]!, 3);
      }
    }
  });

  it('gives a newcomer with a known history sound scores', async () => {
    const model = await train();
    if (!model.foldIn) return expect(history).toBeUndefined();
    const [start, end] = [data.byUser.indptr[9]!, data.byUser.indptr[10]!];
    const known = { items: data.byUser.indices.slice(start, end), values: data.byUser.values.slice(start, end) };
    const scores = await model.foldIn(known);
    expect(scores).toHaveLength(data.items);
    expect(scores.every(Number.isFinite)).toBe(true);
    const row = await model.scoreAll(Int32Array.of(9));
    row.forEach((score, item) => {
      if (history === 'same') expect(scores[item]).toBeCloseTo(score, 3);
    });
  });

  it('lists similar items without the item itself, best first', async () => {
    const model = await train();
    const { items, scores } = (await model.similarItems?.(Int32Array.of(3, 8), 4)) ?? { items: [], scores: [] };
    for (const [place, item] of items.entries()) {
      expect(item).not.toBe(place < 4 ? 3 : 8);
      if (place % 4 > 0) expect(scores[place - 1]! >= scores[place]! || item === -1).toBe(true);
    }
  });

  it('can be called off', async () => {
    if (id === 'toppopular' || id === 'baseline' || id === 'content') return;
    const done = algorithm.fit(data, params, { seed: 3, signal: AbortSignal.abort() });
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('damaged sections', () => {
  it.each(['toppopular', 'baseline', 'itemknn', 'group', 'paco', 'svd', 'ease', 'slim'] as const)(
    'are refused by %s',
    (id) => {
      const algorithm: Algorithm = algorithms.get(id)!;
      const sections = { values: new Float32Array(3), indptr: new Int32Array(2) };
      expect(() => algorithm.restore(algorithm.defaults, sections, data)).toThrow(/missing or damaged/);
    },
  );
});
