import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryStore } from '../testing/store.ts';
import type { DescribedRow, NewInteraction } from './catalog.ts';
import { readCatalog } from './catalog-read.ts';

let bench: ReturnType<typeof temporaryStore>;
beforeEach(() => {
  bench = temporaryStore();
});
afterEach(() => bench.remove());

const explicit = () => 'explicit' as const;
const rating = (user: string, item: string, value: number, at = 1): NewInteraction => ({
  user,
  item,
  kind: 'rating',
  value,
  at,
});
const rowsOf = (table: 'user' | 'item') =>
  bench.store.db.raw.prepare(`SELECT external_id, attributes FROM ${table} ORDER BY id`).raw().all();

describe('interactions', () => {
  test('make bare users and items; the same again is unchanged, another value updates, another time is another', async () => {
    const { catalog } = bench.store;
    const first = [rating('b', 'x', 3), rating('a', 'x', 4), rating('a', 'y', 5)];
    expect(await catalog.add(first, explicit)).toEqual({ added: 3, updated: 0, unchanged: 0 });
    expect(await catalog.add(first, explicit)).toEqual({ added: 0, updated: 0, unchanged: 3 });
    const again = [rating('a', 'x', 2), rating('a', 'x', 4, 9), rating('a', 'y', 5)];
    expect(await catalog.add(again, explicit)).toEqual({ added: 1, updated: 1, unchanged: 1 });
    expect(rowsOf('user')).toEqual([
      ['b', '{}'],
      ['a', '{}'],
    ]);
    expect(catalog.kinds()).toEqual([{ id: 1, name: 'rating', signal: 'explicit' }]);
    const stored = readCatalog(bench.store.db.raw.name, (reader) => [...reader.interactions()]);
    expect(stored).toEqual([
      [1, 1, 1, 1, 3],
      [2, 1, 1, 1, 2],
      [2, 1, 1, 9, 4],
      [2, 2, 1, 1, 5],
    ]);
  });

  test('of the same one twice in one batch the last stands', async () => {
    const { catalog } = bench.store;
    const twice = Array.from({ length: 200 }, (_, n) => rating('a', 'x', n));
    await catalog.add(twice, explicit);
    expect(readCatalog(bench.store.db.raw.name, (reader) => [...reader.interactions()])).toEqual([[1, 1, 1, 1, 199]]);
  });

  test('among many that are known, the one that changed and the one that is new are found', async () => {
    const { catalog } = bench.store;
    const many = (value: number) => Array.from({ length: 500 }, (_, n) => rating(`u${n}`, 'x', n === 333 ? value : 1));
    expect(await catalog.add(many(1), explicit)).toEqual({ added: 500, updated: 0, unchanged: 0 });
    expect(await catalog.add(many(1), explicit)).toEqual({ added: 0, updated: 0, unchanged: 500 });
    expect(await catalog.add(many(2), explicit)).toEqual({ added: 0, updated: 1, unchanged: 499 });
    const more = [...many(2), rating('u400', 'x', 1, 7)];
    expect(await catalog.add(more, explicit)).toEqual({ added: 1, updated: 0, unchanged: 500 });
  });

  test('go with their user or item', async () => {
    await bench.store.catalog.add([rating('a', 'x', 1), rating('a', 'y', 1), rating('b', 'x', 1)], explicit);
    bench.store.db.raw.exec("DELETE FROM user WHERE external_id = 'b'; DELETE FROM item WHERE external_id = 'y'");
    expect(readCatalog(bench.store.db.raw.name, (reader) => reader.count('interaction'))).toBe(1);
  });

  test('many are cut into transactions', async () => {
    const many = Array.from({ length: 25_000 }, (_, n) => rating(`u${n % 97}`, `i${n % 101}`, n % 5, n));
    expect(await bench.store.catalog.add(many, explicit)).toEqual({ added: 25_000, updated: 0, unchanged: 0 });
  });
});

describe('users and items', () => {
  test('what an interaction named is filled; what a file does not speak of stays; null takes away', () => {
    const { catalog } = bench.store;
    catalog.idsOf('user', ['a', 'b'], null);
    const described: DescribedRow[] = [
      { id: 'a', attributes: { gender: 'F', age: 30 } },
      { id: 'c', attributes: { age: 5 } },
    ];
    expect(catalog.describe('user', described, null)).toEqual({ added: 1, updated: 1, unchanged: 0 });
    expect(catalog.describe('user', described, null)).toEqual({ added: 0, updated: 0, unchanged: 2 });
    const more = [{ id: 'a', attributes: { job: ['x', 'y'], age: null } }];
    expect(catalog.describe('user', more, null)).toEqual({ added: 0, updated: 1, unchanged: 0 });
    expect(rowsOf('user')).toEqual([
      ['a', '{"gender":"F","job":["x","y"]}'],
      ['b', '{}'],
      ['c', '{"age":5}'],
    ]);
  });

  test('attributes keep their place and take a new type', () => {
    const { catalog } = bench.store;
    catalog.setAttributes('user', [{ name: 'age', type: 'category' }]);
    catalog.setAttributes('item', [{ name: 'age', type: 'text' }]);
    catalog.setAttributes('user', [
      { name: 'job', type: 'category' },
      { name: 'age', type: 'number' },
    ]);
    expect(catalog.attributes()).toEqual([
      { subject: 'user', name: 'age', type: 'number' },
      { subject: 'item', name: 'age', type: 'text' },
      { subject: 'user', name: 'job', type: 'category' },
    ]);
  });
});

test('the revision grows with every change and with nothing else; its stamp never comes again', async () => {
  const { catalog, db } = bench.store;
  const stamps = new Set<string>();
  const moves = async (work: () => unknown, by: number) => {
    const before = catalog.revision();
    await work();
    expect(catalog.revision() - before).toBe(by);
    stamps.add(readCatalog(db.raw.name, ({ stamp }) => stamp));
  };
  expect(catalog.revision()).toBe(0);
  await moves(() => catalog.kindId('rating', 'explicit'), 1);
  await moves(() => catalog.kindId('rating', 'implicit'), 0);
  await moves(() => catalog.setSignal('rating', 'implicit'), 1);
  await moves(() => catalog.setSignal('rating', 'implicit'), 0);
  await moves(() => catalog.idsOf('user', ['a'], null), 1);
  await moves(() => catalog.idsOf('user', ['a'], null), 0);
  await moves(() => catalog.describe('user', [{ id: 'a', attributes: {} }], null), 0);
  await moves(() => catalog.describe('user', [{ id: 'a', attributes: { age: 1 } }], null), 1);
  await moves(() => catalog.setAttributes('user', [{ name: 'age', type: 'number' }]), 1);
  await moves(() => catalog.setAttributes('user', [{ name: 'age', type: 'number' }]), 0);
  await moves(() => catalog.add([rating('a', 'x', 1)], explicit), 2);
  await moves(() => catalog.add([rating('a', 'x', 1)], explicit), 0);
  expect(stamps.size).toBe(6);
  expect(catalog.setSignal('nothing', 'explicit')).toBe(false);
});

test('rules: seeded once, versioned, one that changes nothing makes no version', () => {
  const { rules } = bench.store;
  const rule = (name: string, alpha = 1) => ({
    name,
    about: '',
    signal: 'implicit' as const,
    kinds: [],
    halfLifeDays: null,
    threshold: 0,
    alpha,
  });
  rules.seed([rule('z'), rule('any')]);
  expect(rules.save(rule('own'), 'ann')).toMatchObject({ version: 1, actor: 'ann', isBuiltIn: false });
  expect(rules.save(rule('own'), 'bob')).toMatchObject({ version: 1, actor: 'ann' });
  expect(rules.save(rule('any', 2), 'bob')).toMatchObject({ version: 2, alpha: 2, isBuiltIn: true });
  rules.seed([rule('z'), rule('any')]);
  expect(rules.list().map(({ name, version }) => `${name} ${version}`)).toEqual(['z 1', 'any 2', 'own 1']);
  expect(rules.get('any', 1)).toMatchObject({ alpha: 1, actor: 'steward' });
  expect(() => rules.get('none')).toThrow("no rule 'none'");
  expect(() => rules.get('any', 7)).toThrow('no version 7');
});
