import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Signal, type SignalRule, signalRule } from '../../contract/index.ts';
import type { CatalogData } from './catalog-data.ts';
import { type Interaction, interactionsOf } from './interactions.ts';
import { builtInRules, pairsOf, signalSource } from './signals.ts';

const day = 24 * 60 * 60 * 1000;
const [ratings, any, engagement] = builtInRules as [SignalRule, SignalRule, SignalRule];

/** Data as a workspace has it; kinds are implicit but 'rating'. */
function dataOf(list: readonly Interaction[]): CatalogData {
  const interactions = interactionsOf(list);
  const signals = interactions.kinds.ids.map((kind): Signal => (kind === 'rating' ? 'explicit' : 'implicit'));
  const none = { userAttributes: null, itemAttributes: null, prices: null, title: () => null };
  const rows = { userRows: new Int32Array(), itemRows: new Int32Array() };
  return { revision: 1, hash: JSON.stringify(list), interactions, signals, ...rows, ...none };
}

/** 'a x 4 @500' for each pair. */
function told(list: readonly Interaction[], rule: SignalRule, now?: number): string[] {
  const data = dataOf(list);
  const { users, items } = data.interactions;
  const pairs = pairsOf(signalSource(data), rule, now);
  return [...pairs.user.keys()].map((at) => {
    const pair = `${users.id(pairs.user[at]!)} ${items.id(pairs.item[at]!)} ${pairs.value[at]}`;
    return pairs.time && !Number.isNaN(pairs.time[at]!) ? `${pair} @${pairs.time[at]}` : pair;
  });
}

const rule = (more: Partial<SignalRule>) => signalRule.parse({ name: 'own', signal: 'implicit', kinds: [], ...more });
const term = (kind: string, more: object = {}) => ({ kind, weight: 1, useValue: false, atLeast: null, ...more });
const did = (user: string, item: string, kind: string, value = 1, time?: number): Interaction => ({
  user,
  item,
  kind,
  value,
  ...(time === undefined ? {} : { time }),
});

describe('built-in rules', () => {
  test('are what the contract takes', () => {
    for (const builtIn of builtInRules) expect(signalRule.parse(builtIn)).toEqual(builtIn);
  });

  test('ratings: the latest rating of each pair, and no traces', () => {
    const list = [
      did('a', 'x', 'rating', 5, 900),
      did('a', 'x', 'rating', 2, 400),
      did('a', 'x', 'view', 1, 950),
      did('b', 'x', 'view', 1, 10),
      did('b', 'y', 'rating', 3, 20),
    ];
    expect(told(list, ratings)).toEqual(['a x 5 @900', 'b y 3 @20']);
  });

  test('any: 1 for every pair, at the time of its latest interaction', () => {
    const list = [did('a', 'x', 'view', 7, 5), did('b', 'y', 'rating', 1, 1), did('a', 'x', 'rating', 2, 9)];
    expect(told(list, any)).toEqual(['a x 1 @9', 'b y 1 @1']);
  });

  test('engagement: weights, half-life of 90 days before the newest interaction, ratings from 4', () => {
    const now = 1000 * day;
    const list = [
      did('a', 'x', 'view', 1, now),
      did('a', 'x', 'purchase', 1, now - 90 * day),
      did('a', 'y', 'rating', 3, now),
      did('b', 'y', 'rating', 4, now - 180 * day),
      did('b', 'z', 'watched', 1, now),
    ];
    // 1 + (1 + 5 / 2); a rating of 3 does not count; 1 + 4 / 4; 'watched' has no weight.
    expect(told(list, engagement)).toEqual([`a x 4.5 @${now}`, `b y 2 @${now - 180 * day}`]);
  });
});

describe('the formula', () => {
  test('weight, value, alpha and threshold', () => {
    const list = [did('a', 'x', 'play', 3), did('a', 'x', 'skip'), did('b', 'x', 'play', 1), did('b', 'x', 'skip')];
    const kinds = [term('play', { weight: 2, useValue: true }), term('skip', { weight: -3 })];
    expect(told(list, rule({ kinds, alpha: 10 }))).toEqual(['a x 31']);
    expect(told(list, rule({ kinds, threshold: -1 }))).toEqual(['a x 4', 'b x 0']);
  });

  test('interactions without a time count in full, and one is as late as none', () => {
    const list = [did('a', 'x', 'view'), did('a', 'y', 'view', 1, 50 * day), did('a', 'z', 'view', 1, 100 * day)];
    const half = rule({ kinds: [term('view')], halfLifeDays: 50 });
    expect(told(list, half)).toEqual(['a x 2', `a y 1.5 @${50 * day}`, `a z 2 @${100 * day}`]);
    expect(told(list, half, 150 * day)).toEqual(['a x 2', `a y 1.25 @${50 * day}`, `a z 1.5 @${100 * day}`]);
  });

  test('one kind may have several terms', () => {
    const list = [did('a', 'x', 'rating', 5), did('a', 'y', 'rating', 3), did('a', 'z', 'rating', 1)];
    const kinds = [term('rating', { atLeast: 3 }), term('rating', { atLeast: 5, weight: 4 })];
    expect(told(list, rule({ kinds }))).toEqual(['a x 6', 'a y 2']);
  });

  test('of two ratings at one time the last stands; a rating under the least is none', () => {
    const list = [did('a', 'x', 'rating', 1, 7), did('a', 'x', 'rating', 2, 7), did('a', 'x', 'rating', 0, 9)];
    const kinds = [term('rating', { atLeast: 1 })];
    expect(told(list, rule({ signal: 'explicit', kinds }))).toEqual(['a x 2 @7']);
  });
});

const kindNames = ['view', 'rating', 'buy'];
const interaction: fc.Arbitrary<Interaction> = fc
  .record({
    user: fc.constantFrom('a', 'b', 'c'),
    item: fc.constantFrom('x', 'y', 'z'),
    kind: fc.constantFrom(...kindNames),
    value: fc.integer({ min: -2, max: 5 }),
    time: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  .map(({ time, ...rest }) => (time === undefined ? rest : { ...rest, time: time * day }));
const anyRule = fc.record({
  name: fc.constant('own'),
  about: fc.constant(''),
  signal: fc.constantFrom<Signal>('explicit', 'implicit'),
  kinds: fc.array(
    fc.record({
      kind: fc.constantFrom(...kindNames, 'unheard'),
      weight: fc.integer({ min: -2, max: 3 }),
      useValue: fc.boolean(),
      atLeast: fc.option(fc.integer({ min: 0, max: 4 })),
    }),
    { maxLength: 4 },
  ),
  halfLifeDays: fc.option(fc.integer({ min: 1, max: 5 })),
  threshold: fc.integer({ min: -1, max: 3 }),
  alpha: fc.constantFrom(0, 1, 0.5),
});

/** The docstring of the contract, word by word. */
function twin(list: readonly Interaction[], rule: SignalRule): Map<string, number> {
  const out = new Map<string, number>();
  const newest = Math.max(0, ...list.map(({ time }) => time ?? 0));
  for (const user of ['a', 'b', 'c']) {
    for (const item of ['x', 'y', 'z']) {
      let strength = 0;
      let best: { time: number; value: number } | undefined;
      for (const one of list) {
        if (one.user !== user || one.item !== item) continue;
        const terms =
          rule.kinds.length > 0
            ? rule.kinds
            : kindNames
                .filter((kind) => rule.signal === 'implicit' || kind === 'rating')
                .map((kind) => ({ kind, weight: 1, useValue: false, atLeast: null }));
        for (const { kind, weight, useValue, atLeast } of terms) {
          if (kind !== one.kind || (atLeast !== null && one.value < atLeast)) continue;
          const age = one.time === undefined ? 0 : (newest - one.time) / day;
          const decay = rule.halfLifeDays === null ? 1 : 2 ** (-age / rule.halfLifeDays);
          strength += weight * (useValue ? one.value : 1) * decay;
          if (!best || (one.time ?? -1) >= best.time) best = { time: one.time ?? -1, value: one.value };
        }
      }
      if (!best) continue;
      if (rule.signal === 'explicit') out.set(`${user}${item}`, best.value);
      else if (strength >= rule.threshold) out.set(`${user}${item}`, 1 + rule.alpha * strength);
    }
  }
  return out;
}

test('the pairs are those of a brute-force reading, in the order of user and item', () => {
  fc.assert(
    fc.property(fc.array(interaction, { maxLength: 40 }), anyRule, (list, rule) => {
      const data = dataOf(list);
      const { users, items } = data.interactions;
      const { user, item, value } = pairsOf(signalSource(data), rule);
      const expected = twin(list, rule);
      const keys = [...user.keys()].map((at) => `${users.id(user[at]!)}${items.id(item[at]!)}`);
      expect(new Set(keys)).toEqual(new Set(expected.keys()));
      for (const [at, key] of keys.entries()) expect(value[at]).toBeCloseTo(expected.get(key)!, 5);
      const places = [...user.keys()].map((at) => user[at]! * items.size + item[at]!);
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});
