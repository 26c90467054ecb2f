import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { History } from './behaviour.ts';
import { type Simulated, simulate } from './fixtures.ts';
import { day, hour, kinds } from './plan.ts';
import { attention } from './popularity.ts';
import { demoSettings, mostPerUser } from './settings.ts';

const gapRule = 30 * 60_000;
const demo = simulate({ posts: 1500, users: 1500, interactions: 90_000, seed: 5 });
const kindOf = (history: History, n: number) => kinds[history.kind[n]!]!.name;

/** Every interaction of one kind, with its user's history and its item. */
function* interactions({ histories, items }: Simulated, kind: string) {
  for (const history of histories) {
    for (let n = 0; n < history.length; n++) {
      if (kindOf(history, n) !== kind) continue;
      yield { item: items[history.item[n]!]!, at: history.at[n]!, value: history.value[n]! };
    }
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('what users do', () => {
  test('is the same for a seed, another for another seed, and does not depend on who came before', () => {
    const sizes = { posts: 60, users: 20, interactions: 200 };
    const text = ({ histories }: Simulated) => JSON.stringify(histories);
    expect(text(simulate({ ...sizes, seed: 1 }))).toBe(text(simulate({ ...sizes, seed: 1 })));
    expect(text(simulate({ ...sizes, seed: 2 }))).not.toBe(text(simulate({ ...sizes, seed: 1 })));
    const later = simulate({ ...sizes, seed: 1, start: Date.UTC(2026, 5, 1) });
    const shift = later.settings.start - demo.settings.start;
    const first = simulate({ ...sizes, seed: 1 }).histories[3]!;
    expect(Array.from(later.histories[3]!.at, (at) => at - shift)).toEqual(Array.from(first.at));
  });

  test('keeps to its ranges at any size', () => {
    const sizes = fc.record({
      posts: fc.integer({ min: 10, max: 60 }),
      articles: fc.integer({ min: 0, max: 40 }),
      users: fc.integer({ min: 1, max: 30 }),
      days: fc.integer({ min: 1, max: 40 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    const property = fc.property(sizes, ({ posts, articles, users, days, part, seed }) => {
      const wanted = { posts, items: posts + articles, users, days, seed };
      const most = Math.floor((users * mostPerUser({ items: posts + articles, days })) / 3);
      const { settings, items, histories } = simulate({ ...wanted, interactions: Math.floor(part * most) });
      expect(histories.reduce((sum, { length }) => sum + length, 0)).toBe(settings.interactions);
      for (const history of histories) {
        const { item, kind, at, value, person, sessions } = history;
        expect(sessions.reduce((sum, session) => sum + session.interactions, 0)).toBe(history.length);
        expect(new Set(at).size).toBe(history.length);
        for (let n = 0; n < history.length; n++) {
          expect(at[n]).toBeGreaterThanOrEqual(Math.max(settings.start, person.joined));
          expect(at[n]).toBeLessThan(settings.start + days * day);
          expect(items[item[n]!]!.truth.publishedAt).toBeLessThanOrEqual(at[n]!);
          const isRating = kindOf(history, n) === 'rating';
          expect(isRating ? [1, 2, 3, 4, 5] : [1]).toContain(value[n]);
          if (n === 0) continue;
          const order = item[n]! - item[n - 1]! || kind[n]! - kind[n - 1]! || at[n]! - at[n - 1]!;
          expect(order).toBeGreaterThan(0);
        }
      }
    });
    fc.assert(property, { numRuns: 60, seed: 11 });
  });

  test('comes in sessions that a gap of 30 minutes finds again, each about something', () => {
    let same = 0;
    let pairs = 0;
    for (const { at, sessions, item, kind } of demo.histories) {
      const times = [...at].sort((a, b) => a - b);
      const starts = times.filter((time, n) => n === 0 || time - times[n - 1]! > gapRule);
      expect(starts).toEqual(sessions.map((session) => session.start));
      const ends = times.filter((time, n) => n === times.length - 1 || times[n + 1]! - time > gapRule);
      expect(ends).toEqual(sessions.map((session) => session.end));
      const views = [...at.keys()].filter((n) => kind[n] === 0).sort((a, b) => at[a]! - at[b]!);
      for (const [n, view] of views.slice(1).entries()) {
        if (at[view]! - at[views[n]!]! > gapRule) continue;
        const topicOf = (place: number) => demo.items[item[place]!]!.truth.topic;
        pairs += 1;
        if (topicOf(view) === topicOf(views[n]!)) same += 1;
      }
    }
    // Two items by chance are of one topic every tenth time.
    expect(same / pairs).toBeGreaterThan(0.4);
  });

  test('has a rhythm of the day, and attention that falls with the place on the page', () => {
    const hours = new Array<number>(24).fill(0);
    for (const { at } of interactions(demo, 'view')) hours[Math.floor((at % day) / hour)]! += 1;
    const between = (from: number, to: number) => mean(hours.slice(from, to));
    expect(between(19, 23)).toBeGreaterThan(3 * between(2, 6));
    const opened = new Array<number>(attention.length + 1).fill(0);
    for (const { sessions } of demo.histories)
      for (const s of sessions) for (const place of s.opened) opened[place]! += 1;
    for (const place of [2, 5, 10]) {
      // Pages that end early show fewer of the last places: hence the wide tolerance there.
      const found = opened[place]! / opened[1]!;
      expect(found / attention[place - 1]!).toBeGreaterThan(0.7);
      expect(found / attention[place - 1]!).toBeLessThan(1.1);
    }
  });

  test('makes popularity unequal, growing while it is fresh', () => {
    const views = new Float64Array(demo.items.length);
    const byAge = new Array<number>(60).fill(0);
    for (const { item, at } of interactions(demo, 'view')) {
      views[item.n]! += 1;
      byAge[Math.floor((at - item.truth.publishedAt) / day)]! += 1;
    }
    const sorted = views.toSorted();
    const n = sorted.length;
    const total = sorted.reduce((sum, value) => sum + value, 0);
    const gini = sorted.reduce((sum, value, at) => sum + (2 * (at + 1) - n - 1) * value, 0) / (n * total);
    expect(gini).toBeGreaterThan(0.5);
    expect(gini).toBeLessThan(0.8);
    expect(sorted.subarray(Math.floor(0.9 * n)).reduce((sum, value) => sum + value, 0) / total).toBeGreaterThan(0.35);
    expect(mean(byAge.slice(0, 3))).toBeGreaterThan(2 * mean(byAge.slice(7, 10)));
  });

  test('goes on about violations until they are taken away', () => {
    let before = 0;
    for (const { item, at } of interactions(demo, 'view')) {
      if (item.truth.removedAt === null) continue;
      before += 1;
      expect(at).toBeLessThan(item.truth.removedAt);
    }
    expect(before).toBeGreaterThan(100);
  });

  test('opens clickbait more than its quality earns and rates it lower; buys less of what is dear', () => {
    const alike = demo.items.filter(
      ({ truth }) => truth.violates === null && truth.quality > -1.5 && truth.quality < 0,
    );
    const viewsOf = new Map<number, number>();
    for (const { item } of interactions(demo, 'view')) viewsOf.set(item.n, (viewsOf.get(item.n) ?? 0) + 1);
    const views = (isClickbait: boolean) =>
      mean(alike.filter(({ truth }) => truth.isClickbait === isClickbait).map(({ n }) => viewsOf.get(n) ?? 0));
    expect(views(true)).toBeGreaterThan(1.5 * views(false));
    const ratings = [...interactions(demo, 'rating')];
    const rated = (isClickbait: boolean) =>
      mean(ratings.filter(({ item }) => item.truth.isClickbait === isClickbait).map(({ value }) => value));
    expect(rated(false) - rated(true)).toBeGreaterThan(0.7);
    const priced = [...interactions(demo, 'view')].flatMap(({ item }) => item.truth.price ?? []);
    const bought = [...interactions(demo, 'purchase')].map(({ item }) => item.truth.price!);
    expect(mean(bought)).toBeLessThan(0.85 * mean(priced));
  });
});

describe('settings', () => {
  test('have defaults for a first start, and say which field does not fit', () => {
    const now = Date.UTC(2026, 2, 1, 15);
    const start = Date.UTC(2026, 1, 1);
    const first = { posts: 600, items: 600, users: 400, interactions: 20_000, days: 28, seed: 1, start };
    expect(demoSettings({}, now)).toEqual(first);
    expect(demoSettings({ items: 50 }, now)).toMatchObject({ posts: 50, interactions: Math.floor((400 * 25) / 3) });
    const failure = (wanted: Parameters<typeof demoSettings>[0]) => {
      try {
        return demoSettings(wanted, now);
      } catch (error) {
        return error;
      }
    };
    expect(failure({ posts: 60, items: 50 })).toMatchObject({ code: 'BAD_INPUT', place: { field: 'items' } });
    const tooMany = { users: 10, items: 100, interactions: 1000 };
    expect(failure(tooMany)).toMatchObject({ code: 'BAD_INPUT', place: { field: 'interactions' } });
  });
});
