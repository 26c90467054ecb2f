import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { datasetIn, readDataset } from './datasets.ts';
import { readDescribed } from './described.ts';
import { dataHash, interactionsOf, lastOfEachPair, toCsr } from './interactions.ts';
import { readNegatives } from './negatives.ts';
import { readInteractions } from './read.ts';
import { Vocabulary } from './vocabulary.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-interactions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};
/** What a file says, one text a row. */
const rowsOf = async (path: string, options: Parameters<typeof readInteractions>[1] = {}) => {
  const { interactions: data, bad } = await readInteractions(path, options);
  const rows = [...data.user.keys()].map((at) => {
    const [user, item] = [data.users.id(data.user[at]!), data.items.id(data.item[at]!)];
    const more = [data.time?.[at] ?? null, data.kind && data.kinds.id(data.kind[at]!)].filter((v) => v !== null);
    return [user, item, data.value[at], ...more].join(' ');
  });
  return { rows, bad };
};

describe('readInteractions', () => {
  test.each([
    ['header.csv', 'userId,movieId,rating,timestamp\na,x,4,100\nb,y,2.5,200\n'],
    ['order.csv', 'timestamp,rating,item,user\r\n100,4,x,a\r\n200,2.5,y,b'],
    ['semicolons.csv', 'user;item;value;time\n"a";x;4;100\nb;y;2.5;200\n'],
    ['tabs.tsv', 'user_id\titem_id\tscore\tdate\na\tx\t4\t1970-01-01 00:01:40\nb\ty\t2.5\t200\n'],
    ['lines.jsonl', '{"user":"a","item":"x","value":4,"time":100}\n{"item":"y","user":"b","value":2.5,"time":200}'],
    ['packed.csv.gz', gzipSync('user,item,value,time\na,x,4,100\nb,y,2.5,200\n')],
    ['colons.dat', 'a::x::4::100\nb::y::2.5::200\n'],
  ])('%s', async (name, content) => {
    expect((await rowsOf(write(name, content))).rows).toEqual(['a x 4 100000', 'b y 2.5 200000']);
  });

  test('without a header: user, item, value, time', async () => {
    expect((await rowsOf(write('u.data', '1\t7\t3\t100\n2\t8\t5\t200\n'))).rows).toEqual([
      '1 7 3 100000',
      '2 8 5 200000',
    ]);
  });

  test('a mapping of its own, kinds, and 1 where there is no value', async () => {
    const path = write('events.csv', 'who,what,event\na,x,view\na,y,purchase\n');
    const map = { user: 'who', item: 'what', kind: 'event' };
    expect((await rowsOf(path, { map })).rows).toEqual(['a x 1 view', 'a y 1 purchase']);
  });

  test('collects bad lines with their numbers, and never their text', async () => {
    const path = write(
      'bad.csv',
      'user,item,value,time\na,x,much,1\n,x,1,1\na,,1,1\na,x,1\na,x,,1\na,x,3,soon\nb,y,1,1\n',
    );
    const { rows, bad } = await rowsOf(path);
    expect(rows).toEqual(['b y 1 1000']);
    expect(bad.map(({ line, column, reason }) => `${line} ${column} ${reason}`)).toEqual([
      '2 value not a number',
      '3 user no user',
      '4 item no item',
      '5 null 3 columns where 4 are expected',
      '6 value not a number',
      '7 time not a time that can be read',
    ]);
  });

  test('says which columns there are where one is missing', async () => {
    const path = write('columns.csv', 'user,thing,rating\na,x,1\n');
    await expect(readInteractions(path)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      advice: expect.stringContaining('user, thing, rating'),
      place: { field: 'item' },
    });
    const map = { user: 'user', item: 'movie' };
    await expect(readInteractions(path, { map })).rejects.toThrow("no column 'movie'");
    await expect(readInteractions(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'BAD_FILE' });
  });

  test('a damaged Parquet file is refused', async () => {
    await expect(readInteractions(write('cut.parquet', 'PAR1 and nothing else'))).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: 'The Parquet file cannot be read.',
    });
  });

  test('two files number their ids alike over shared vocabularies', async () => {
    const { interactions: first } = await readInteractions(write('one.csv', 'user,item\na,x\nb,y\n'));
    const path = write('two.csv', 'user,item\nb,x\nc,z\n');
    const { interactions: second } = await readInteractions(path, { users: first.users, items: first.items });
    expect([[...second.user], [...second.item]]).toEqual([
      [1, 2],
      [0, 2],
    ]);
  });
});

test('of a pair that comes twice the latest counts, without times the last', () => {
  const twice = [
    { user: 'a', item: 'x', value: 1, time: 9 },
    { user: 'b', item: 'x', value: 2, time: 1 },
    { user: 'a', item: 'x', value: 3, time: 5 },
  ];
  expect([...lastOfEachPair(interactionsOf(twice))]).toEqual([0, 1]);
  const untimed = interactionsOf(twice.map(({ time, ...rest }) => rest));
  expect([...lastOfEachPair(untimed)]).toEqual([1, 2]);
  expect([...toCsr(untimed).values]).toEqual([3, 2]);
  expect([...toCsr(untimed, Int32Array.of(0), { ones: true }).indptr]).toEqual([0, 1, 1]);
});

test('hashes tell data and vocabularies apart', () => {
  const hashes = [
    [{ user: 'a', item: 'x', value: 1 }],
    [{ user: 'a', item: 'x', value: 2 }],
    [{ user: 'b', item: 'x', value: 1 }],
    [{ user: 'a', item: 'x', value: 1, time: 1 }],
  ].map((list) => dataHash(interactionsOf(list)));
  expect(new Set(hashes).size).toBe(4);
  expect(new Vocabulary(['ab', 'c']).hash()).not.toBe(new Vocabulary(['a', 'bc']).hash());
  expect(() => new Vocabulary(['a']).id(1)).toThrow(RangeError);
});

describe('negatives', () => {
  const users = () => new Vocabulary(['u', 'v']);

  test.each([
    ['ncf', '(u,x)\ty\tnew\n(v,y)\tx\t\n(unknown,x)\ty\n'],
    ['table.csv', 'user,item\nu,y\nu,new\nv,x\nunknown,y\n'],
  ])('%s', async (name, content) => {
    const items = new Vocabulary(['x', 'y']);
    const matrix = await readNegatives(write(name, content), users(), items);
    expect(items.ids).toEqual(['x', 'y', 'new']);
    expect([[...matrix.indptr], [...matrix.indices]]).toEqual([
      [0, 2, 3],
      [1, 2, 0],
    ]);
  });

  test('a line that is neither is told by its number', async () => {
    await expect(readNegatives(write('wrong', '(u,x)\ty\nu x y\n'), users(), new Vocabulary())).rejects.toMatchObject({
      place: { line: 2 },
    });
  });
});

test('a table of items: categories, and prices apart', async () => {
  const path = write('items.csv', 'id,genre,price,publisher\nx,Drama|War,2.5,P\nunknown,Drama,1,Q\ny,,3,P\n');
  const { attributes, prices } = await readDescribed(path, new Vocabulary(['y', 'x', 'z']));
  expect(attributes.names).toEqual(['genre:Drama', 'genre:War', 'publisher:P']);
  expect([...attributes.rows.indptr]).toEqual([0, 1, 4, 4]);
  expect([...prices!]).toEqual([3, 2.5, 0]);
});

describe('data sets', () => {
  test('MovieLens 100K: ages by decade, genres by their flags', async () => {
    write('100k/u.data', '1\t1\t5\t100\n2\t2\t3\t100\n');
    write('100k/u.user', '1|24|M|technician|85711\n2|53|F|other|94043\n');
    write('100k/u.genre', Array.from({ length: 19 }, (_, g) => `G${g}|${g}`).join('\n'));
    write('100k/u.item', `1|A film|01-Jan-1995||url|${'0|'.repeat(17)}1|1\n`);
    const { name, interactions, userAttributes, itemAttributes } = await readDataset(join(folder, '100k'));
    expect([name, interactions.user.length]).toEqual(['movielens-100k', 2]);
    expect(userAttributes!.names).toContain('age:50s');
    expect(itemAttributes!.names).toEqual(['genre:G17', 'genre:G18']);
    expect([...itemAttributes!.rows.indptr]).toEqual([0, 2, 2]);
  });

  test('MovieLens 1M and MovieTweetings are told apart by their users', async () => {
    for (const [set, users] of [
      ['1m', '1::F::1::10::48067\n'],
      ['tweets', '1::139564917\n'],
    ]) {
      write(`${set}/ratings.dat`, '1::0002844::7::1365029107\n');
      write(`${set}/users.dat`, users!);
      write(`${set}/movies.dat`, '0002844::A film (1913)::Crime|Drama\n');
    }
    expect((await readDataset(join(folder, '1m'))).userAttributes!.names).toEqual([
      'gender:F',
      'age:1',
      'occupation:10',
    ]);
    const tweets = await readDataset(join(folder, 'tweets'));
    expect([tweets.name, tweets.userAttributes]).toEqual(['movietweetings', null]);
    expect(tweets.itemAttributes!.names).toEqual(['genre:Crime', 'genre:Drama']);
  });

  test('MovieLens latest', async () => {
    write('latest/ratings.csv', 'userId,movieId,rating,timestamp\n1,3,4.5,100\n');
    write('latest/movies.csv', 'movieId,title,genres\n3,"A film, and more (1995)",Comedy|Drama\n');
    const { name, itemAttributes } = await readDataset(join(folder, 'latest'));
    expect([name, itemAttributes!.names]).toEqual(['movielens-latest', ['genre:Comedy', 'genre:Drama']]);
  });

  test('Book-Crossing', async () => {
    write('books/book_ratings.dat', 'user\titem\trating\n1\t6264\t7.000000\n');
    write('books/users_info.dat', 'User-ID\tLocation\tAge\n1\tminneapolis, minnesota, usa\t24\t\n');
    write(
      'books/items_info.dat',
      'Book_ID\tISBN\tBook-Title\tBook-Author\tYear\tPublisher\n6264\t0\tT\tA\t1991\tP\tl\t\n',
    );
    const { userAttributes, itemAttributes } = await readDataset(join(folder, 'books'));
    expect(userAttributes!.names).toEqual(['age:20s', 'country:usa']);
    expect(itemAttributes!.names).toEqual(['author:A', 'publisher:P', 'decade:1990s']);
  });

  test('any other folder is refused', async () => {
    const other = join(write('other/notes.txt', 'nothing'), '..');
    expect(await datasetIn(other)).toBe(null);
    await expect(readDataset(other)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
