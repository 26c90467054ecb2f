import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { SignalRule } from '../../contract/index.ts';
import { csrFromTriples, transpose } from '../../numeric/csr.ts';
import type { CatalogData } from '../interactions/catalog-data.ts';
import { interactionsOf } from '../interactions/interactions.ts';
import { builtInRules, pairsOf, signalSource } from '../interactions/signals.ts';
import { SignalCache } from './signal-cache.ts';
import { signalsOf } from './signal-matrices.ts';

const [ratings, any, engagement] = builtInRules as [SignalRule, SignalRule, SignalRule];

interface Row {
  user: number;
  item: number;
  kind: string;
  value: number;
}

function dataOf(rows: readonly Row[], revision = 1): CatalogData {
  const interactions = interactionsOf(
    rows.map(({ user, item, ...rest }, time) => ({ user: `${user}`, item: `${item}`, time, ...rest })),
  );
  return {
    ...{ revision, hash: '', interactions, userAttributes: null, itemAttributes: null, prices: null },
    signals: interactions.kinds.ids.map((kind) => (kind === 'rating' ? 'explicit' : 'implicit')),
    ...{ userRows: new Int32Array(), itemRows: new Int32Array(), title: () => null },
  };
}

const someRows = fc.array(
  fc.record({
    user: fc.integer({ min: 0, max: 5 }),
    item: fc.integer({ min: 0, max: 7 }),
    kind: fc.constantFrom('view', 'rating'),
    value: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 60 },
);

test('the matrices are those that are made of the pairs as triples, and in shared memory', () => {
  fc.assert(
    fc.property(someRows, fc.constantFrom(...builtInRules), (rows, rule) => {
      const source = signalSource(dataOf(rows));
      const { pairs, byUser, byItem, hash } = signalsOf(source, rule);
      const { users, items, user, item, value } = pairsOf(source, rule);
      const direct = csrFromTriples(users.size, items.size, user, item, value);
      expect(byUser).toEqual(direct);
      expect(byItem).toEqual(transpose(direct));
      expect(hash).toMatch(/^[\da-f]{64}$/);
      for (const array of [pairs.user, pairs.time!, byUser.indptr, byUser.values, byItem.indices]) {
        expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
      }
    }),
  );
});

test('the hash is that of the pairs: rules that say the same have one, others not', () => {
  const views = signalSource(dataOf([{ user: 1, item: 1, kind: 'view', value: 1 }]));
  const rated = signalSource(dataOf([{ user: 1, item: 1, kind: 'rating', value: 1 }]));
  expect(signalsOf(rated, ratings).hash).toBe(signalsOf(views, any).hash);
  expect(signalsOf(views, engagement).hash).not.toBe(signalsOf(views, any).hash);
});

describe('the cache', () => {
  let cache: SignalCache;
  beforeEach(() => {
    cache = new SignalCache();
  });
  afterEach(() => cache.close());
  const rows = [
    { user: 1, item: 1, kind: 'view', value: 1 },
    { user: 0, item: 1, kind: 'rating', value: 4 },
  ];

  it('makes what a rule says once for all who ask, whatever the rule is called', async () => {
    const data = dataOf(rows);
    const asked = [cache.get(data, any), cache.get(data, { ...any, name: 'all' })];
    const [first, second] = await Promise.all(asked);
    expect(second).toBe(first);
    expect(first).toEqual(signalsOf(signalSource(data), any));
    expect(await cache.get(data, ratings)).not.toBe(first);
    expect(await cache.get(data, any)).toBe(first);
  });

  it('makes it anew for changed data, and keeps the last few rules', async () => {
    const first = await cache.get(dataOf(rows), any);
    const later = dataOf(rows, 2);
    const second = await cache.get(later, any);
    expect(second).not.toBe(first);
    const rules = [1, 2, 3, 4].map((alpha) => ({ ...any, alpha }));
    for (const rule of rules.slice(0, 3)) await cache.get(later, rule);
    expect(await cache.get(later, any)).toBe(second);
    for (const rule of rules) await cache.get(later, rule);
    expect(await cache.get(later, any)).not.toBe(second);
  });

  it('is called off with the workspace', async () => {
    const asked = cache.get(dataOf(rows), any);
    cache.close();
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(cache.get(dataOf(rows), any)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
