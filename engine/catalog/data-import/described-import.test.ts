import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportRecord } from '../../contract/index.ts';
import { type DataBench, makeDataBench } from './test-kit.ts';

let bench: DataBench;
beforeEach(() => {
  bench = makeDataBench();
});
afterEach(() => bench.close());

const users = (path: string, more: object = {}) => bench.run({ kind: 'users', path, name: 'users', ...more });
const items = (path: string, more: object = {}) => bench.run({ kind: 'items', path, name: 'items', ...more });

describe('a file of users or items', () => {
  test('fills those that interactions named, and makes the others', async () => {
    await bench.interactions(bench.file('pairs.csv', 'user,item\nann,x\nbob,y\n'));
    const path = bench.file('users.csv', 'user_id,age,gender\nann,30,F\ncid,41,M\nbob,,\n');
    expect(await users(path)).toMatchObject({ kind: 'users', rows: 3, added: 1, updated: 1, unchanged: 1, bad: 0 });
    expect(bench.described('user')).toEqual({ ann: { age: 30, gender: 'F' }, bob: {}, cid: { age: 41, gender: 'M' } });
    expect(await users(path)).toMatchObject({ added: 0, updated: 0, unchanged: 3 });
  });

  test('types are guessed from well-known names and from values', async () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      [
        `i${n}`,
        `"Soup no. ${n}, the film"`,
        n % 2 ? 'Drama|War' : 'Comedy',
        1990 + (n % 7),
        n % 3 ? '2001-02-03' : '2004-05-06 07:08:09',
        `http://example.org/${n}`,
        n * 1.5,
        90000 + n,
        ['red', 'green'][n % 2],
        n % 4 ? '"[""a"",""b""]"' : '[]',
      ].join(','),
    );
    const header = 'itemId,Title,genres,Year,released,image_url,Price,shop_code,colour,Labels';
    await items(bench.file('items.csv', `${[header, ...rows].join('\n')}\n`));
    expect(bench.catalog.attributes().map(({ name, type }) => `${name} ${type}`)).toEqual([
      'title text',
      'genres set',
      'year number',
      'released date',
      'image_url text',
      'price number',
      'shop_code category',
      'colour category',
      'tags set',
    ]);
    expect(bench.described('item').i1).toEqual({
      title: 'Soup no. 1, the film',
      genres: ['Drama', 'War'],
      year: 1991,
      released: Date.UTC(2001, 1, 3),
      image_url: 'http://example.org/1',
      price: 1.5,
      shop_code: '90001',
      colour: 'green',
      tags: ['a', 'b'],
    });
    expect(bench.described('item').i0).not.toHaveProperty('tags');
  });

  test('a mapping of its own keeps those columns only', async () => {
    const path = bench.file('people.tsv', 'nr\tyears\tcity\nann\t30\tParis\n');
    const map = { id: 'nr', attributes: [{ column: 'Years', name: 'age', type: 'number' as const }] };
    await users(path, { map });
    expect(bench.described('user')).toEqual({ ann: { age: 30 } });
    const wrong = { ...map, attributes: [{ column: 'height', name: 'height', type: 'number' as const }] };
    await expect(users(path, { map: wrong })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      advice: expect.stringContaining('nr, years, city'),
    });
  });

  test('JSON lines may hold lists', async () => {
    const path = bench.file('items.jsonl', '{"id":"x","tags":["a","b"],"price":2}\n{"id":"y","price":null}\n');
    await items(path);
    expect(bench.described('item')).toEqual({ x: { tags: ['a', 'b'], price: 2 }, y: {} });
  });

  test('bad rows are listed, and never their text', async () => {
    const path = bench.file('users.csv', 'user_id,age\nann,30\n,31\nbob,old\ncid,1,2\ndan,7\neve,8\nfay,9\n');
    const record = await users(path, {
      map: { id: 'user_id', attributes: [{ column: 'age', name: 'age', type: 'number' }] },
    });
    expect(record).toMatchObject({ rows: 7, added: 4, bad: 3 });
    expect(bench.badRows(record)).toEqual([
      '3,"user_id","no id"',
      '4,"age","not a number"',
      '5,"","3 columns where 2 are expected"',
    ]);
  });

  test('cancelled, it goes on at the very next row', async () => {
    bench.close();
    bench = makeDataBench({ sliceRows: 3 });
    // Larger than what is read from the disk at once.
    const rows = Array.from({ length: 4000 }, (_, n) => `u${n},${n % 90},"${'x'.repeat(40)}"`);
    const path = bench.file('users.csv', `id,age,word\n${rows.join('\n')}\n`);
    const jobId = await bench.newJob();
    const abort = new AbortController();
    const cancelling = { jobId, signal: abort.signal, progress: () => abort.abort(new Error('stop')) };
    await expect(bench.run({ kind: 'users', path, name: 'users' }, cancelling)).rejects.toThrow();
    const stored = Object.keys(bench.described('user')).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(4000);
    const record = await bench.run({ kind: 'users', path, name: 'users' }, { jobId });
    expect(record).toMatchObject({ rows: 4000, added: 4000, unchanged: 0 });
  });
});

const films = ['1', '2'];

describe('known data sets', () => {
  const dataset = (dir: string) => bench.run<ImportRecord[]>({ kind: 'dataset', dir: `${bench.dir}/${dir}` });
  const counts = (records: ImportRecord[]) => records.map(({ name, added, bad }) => `${name} ${added} ${bad}`);

  test('MovieLens 100K', async () => {
    const flags = (on: number) => Array.from({ length: 19 }, (_, genre) => (genre === on ? 1 : 0)).join('|');
    bench.file('ml/u.data', '1\t1\t5\t881250949\n2\t1\t3\t891717742\n');
    bench.file('ml/u.user', '1|24|M|technician|85711\n2|53|F|none|94043\n3|x|F|other|94043\n');
    bench.file('ml/u.genre', 'unknown|0\nAction|1\nAdventure|2\n\n');
    bench.file(
      'ml/u.item',
      Buffer.from(
        `1|Café (1995)|01-Jan-1995||http://x|${flags(1)}\n2|unknown||||${flags(0)}\n3|Old (1939)|15-May-1939|||${flags(2)}\n`,
        'latin1',
      ),
    );
    expect(counts(await dataset('ml'))).toEqual(['u.user 2 1', 'u.item 3 0', 'u.data 2 0']);
    expect(bench.described('user')).toEqual({
      1: { age: 24, gender: 'M', occupation: 'technician', zip: '85711' },
      2: { age: 53, gender: 'F', occupation: 'none', zip: '94043' },
    });
    expect(bench.described('item')).toEqual({
      1: { title: 'Café (1995)', year: 1995, genres: ['Action'], published: Date.UTC(1995, 0, 1) },
      2: { title: 'unknown' },
      3: { title: 'Old (1939)', year: 1939, genres: ['Adventure'], published: Date.UTC(1939, 4, 15) },
    });
    expect(bench.stored()).toEqual(['1 1 rating 5 @881250949000', '2 1 rating 3 @891717742000']);
  });

  test('MovieLens 1M and MovieTweetings are told apart', async () => {
    bench.file('1m/ratings.dat', '1::1193::5::978300760\n');
    bench.file('1m/users.dat', '1::F::1::10::48067\n');
    bench.file('1m/movies.dat', Buffer.from("1193::Soup: The::Café (1975)::Drama|Children's\n", 'latin1'));
    expect(counts(await dataset('1m'))).toEqual(['users.dat 1 0', 'movies.dat 1 0', 'ratings.dat 1 0']);
    expect(bench.described('user')['1']).toEqual({ gender: 'F', age: 1, occupation: 'K-12 student', zip: '48067' });
    expect(bench.described('item')['1193']).toEqual({
      title: 'Soup: The::Café (1975)',
      year: 1975,
      genres: ['Drama', "Children's"],
    });
    bench.file('mt/ratings.dat', '7::0002844::8::1365029107\n');
    bench.file('mt/users.dat', '7::12345678\n');
    bench.file('mt/movies.dat', '0002844::Fantômas (1913)::Crime|Drama\n');
    expect(counts(await dataset('mt'))).toEqual(['movies.dat 1 0', 'ratings.dat 1 0']);
    expect(bench.described('item')['0002844']).toMatchObject({ title: 'Fantômas (1913)' });
  });

  test('MovieLens latest', async () => {
    bench.file('latest/ratings.csv', 'userId,movieId,rating,timestamp\n1,1,4.5,964982703\n');
    bench.file('latest/movies.csv', 'movieId,title,genres\n1,"Soup, The (1995)",A|B\n2,Bread,(no genres listed)\n');
    expect(counts(await dataset('latest'))).toEqual(['movies.csv 2 0', 'ratings.csv 1 0']);
    expect(films.map((film) => bench.described('item')[film])).toEqual([
      { title: 'Soup, The (1995)', year: 1995, genres: ['A', 'B'] },
      { title: 'Bread' },
    ]);
  });

  test('Book-Crossing, as it is cut here and as it was published', async () => {
    bench.file('cut/book_ratings.dat', 'user\titem\trating\n1\t6264\t7.000000\n');
    bench.file(
      'cut/users_info.dat',
      'User-ID\tLocation\tAge\n1\tminneapolis, minnesota, usa\t24\t\n2\tporto, portugal\tNULL\t\n',
    );
    bench.file(
      'cut/items_info.dat',
      'Book_ID\tISBN\tBook-Title\tBook-Author\tYear-Of-Publication\tPublisher\tImage-URL-S\n' +
        '6264\t0393045218\tSoup\tA. Cook\t1999\tNorton &amp\t Company\thttp://x\t\n7\t1\tBread\tB. Cook\t0\tOwn\thttp://x\t\n',
    );
    expect(counts(await dataset('cut'))).toEqual(['users_info.dat 2 0', 'items_info.dat 2 0', 'book_ratings.dat 1 0']);
    expect(bench.described('user')).toEqual({
      1: { age: 24, location: 'minneapolis, minnesota, usa', country: 'usa' },
      2: { location: 'porto, portugal', country: 'portugal' },
    });
    expect(bench.described('item')).toEqual({
      6264: { title: 'Soup', author: 'A. Cook', year: 1999, publisher: 'Norton & Company' },
      7: { title: 'Bread', author: 'B. Cook', publisher: 'Own' },
    });
    bench.file('bx/BX-Book-Ratings.csv', '"User-ID";"ISBN";"Book-Rating"\n"276725";"034545104X";"0"\n');
    bench.file('bx/BX-Users.csv', '"User-ID";"Location";"Age"\n"276725";"tyler, texas, usa";NULL\n');
    bench.file(
      'bx/BX-Books.csv',
      Buffer.from(
        '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher"\n"034545104X";"Café";"M. Cook";"2002";"Own"\n',
        'latin1',
      ),
    );
    expect(counts(await dataset('bx'))).toEqual(['BX-Users.csv 1 0', 'BX-Books.csv 1 0', 'BX-Book-Ratings.csv 1 0']);
    expect(bench.described('item')['034545104X']).toMatchObject({ title: 'Café', year: 2002 });
  });

  test('a folder that holds none is refused; a job that is resumed does not read again what it finished', async () => {
    await expect(dataset('nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    bench.file('latest/ratings.csv', 'userId,movieId,rating,timestamp\n1,1,4.5,964982703\n');
    bench.file('latest/movies.csv', 'movieId,title,genres\n1,Soup,A\n');
    const jobId = await bench.newJob();
    const abort = new AbortController();
    const params = { kind: 'dataset' as const, dir: `${bench.dir}/latest` };
    let reports = 0;
    const progress = () => {
      reports += 1;
      if (reports === 3) abort.abort(new Error('stop'));
    };
    await expect(bench.run(params, { jobId, signal: abort.signal, progress })).rejects.toThrow();
    const records = await bench.run<ImportRecord[]>(params, { jobId });
    expect(records.map(({ id, kind, state }) => [id, kind, state])).toEqual([
      [1, 'items', 'done'],
      [2, 'interactions', 'done'],
    ]);
  });
});
