import { expect, test } from 'vitest';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { interactionsOf } from '../../catalog/interactions/interactions.ts';
import { builtInRules } from '../../catalog/interactions/signals.ts';
import { hadOf, historiesOf, holdOut, relevantOf } from './hold-out.ts';

const any = builtInRules.find(({ name }) => name === 'any')!;

function dataOf(rows: readonly { user: string; item: string; time?: number }[]): CatalogData {
  const interactions = interactionsOf(rows.map((row) => ({ ...row, value: 1, kind: 'view' })));
  return {
    revision: 1,
    hash: 'x',
    interactions,
    signals: ['implicit'],
    userRows: Int32Array.from({ length: interactions.users.size }, (_, row) => 100 + row),
    itemRows: Int32Array.from({ length: interactions.items.size }, (_, row) => 200 + row),
    userAttributes: null,
    itemAttributes: null,
    prices: null,
    itemTexts: null,
    title: () => null,
  };
}

const pairsIn = ({ interactions: { users, items, user, item } }: CatalogData) =>
  Array.from(user, (row, at) => `${users.id(row)}${items.id(item[at]!)}`);

test('what is held out is the latest share, whole moments of it, and what has no time is old', () => {
  const data = dataOf([
    { user: 'a', item: '1', time: 10 },
    { user: 'a', item: '2', time: 40 },
    { user: 'b', item: '1' },
    { user: 'b', item: '2', time: 40 },
    { user: 'b', item: '3', time: 20 },
    { user: 'c', item: '1', time: 30 },
  ]);
  const held = holdOut(data, { share: 0.2, seed: 1 });
  expect(held).toMatchObject({ split: 'time', cutoff: 40 });
  expect(pairsIn(held.after)).toEqual(['a2', 'b2']);
  expect(pairsIn(held.before)).toEqual(['a1', 'b1', 'b3', 'c1']);
  expect(held.before.interactions.time).toEqual(Float64Array.of(10, Number.NaN, 20, 30));
});

test('relevant is what was not had before', () => {
  const data = dataOf([
    { user: 'a', item: '1', time: 1 },
    { user: 'a', item: '1', time: 9 },
    { user: 'a', item: '2', time: 9 },
    { user: 'b', item: '2', time: 9 },
  ]);
  const held = holdOut(data, { share: 0.75, seed: 1 });
  const relevant = relevantOf(held, hadOf(held.before), any);
  expect([...relevant.indptr]).toEqual([0, 1, 2]);
  expect([...relevant.indices]).toEqual([1, 1]);
});

test('without times each user keeps something, and all of a pair is on one side', () => {
  const rows = Array.from({ length: 10 }, (_, user) =>
    Array.from({ length: 10 }, (_, item) => [
      { user: `u${user}`, item: `i${item}` },
      { user: `u${user}`, item: `i${item}` },
    ]).flat(),
  ).flat();
  const held = holdOut(dataOf(rows), { share: 0.3, seed: 5 });
  expect(held).toMatchObject({ split: 'user', cutoff: null });
  const [before, after] = [new Set(pairsIn(held.before)), new Set(pairsIn(held.after))];
  expect([before.size, after.size]).toEqual([70, 30]);
  expect([...after].filter((pair) => before.has(pair))).toEqual([]);
  expect(pairsIn(held.before).length).toBe(140);
  expect(pairsIn(holdOut(dataOf(rows), { share: 0.3, seed: 6 }).after)).not.toEqual(pairsIn(held.after));
});

test('histories are by the numbers of the workspace, oldest first', () => {
  const data = dataOf([
    { user: 'a', item: '1', time: 30 },
    { user: 'a', item: '2', time: 10 },
    { user: 'a', item: '3' },
  ]);
  const history = historiesOf(data);
  expect(history(100).map(({ item, at }) => [item, at])).toEqual([
    [202, -1],
    [201, 10],
    [200, 30],
  ]);
  expect(history(100)[0]).toMatchObject({ kind: 'view', signal: 'implicit', value: 1 });
  expect(history(7)).toEqual([]);
});

test('a share that leaves nothing is refused', () => {
  const data = dataOf([{ user: 'a', item: '1', time: 1 }]);
  expect(() => holdOut(data, { share: 0.5, seed: 1 })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});
