import { describe, expect, test } from 'vitest';
import { attributesOf } from '../../catalog/interactions/attributes.ts';
import { Vocabulary } from '../../catalog/interactions/vocabulary.ts';
import { csrFromTriples, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import { als } from '../models/factors/als.ts';
import type { FactorModel } from '../models/factors/factor-model.ts';
import { groupProfiles, groupsOf } from './demographics.ts';
import { type ElicitationTree, estimateAt, growTree, historyFrom, nodeAfter } from './elicitation.ts';
import { beta, explore, type NewItem } from './exploration.ts';
import { factorTargets, scoresOfProfile, vectorOfProfile } from './factor-targets.ts';
import { likeInAttributes, rateFromNeighbours, vectorFromNeighbours } from './new-items.ts';

/** users x items from rows of ratings, 0 for none. */
const matrix = (rows: number[][]) => {
  const at = rows.flatMap((row, u) => row.flatMap((value, i) => (value ? [[u, i, value] as const] : [])));
  const [u, i, v] = [0, 1, 2].map((part) => at.map((entry) => entry[part]!)) as [number[], number[], number[]];
  return csrFromTriples(rows.length, rows[0]!.length, u, i, v);
};

describe('questions', () => {
  // Item 1 says all about item 2; item 0 says nothing.
  const ratings = matrix([
    [5, 5, 5],
    [1, 5, 5],
    [5, 1, 1],
    [1, 1, 1],
    [5, 0, 3],
    [1, 0, 3],
  ]);
  const options = { likedFrom: 4, leastUsers: 2, shrinkage: 0 };

  test('the first one parts the population best: worked by hand', async () => {
    const tree = await growTree(ratings, { ...options, depth: 1 });
    // Squared errors left by asking about 0: 16 of item 1 and 16 of item 2; about 1: 24 of item 0; about 2: 24 of item 0 and 4 of
    // item 2, because who does not like it are two kinds of people.
    expect([...tree.item]).toEqual([1, -1, -1, -1]);
    expect([...tree.users]).toEqual([6, 2, 2, 2]);
    const said = (answer: 'like' | 'dislike' | 'unknown') => estimateAt(tree, nodeAfter(tree, 0, answer));
    expect(said('like').profile[2]).toBe(5);
    expect(said('dislike').profile[2]).toBe(1);
    expect(said('unknown').profile[2]).toBe(3);
    expect([...said('like').liking]).toEqual([0.5, 1, 1]);
    expect(nodeAfter(tree, 1, 'like')).toBe(1);
  });

  test('estimates are shrunk to those before', async () => {
    const tree = await growTree(ratings, { ...options, depth: 1, shrinkage: 2 });
    // Two ratings of 5 after a mean of 3, which counts as two.
    expect(estimateAt(tree, nodeAfter(tree, 0, 'like')).profile[2]).toBeCloseTo((10 + 6) / 4, 5);
  });

  test('an item is asked once on a path, a small node is not asked, and depth holds', async () => {
    const deep = await growTree(ratings, { ...options, depth: 3, leastUsers: 2 });
    const walk = (tree: ElicitationTree, node: number, asked: number[]): void => {
      const item = tree.item[node]!;
      if (item < 0) return;
      expect(asked).not.toContain(item);
      expect(asked.length).toBeLessThan(3);
      for (let answer = 0; answer < 3; answer++) {
        const next = tree.children[node * 3 + answer]!;
        if (next >= 0) walk(tree, next, [...asked, item]);
      }
    };
    walk(deep, 0, []);
    expect((await growTree(ratings, { ...options, depth: 5, leastUsers: 7 })).item.length).toBe(1);
    expect((await growTree(ratings, { ...options, depth: 0 })).item.length).toBe(1);
  });

  test('by factors: the question that parts their space', async () => {
    const factors = matrix([
      [1, 9],
      [2, 9],
      [8, 1],
      [9, 1],
      [5, 5],
      [5, 5],
    ]);
    const tree = await growTree(ratings, { ...options, depth: 1 }, factors);
    expect(tree.item[0]).toBe(1);
    expect([...estimateAt(tree, nodeAfter(tree, 0, 'like')).profile]).toEqual([1.5, 9]);
  });

  test('a model gives its users as targets: profiles are their means, and score as the model does', async () => {
    const training = { users: 6, items: 3, byUser: ratings, byItem: transpose(ratings) };
    const model = (await als.fit(training, { factors: 2, epochs: 3 }, { seed: 1 })) as FactorModel;
    const targets = factorTargets(model, ratings);
    const tree = await growTree(ratings, { ...options, depth: 0 }, targets);
    const { profile } = estimateAt(tree, 0);
    const all = await model.scoreAll(Int32Array.of(0, 1, 2, 3, 4, 5));
    scoresOfProfile(model, profile).forEach((score, item) => {
      const mean = [0, 1, 2, 3, 4, 5].reduce((sum, user) => sum + all[user * 3 + item]! / 6, 0);
      expect(score).toBeCloseTo(mean, 4);
    });
    expect([...vectorOfProfile(profile)]).toEqual([profile[0], profile[1], 1]);
    const without = factorTargets(
      model,
      matrix([
        [1, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
      ]),
    );
    expect([...without.indptr]).toEqual([0, 3, 3, 3, 3, 3, 6]);
  });

  test('answers become a history; growing can be called off, and hears how far it is', async () => {
    const said = [
      { item: 4, answer: 'like' },
      { item: 2, answer: 'dislike' },
      { item: 9, answer: 'unknown' },
    ] as const;
    expect(historyFrom(said, { liked: 5, disliked: 1 })).toEqual({
      items: Int32Array.of(4, 2),
      values: Float32Array.of(5, 1),
    });
    expect([...historyFrom(said, { liked: 1, disliked: null }).items]).toEqual([4]);
    const cancelled = growTree(ratings, { ...options, signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(growTree(ratings, { ...options, depth: 99 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const seen: number[] = [];
    const tree = await growTree(ratings, { ...options, depth: 1, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual(Array.from(tree.item, (_, n) => n + 1));
  });
});

test('groups and what is to be expected of them: worked by hand', () => {
  const users = new Vocabulary(['a', 'b', 'c', 'd']);
  const attributes = attributesOf(users, [
    { id: 'a', attributes: ['age:20s', 'job:none'] },
    { id: 'b', attributes: ['age:20s'] },
    { id: 'c', attributes: ['age:30s'] },
  ]);
  const groups = groupsOf(attributes, ['age']);
  expect(groups).toEqual({ of: Int32Array.of(0, 0, 1, -1), names: ['age:20s', 'age:30s'] });
  const ratings = matrix([
    [5, 0],
    [4, 0],
    [1, 2],
    [2, 4],
  ]);
  const profiles = groupProfiles(ratings, groups, 2);
  // All: mean 3; item 0: (12 + 6) / 6 = 3. Group 0: (9 + 6) / 4; of item 1 nothing: (6 + 6) / 4 = 3 for all.
  expect([...profiles.ratings]).toEqual([3.75, 3, (1 + 6) / 3, (2 + 6) / 3].map(Math.fround));
  expect([...profiles.shares]).toEqual([1, 0.25, 1, (1 + 1) / 3].map(Math.fround));
});

test('a new item starts where its content neighbours are', () => {
  const attributes = matrix([
    [1, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
    [1, 1, 0],
  ]);
  const near = likeInAttributes(attributes, transpose(attributes), 4, 5, (item) => item !== 1);
  expect([...near.items]).toEqual([0, 2]);
  expect([...near.similarities]).toEqual([1, Math.fround(Math.SQRT1_2)]);
  const even = { items: Int32Array.of(0, 2), similarities: Float32Array.of(3, 1) };
  const vectors = { dimensions: 2, values: Float32Array.of(4, 0, 9, 9, 0, 8) };
  expect([...vectorFromNeighbours(even, vectors)!]).toEqual([3, 2]);
  expect(vectorFromNeighbours({ items: new Int32Array(0), similarities: new Float32Array(0) }, vectors)).toBeNull();
  expect(rateFromNeighbours(even, { shown: [10, 0, 10], liked: [4, 0, 0] }, 0.5)).toBeCloseTo(12 / 40, 6);
  expect(rateFromNeighbours(even, { shown: [0, 0, 0], liked: [0, 0, 0] }, 0.5)).toBe(0.5);
});

describe('exploration', () => {
  test('draws of the beta distribution have its mean and variance', () => {
    const random = seededRandom(3);
    for (const [a, b] of [
      [2, 5],
      [0.5, 0.5],
      [40, 10],
    ] as const) {
      const draws = Array.from({ length: 20_000 }, () => beta(random, a, b));
      const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
      const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
      expect(mean).toBeCloseTo(a / (a + b), 2);
      expect(variance).toBeCloseTo((a * b) / ((a + b) ** 2 * (a + b + 1)), 2);
    }
  });

  test.each(['thompson', 'ucb'] as const)('%s keeps to its budget, and finds the good ones', (policy) => {
    const rates = [0.02, 0.05, 0.3, 0.04, 0.03];
    const arms: NewItem[] = rates.map((_, item) => ({ item, shown: 0, liked: 0, expected: 0.1 }));
    const random = seededRandom(7);
    for (let feed = 0; feed < 1500; feed++) {
      const { items } = explore(arms, { budget: 1, policy, enough: Number.POSITIVE_INFINITY, seed: feed });
      expect(items.length).toBe(1);
      const arm = arms[items[0]!]!;
      arm.shown += 1;
      if (random.uniform() < rates[arm.item]!) arm.liked += 1;
    }
    expect(arms[2]!.shown).toBeGreaterThan(900);
    expect(explore(arms, { budget: 9, policy, enough: 10, seed: 1 }).items).not.toContain(2);
    expect(explore(arms, { budget: 2, policy, seed: 1 })).toEqual(explore(arms, { budget: 2, policy, seed: 1 }));
    expect(explore(arms, { budget: 0, policy, seed: 1 }).items.length).toBe(0);
    expect(() => explore(arms, { budget: 0.5, policy, seed: 1 })).toThrow(/places/);
  });
});
