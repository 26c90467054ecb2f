import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStore, type Store } from '../../store/store.ts';
import { temporaryFolder } from '../../testing/store.ts';
import { CatalogCache } from './catalog-cache.ts';

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
let caches: CatalogCache[];

beforeEach(() => {
  folder = temporaryFolder();
  store = createStore(join(folder.dir, 'w'), { name: 'Test', isDemo: false }, { clock: () => 1, onReported: () => {} });
  caches = [];
});
afterEach(async () => {
  for (const cache of caches) await cache.close();
  store.close();
  folder.remove();
});

const cacheDir = () => join(store.dir, 'cache');
/** The cache as a new start of the engine has it. */
function freshCache(): CatalogCache {
  const place = { database: store.db.raw.name, cache: cacheDir() };
  caches.push(new CatalogCache(place, () => store.catalog.revision()));
  return caches.at(-1)!;
}
const signalOf = (kind: string) => (kind === 'rating' ? ('explicit' as const) : ('implicit' as const));

async function fill(): Promise<void> {
  const { catalog } = store;
  catalog.idsOf('item', ['never'], null);
  await catalog.add(
    [
      { user: 'bob', item: 'x', kind: 'view', value: 1, at: -1 },
      { user: 'ann', item: 'x', kind: 'rating', value: 3, at: 500 },
      { user: 'ann', item: 'ÿ', kind: 'rating', value: 4.5, at: 400 },
      { user: 'ann', item: 'x', kind: 'view', value: 1, at: 300 },
    ],
    signalOf,
  );
  catalog.setAttributes('user', [
    { name: 'age', type: 'number' },
    { name: 'gender', type: 'category' },
  ]);
  catalog.setAttributes('item', [
    { name: 'title', type: 'text' },
    { name: 'genres', type: 'set' },
    { name: 'price', type: 'number' },
    { name: 'published', type: 'date' },
  ]);
  catalog.describe('user', [{ id: 'ann', attributes: { age: 30, gender: 'F' } }], null);
  catalog.describe(
    'item',
    [
      { id: 'x', attributes: { title: 'Toast', genres: ['Drama', 'War'], price: 2.5 } },
      { id: 'ÿ', attributes: { genres: ['War'], published: Date.UTC(1999, 11, 31) } },
    ],
    null,
  );
}

describe('the snapshot', () => {
  test('holds what the tables hold', async () => {
    await fill();
    const { data } = await freshCache().get();
    const { interactions: all } = data;
    expect(all.users.ids).toEqual(['bob', 'ann']);
    expect(all.items.ids).toEqual(['never', 'x', 'ÿ']);
    expect([all.users.row('ann'), all.users.row('nobody'), all.items.row('ÿ'), all.items.id(1)]).toEqual([
      1,
      undefined,
      2,
      'x',
    ]);
    const rows = [...all.user.keys()].map((at) => [
      all.users.id(all.user[at]!),
      all.items.id(all.item[at]!),
      all.kinds.id(all.kind![at]!),
      all.value[at],
      all.time![at],
    ]);
    expect(rows).toEqual([
      ['bob', 'x', 'view', 1, Number.NaN],
      ['ann', 'x', 'view', 1, 300],
      ['ann', 'x', 'rating', 3, 500],
      ['ann', 'ÿ', 'rating', 4.5, 400],
    ]);
    expect(data.signals).toEqual(['implicit', 'explicit']);
    expect([...data.userRows]).toEqual([1, 2]);
    expect([...data.prices!]).toEqual([0, 2.5, 0]);
    expect([0, 1, 2].map((item) => data.title(item))).toEqual([null, 'Toast', null]);
    const ones = ({ names, rows }: NonNullable<typeof data.itemAttributes>, row: number) =>
      [...rows.indices.subarray(rows.indptr[row], rows.indptr[row + 1])].map((column) => names[column]);
    expect(ones(data.userAttributes!, 0)).toEqual([]);
    expect(ones(data.userAttributes!, 1)).toEqual(['age:30', 'gender:F']);
    expect(ones(data.itemAttributes!, 1)).toEqual(['genres:Drama', 'genres:War', 'price:2.5']);
    expect(ones(data.itemAttributes!, 2)).toEqual(['genres:War', 'published:1999-12-31']);
    expect(all.user.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('equals a reading row by row, whatever was stored', async () => {
    let next = 1;
    const below = (most: number) => {
      next = (Math.imul(next, 1664525) + 1013904223) >>> 0;
      return Math.floor((next / 2 ** 32) * most);
    };
    const genres = ['A', 'B', 'C'];
    for (let round = 0; round < 4; round++) {
      const rows = Array.from({ length: 300 }, () => ({
        user: `u${below(40)}`,
        item: `i${below(60)}`,
        kind: ['view', 'rating'][below(2)]!,
        value: below(9) / 2,
        at: below(3) === 0 ? -1 : below(1000),
      }));
      await store.catalog.add(rows, signalOf);
      store.catalog.setAttributes('item', [{ name: 'genres', type: 'set' }]);
      const some = genres.filter(() => below(2) === 1);
      store.catalog.describe('item', [{ id: `i${below(60)}`, attributes: { genres: some } }], null);
      store.db.statement('DELETE FROM user WHERE external_id = ?').run(`u${below(40)}`);
      store.catalog.kindId(`late${round}`, 'implicit');
      const { data } = await freshCache().get();
      const { users, items, user, item, value, time, kind, kinds } = data.interactions;
      const told = [...user.keys()].map((at) => [
        users.id(user[at]!),
        items.id(item[at]!),
        kinds.id(kind![at]!),
        Number.isNaN(time![at]!) ? -1 : time![at],
        value[at],
      ]);
      const twin = store.db.raw
        .prepare(
          `SELECT user.external_id, item.external_id, name, at, value FROM interaction
             JOIN user ON user.id = user_id JOIN item ON item.id = item_id JOIN interaction_kind AS k ON k.id = kind_id
           ORDER BY user_id, item_id, kind_id, at`,
        )
        .raw();
      expect(told).toEqual(twin.all());
      const rowsOf = store.db.raw.prepare('SELECT id, external_id, attributes FROM item ORDER BY id').raw().all();
      for (const [row, [id, name, json]] of (rowsOf as [number, string, string][]).entries()) {
        expect([data.itemRows[row], items.id(row), items.row(name)]).toEqual([id, name, row]);
        const { indptr, indices } = data.itemAttributes!.rows;
        const ones = [...indices.subarray(indptr[row], indptr[row + 1])].map((at) => data.itemAttributes!.names[at]);
        const expected = ((JSON.parse(json).genres ?? []) as string[]).map((genre) => `genres:${genre}`);
        expect(ones.sort()).toEqual(expected);
      }
    }
  });

  test('of an empty workspace is empty', async () => {
    const { data, summary } = await freshCache().get();
    expect(data.interactions.user.length + data.interactions.users.size + data.interactions.items.size).toBe(0);
    expect([data.userAttributes, data.prices, data.interactions.time, summary.popularity]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('is read once for all who ask, and anew after a change', async () => {
    await fill();
    const cache = freshCache();
    const [first, second] = await Promise.all([cache.get(), cache.get()]);
    expect(second).toBe(first);
    expect(await cache.get()).toBe(first);
    store.catalog.setSignal('view', 'explicit');
    const changed = await cache.get();
    expect(changed.data.signals).toEqual(['explicit', 'explicit']);
    expect(changed.data.revision).toBe(store.catalog.revision());
    expect(changed.data.hash).not.toBe(first.data.hash);
  });

  test('a change while it is read is seen by whoever asks after it', async () => {
    const cache = freshCache();
    const before = cache.get();
    store.catalog.idsOf('user', ['late'], null);
    expect((await cache.get()).data.interactions.users.ids).toEqual(['late']);
    await before;
  });

  test('summary: kinds, attributes and popularity', async () => {
    await fill();
    const { summary } = await freshCache().get();
    expect(summary).toMatchObject({ users: 2, items: 3, interactions: 4, revision: store.catalog.revision() });
    expect(summary.kinds).toEqual([
      {
        name: 'view',
        signal: 'implicit',
        interactions: 2,
        users: 2,
        items: 1,
        first: 300,
        last: 300,
        lowest: 1,
        highest: 1,
        mean: 1,
      },
      {
        name: 'rating',
        signal: 'explicit',
        interactions: 2,
        users: 1,
        items: 2,
        first: 400,
        last: 500,
        lowest: 3,
        highest: 4.5,
        mean: 3.75,
      },
    ]);
    expect(summary.attributes.find(({ name }) => name === 'genres')).toEqual({
      subject: 'item',
      name: 'genres',
      type: 'set',
      known: 2,
      missing: 1,
      distinct: 2,
      values: [
        { value: 'War', n: 2 },
        { value: 'Drama', n: 1 },
      ],
    });
  });
});

describe('the file', () => {
  const fileOf = () => readdirSync(cacheDir());

  test('is one a revision, and gives the same data to the next start', async () => {
    await fill();
    const first = await freshCache().get();
    await expect.poll(fileOf).toEqual([`data-${store.catalog.revision()}.bin`]);
    const again = await freshCache().get();
    expect(again.summary).toEqual(first.summary);
    expect(again.data.interactions.item).toEqual(first.data.interactions.item);
    expect(again.data.interactions.users.hash()).toBe(first.data.interactions.users.hash());
    store.catalog.setSignal('view', 'explicit');
    await freshCache().get();
    await expect.poll(fileOf).toEqual([`data-${store.catalog.revision()}.bin`]);
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
    ['changed in one byte', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 700 ? byte ^ 1 : byte)))],
    ['empty', () => Buffer.alloc(0)],
    ['of something else', () => Buffer.from('x'.repeat(4000))],
  ])('%s: is made again', async (_, damage) => {
    await fill();
    const first = await freshCache().get();
    await expect.poll(fileOf).toHaveLength(1);
    const path = join(cacheDir(), `data-${store.catalog.revision()}.bin`);
    await expect.poll(() => fileOf()[0]).toMatch(/bin$/);
    writeFileSync(path, damage(readFileSync(path)));
    const again = await freshCache().get();
    expect(again.data.hash).toBe(first.data.hash);
    expect(again.summary).toEqual(first.summary);
  });

  test('of another state with the same revision, as after a restored backup, is not believed', async () => {
    await fill();
    await freshCache().get();
    await expect.poll(() => fileOf()[0]).toMatch(/bin$/);
    store.db.raw.exec("UPDATE meta SET value = 'other' WHERE key = 'data_stamp'; DELETE FROM interaction");
    expect((await freshCache().get()).summary.interactions).toBe(0);
  });
});
