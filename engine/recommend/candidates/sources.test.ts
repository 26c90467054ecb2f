import { beforeAll, describe, expect, test } from 'vitest';
import { interactionsOf } from '../../catalog/interactions/interactions.ts';
import { type Activity, activityOf, countsBetween, historyOf } from './activity.ts';
import { type CandidateRequest, recentWeights } from './source.ts';
import { demographicSource, freshSource, popularSource, trendingSource } from './sources/counts.ts';
import { interestsOf } from './sources/interests.ts';
import { newAt } from './sources/new-items.ts';
import { followedSource, itemToItemSource, userToUserSource } from './sources/people.ts';
import { newTextSource, textSource } from './sources/vectors.ts';
import { ExactIndex } from './vectors/exact-index.ts';
import { allBut, itemFilter } from './vectors/vector-index.ts';

const day = 86_400_000;
const now = 100 * day;
// Items 0 to 4: 'a' grows, 'b' is steady, 'c' was popular once.
const events = [
  ['u0', 'a', 1],
  ['u0', 'b', 3],
  ['u1', 'a', 0.5],
  ['u1', 'b', 1],
  ['u1', 'c', 50],
  ['u2', 'a', 1],
  ['u2', 'c', 60],
  ['u2', 'd', 20],
  ['u3', 'c', 55],
  ['u3', 'e', 1.5],
  ['u3', 'b', 9],
] as const;
const data = interactionsOf(events.map(([user, item, age]) => ({ user, item, value: 1, time: now - age * day })));
const id = (name: string) => data.items.row(name)!;
const names = (items: Int32Array) => Array.from(items, (item) => data.items.id(item)).join('');
let activity: Activity;
beforeAll(async () => {
  activity = await activityOf(data, now);
});
const ask = (user: number, more: Partial<CandidateRequest> = {}): CandidateRequest => {
  return { user, history: historyOf(activity, user), ...more };
};

test('activity is by user and time, and ends with now', async () => {
  expect(names(historyOf(activity, 2).items)).toBe('cda');
  const earlier = await activityOf(data, now - 10 * day);
  expect(names(historyOf(earlier, 2).items)).toBe('cd');
  expect(historyOf(activity, -1).items.length).toBe(0);
  expect(countsBetween(activity, 0, 2)[id('a')]).toBe(3);
});

test('recent events count more: halved with each half-life', () => {
  const history = { items: Int32Array.of(9, 4, 9), values: Float32Array.of(1, 1, 2), times: null };
  const { items, weights } = recentWeights(history, { most: 10, halfLife: 1 });
  expect([...items]).toEqual([9, 4]);
  expect([...weights]).toEqual([2.25, 0.5]);
});

describe('counts', () => {
  test('popular, of all time and of a window', async () => {
    expect(names((await popularSource(activity).candidates(ask(0), 3)).items)).toBe('abc');
    const window = await popularSource(activity, { days: 2 }).candidates(ask(0), 9);
    expect(names(window.items)).toBe('abe');
    expect([...window.scores]).toEqual([3, 1, 1]);
    const filtered = await popularSource(activity).candidates(ask(0, { filter: allBut(5, [id('a')]) }), 1);
    expect(names(filtered.items)).toBe('b');
  });

  test('trending: worked by hand', async () => {
    const source = trendingSource(activity, { days: 2, before: 14, shrinkage: 1 });
    const { items, scores } = await source.candidates(ask(0), 9);
    // Lately a 3, b 1, e 1; before b 2 in 14 days, 2/7 in two; all together 5 against 2/7, for less than 1 counts 1.
    expect(names(items)).toBe('aeb');
    expect(scores[0]).toBeCloseTo(3 + 5, 5);
    expect(scores[1]).toBeCloseTo(1 + 5, 5);
    expect(scores[2]).toBeCloseTo((1 + 5) / (1 + 2 / 7), 5);
    const timeless = { ...activity, time: null };
    expect((await trendingSource(timeless).candidates(ask(0), 9)).absent).toMatch(/no times/);
  });

  test('fresh: newest first, few of a publisher, nothing from the future', async () => {
    const published = Float64Array.of(1, 2, 3, 101, 4).map((days) => days * day);
    const publisher = Int32Array.of(1, 1, 1, 2, -1);
    const source = freshSource(activity, { published, publisher }, { perPublisher: 2 });
    expect([...(await source.candidates(ask(0), 9)).items]).toEqual([4, 2, 1]);
    const hidden = ask(0, { filter: allBut(5, [2]) });
    expect([...(await source.candidates(hidden, 9)).items]).toEqual([4, 1, 0]);
    expect((await freshSource(activity, { published: null, publisher }).candidates(ask(0), 9)).absent).toBeDefined();
  });

  test('demographic: popular in the group, shrunk', async () => {
    const groups = Int32Array.of(0, 0, 1, 1);
    const source = demographicSource(activity, groups, { shrinkage: 1 });
    const { items, scores } = await source.candidates(ask(2), 5);
    expect(names(items)[0]).toBe('c');
    expect(scores[0]).toBeCloseTo((2 + 3 / 11) / 7, 5);
    expect((await source.candidates(ask(-1), 5)).absent).toMatch(/group/);
    expect((await source.candidates(ask(-1, { group: 0 }), 1)).items[0]).toBe(id('a'));
    expect((await demographicSource(activity, null).candidates(ask(0), 5)).absent).toBeDefined();
  });
});

describe('people', () => {
  test('user-to-user is the same as all pairs by hand', async () => {
    const { items, scores } = await userToUserSource(activity, { halfLife: 1e9 }).candidates(ask(0), 9);
    // u0 has a, b; u1 shares both of 3 items, u2 one of 3, u3 one of 3.
    const cosine = (common: number, count: number) => common / Math.sqrt(2) / Math.sqrt(count);
    expect(names(items)).toBe('cde');
    expect(scores[0]).toBeCloseTo(cosine(2, 3) + 2 * cosine(1, 3), 5);
    expect(scores[1]).toBeCloseTo(cosine(1, 3), 5);
    expect((await userToUserSource(activity).candidates(ask(-1), 9)).absent).toMatch(/nothing yet/);
  });

  test('item-to-item sums similarities by recency', async () => {
    const table = [
      [1, 0.5],
      [2, 0.4],
    ] as const;
    const model = {
      similarItems: async (items: Int32Array, k: number) => ({
        k,
        items: Int32Array.from({ length: items.length * k }, (_, at) => table[at % k]?.[0] ?? -1),
        scores: Float32Array.from({ length: items.length * k }, (_, at) => table[at % k]?.[1] ?? Number.NaN),
      }),
    };
    const { items, scores } = await itemToItemSource(model, { halfLife: 1 }).candidates(
      ask(0, { history: { items: Int32Array.of(3, 2), values: Float32Array.of(1, 1), times: null } }),
      4,
    );
    // 2 is in the history itself.
    expect([...items]).toEqual([1]);
    expect(scores[0]).toBeCloseTo(0.75, 5);
    expect((await itemToItemSource(null).candidates(ask(0), 4)).absent).toMatch(/No model/);
  });

  test('followed publishers: share over rank', async () => {
    const publisher = new Int32Array(5).fill(7);
    publisher[id('c')] = 8;
    const source = followedSource(activity, { published: null, publisher });
    const { items, scores } = await source.candidates(ask(0), 9);
    // u0 met a and b, both of 7; left of it are d and e, met once each.
    expect(names(items)).toBe('de');
    expect([...scores]).toEqual([1, 0.5]);
    expect(
      (await followedSource(activity, { published: null, publisher: null }).candidates(ask(0), 9)).absent,
    ).toBeDefined();
  });
});

describe('vectors', () => {
  test('two interests are searched apart: the mean alone would miss both', async () => {
    const values = Float32Array.of(1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9, 0.7, 0.7, 0, 0);
    const embeddings = { dimensions: 2, values };
    const index = await ExactIndex.build({ ...embeddings, similarity: 'cosine' });
    const history = { items: Int32Array.of(0, 2), values: Float32Array.of(1, 1), times: null };
    const request = { user: -1, history };
    const one = await textSource(embeddings, index, { interests: 1 }).candidates(request, 1);
    expect([...one.items]).toEqual([4]);
    const queries = interestsOf({ items: history.items, weights: Float32Array.of(1, 1) }, embeddings, 3)!;
    expect(queries.length).toBe(6);
    const more = await textSource(embeddings, index).candidates(request, 3);
    expect([...more.items].sort()).toEqual([1, 3, 4]);
    expect((await textSource(null, index).candidates(request, 1)).absent).toBeDefined();
    const blank = { ...request, history: { ...history, items: Int32Array.of(5, 5) } };
    expect((await textSource(embeddings, index).candidates(blank, 1)).absent).toMatch(/No recent item/);
  });

  test('new items by text: only those that were hardly met and are out, and that the filter lets through', async () => {
    const values = Float32Array.of(1, 0, 0.9, 0.1, 0.8, 0.2, 0.6, 0.4, 0.5, 0.5);
    const embeddings = { dimensions: 2, values };
    const index = await ExactIndex.build({ ...embeddings, similarity: 'cosine' });
    const met = Float32Array.of(9, 5, 4, 0, 0);
    const published = Float64Array.of(1, 1, 1, Number.NaN, 20);
    const source = newTextSource(embeddings, index, async () => itemFilter(5, newAt({ met, published, now: 10 })));
    const history = { items: Int32Array.of(0), values: Float32Array.of(1), times: null };
    const request = { user: -1, history };
    const { items, scores } = await source.candidates(request, 9);
    expect([...items]).toEqual([2, 3]);
    expect(scores[0]).toBeCloseTo(0.8 / Math.hypot(0.8, 0.2), 5);
    const filter = itemFilter(5, (item) => item !== 2);
    expect([...(await source.candidates({ ...request, filter }, 9)).items]).toEqual([3]);
    const old = newTextSource(embeddings, index, async () => itemFilter(5, () => false));
    expect((await old.candidates(request, 9)).absent).toMatch(/met 5 times or more/);
  });
});
