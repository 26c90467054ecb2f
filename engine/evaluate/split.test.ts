import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Interactions, interactionsOf } from '../catalog/interactions/interactions.ts';
import { type SplitKind, splitKinds } from '../contract/models.ts';
import { folds, split } from './split.ts';

/** Data with repeated pairs, users of one pair and equal times. */
const someData = fc
  .array(
    fc.record({
      user: fc.integer({ min: 0, max: 12 }).map((n) => `u${n}`),
      item: fc.integer({ min: 0, max: 9 }).map((n) => `i${n}`),
      value: fc.integer({ min: 1, max: 5 }),
      time: fc.integer({ min: 0, max: 30 }),
    }),
    { minLength: 60, maxLength: 120 },
  )
  .map(interactionsOf);
const seeds = fc.integer({ min: 0, max: 1000 });

const pairAt = (data: Interactions, at: number) => `${data.user[at]} ${data.item[at]}`;
const pairs = (data: Interactions, places: Int32Array) => [...places].map((at) => pairAt(data, at));

describe('every split', () => {
  test.each(splitKinds)('%s: no pair of the test is in train, none is lost, none comes twice', (kind) => {
    fc.assert(
      fc.property(someData, seeds, (data, seed) => {
        const { train, test } = split(data, kind, { seed });
        const all = [...pairs(data, train), ...pairs(data, test)];
        expect(new Set(all).size).toBe(all.length);
        expect(new Set(all)).toEqual(new Set(pairs(data, Int32Array.from(data.user.keys()))));
      }),
    );
  });

  test.each(splitKinds)('%s: the same seed gives the same split, also of the latest of repeated pairs', (kind) => {
    fc.assert(
      fc.property(someData, seeds, (data, seed) => {
        expect(split(data, kind, { seed })).toEqual(split(data, kind, { seed }));
        for (const at of split(data, kind, { seed }).test) {
          for (let other = 0; other < data.user.length; other++) {
            if (pairAt(data, other) === pairAt(data, at))
              expect(data.time![other]).toBeLessThanOrEqual(data.time![at]!);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('temporal: nothing in train is later than anything in the test', () => {
  fc.assert(
    fc.property(someData, seeds, (data, seed) => {
      const { train, test } = split(data, 'temporal', { seed });
      const latest = Math.max(...[...train].map((at) => data.time![at]!));
      for (const at of test) expect(data.time![at]).toBeGreaterThanOrEqual(latest);
    }),
  );
});

test.each([
  ['cold-users', 'user'],
  ['cold-items', 'item'],
] as const)('%s: whoever is in the test is absent from train', (kind, side) => {
  fc.assert(
    fc.property(someData, seeds, (data, seed) => {
      const { train, test } = split(data, kind, { seed, share: 0.3 });
      const learnt = new Set([...train].map((at) => data[side][at]));
      for (const at of test) expect(learnt.has(data[side][at]!)).toBe(false);
    }),
  );
});

test('leave-one-out takes one pair of each user with two or more: the latest, or any', () => {
  fc.assert(
    fc.property(someData, seeds, fc.constantFrom('latest', 'random'), (data, seed, leave) => {
      const { train, test } = split(data, 'loo', { seed, leave: leave as 'latest' | 'random' });
      const users = [...test].map((at) => data.user[at]!);
      expect(new Set(users).size).toBe(users.length);
      for (const at of test) {
        const own = [...train].filter((other) => data.user[other] === data.user[at]);
        expect(own.length).toBeGreaterThan(0);
        if (leave === 'latest') for (const o of own) expect(data.time![o]).toBeLessThanOrEqual(data.time![at]!);
      }
    }),
  );
});

test('per user: every user keeps something to learn from', () => {
  fc.assert(
    fc.property(someData, seeds, fc.double({ min: 0.1, max: 0.95, noNaN: true }), (data, seed, share) => {
      const { train, test } = split(data, 'user', { seed, share });
      const learnt = new Set([...train].map((at) => data.user[at]));
      for (const at of test) expect(learnt.has(data.user[at]!)).toBe(true);
    }),
  );
});

test('folds cover every pair once and never test what they learn', () => {
  fc.assert(
    fc.property(someData, seeds, (data, seed) => {
      const parts = folds(data, 5, seed);
      const tested = parts.flatMap(({ test }) => pairs(data, test));
      expect(new Set(tested).size).toBe(tested.length);
      for (const { train, test } of parts) {
        expect(train.length + test.length).toBe(tested.length);
        const learnt = new Set(pairs(data, train));
        for (const pair of pairs(data, test)) expect(learnt.has(pair)).toBe(false);
      }
    }),
  );
});

test('says what is missing', () => {
  const data = interactionsOf([
    { user: 'a', item: 'x', value: 1 },
    { user: 'a', item: 'y', value: 1 },
  ]);
  const attempt = (kind: SplitKind, share?: number) => () => split(data, kind, { seed: 1, share });
  expect(attempt('temporal')).toThrow('no times');
  expect(attempt('random', 1)).toThrow('outside of 0 to 1');
  expect(attempt('cold-users')).toThrow('nothing to test on');
  expect(split(data, 'loo', { seed: 1 }).test).toHaveLength(1);
});
