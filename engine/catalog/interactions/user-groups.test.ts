import { expect, test } from 'vitest';
import { csrFromTriples } from '../../numeric/csr.ts';
import type { CatalogData } from './catalog-data.ts';
import { intersect } from './groups.ts';
import { crosses, infoOf, offeredGroupings, userGrouping } from './user-groups.ts';

const names = ['gender:w', 'gender:m', 'age:10-19', 'age:9', 'likes:sport', 'likes:art'];
const has = [[0, 2, 4], [0, 3, 4, 5], [1, 2, 5], [1], []];
const events = [5, 5, 2, 1, 0];

function dataOf(): CatalogData {
  const row = has.flatMap((columns, user) => columns.map(() => user));
  const column = has.flat();
  const rows = csrFromTriples(
    5,
    6,
    Int32Array.from(row),
    Int32Array.from(column),
    new Float32Array(row.length).fill(1),
  );
  const user = Int32Array.from(events.flatMap((count, of) => Array.from({ length: count }, () => of)));
  return { userAttributes: { names, rows }, interactions: { users: { size: 5 }, user } } as unknown as CatalogData;
}

test('a category, a bin in the order of its numbers, a value of a set against the rest, and thirds of activity', () => {
  const data = dataOf();
  expect(userGrouping(data, 'gender')).toEqual({
    attribute: 'gender',
    names: ['m', 'w'],
    of: Int32Array.of(1, 1, 0, 0, -1),
  });
  expect(userGrouping(data, 'age').names).toEqual(['9', '10-19']);
  expect(userGrouping(data, 'likes=sport')).toEqual({
    attribute: 'likes=sport',
    names: ['sport', 'not sport'],
    of: Int32Array.of(0, 0, 1, -1, -1),
  });
  // Two users of five interactions stay together, though a third would part them.
  expect([...userGrouping(data, 'activity').of]).toEqual([1, 1, 0, 0, -1]);
});

test('what is offered, with its sizes', () => {
  const offered = offeredGroupings(dataOf()).map(infoOf);
  expect(offered.map(({ name }) => name)).toEqual(['gender', 'age', 'likes=sport', 'likes=art', 'activity']);
  expect(offered[0]).toEqual({
    name: 'gender',
    groups: [
      { group: 'm', n: 2 },
      { group: 'w', n: 2 },
    ],
    unknown: 1,
  });
});

test('crosses have the groups that occur, and nobody of whom a part is unknown', () => {
  const data = dataOf();
  const groupings = ['gender', 'age', 'activity'].map((name) => userGrouping(data, name));
  const both = intersect(groupings.slice(0, 2));
  expect(both.attribute).toBe('gender x age');
  expect(both.names).toEqual(['m x 10-19', 'w x 9', 'w x 10-19']);
  expect([...both.of]).toEqual([2, 1, 0, -1, -1]);
  expect(crosses(groupings, 2).map(({ attribute }) => attribute)).toEqual([
    'gender',
    'age',
    'activity',
    'gender x age',
    'gender x activity',
    'age x activity',
  ]);
  expect(crosses(groupings, 3).at(-1)!.attribute).toBe('gender x age x activity');
});

test('what users do not have is said with what they have', () => {
  const data = dataOf();
  expect(() => userGrouping(data, 'height')).toThrow("Users have no attribute 'height'");
  expect(() => userGrouping(data, 'likes')).toThrow("'likes' has several values a user");
  expect(() => userGrouping(data, 'likes=chess')).toThrow("Users have no attribute 'likes=chess'");
});
