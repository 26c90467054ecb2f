import { afterEach, beforeEach, expect, test } from 'vitest';
import { previewData } from './preview.ts';
import { guessSignal } from './signal-guess.ts';
import { type DataBench, makeDataBench } from './test-kit.ts';

let bench: DataBench;
beforeEach(() => {
  bench = makeDataBench();
});
afterEach(() => bench.close());

const preview = (name: string, text: string | Buffer, kind?: 'users' | 'items' | 'interactions') =>
  previewData({ path: bench.file(name, text), name, ...(kind && { kind }) });

test.each([
  [
    'userId,movieId,rating,timestamp',
    '1,31,2.5,1260759144',
    { user: 'userId', item: 'movieId', value: 'rating', time: 'timestamp' },
  ],
  ['user_id,book_id,rating', '58,26,1', { user: 'user_id', item: 'book_id', value: 'rating' }],
  ['SessionId\tItemId\tTime', '1\t214\t1396860669.277', { user: 'SessionId', item: 'ItemId', time: 'Time' }],
  ['"User-ID";"ISBN";"Book-Rating"', '"1";"034X";"5"', { user: 'User-ID', item: 'ISBN', value: 'Book-Rating' }],
  [
    'visitorid,event,itemid,timestamp',
    '257,view,355,1433221332117',
    { user: 'visitorid', item: 'itemid', kind: 'event', time: 'timestamp' },
  ],
  [
    '1::1193::5::978300760',
    '1::661::3::978302109',
    { user: 'column1', item: 'column2', value: 'column3', time: 'column4' },
  ],
])('interactions: %s', async (header, row, map) => {
  const found = await preview('file.data', `${header}\n${row}\n`);
  expect(found).toMatchObject({ kind: 'interactions', problems: [] });
  expect(found.interactionMap).toEqual(map);
});

test.each([
  [
    'user_id,age,gender,occupation,zip',
    '1,24,M,technician,85711',
    'users',
    'age number, gender category, occupation category, zip category',
  ],
  ['"User-ID";"Location";"Age"', '"1";"porto";"24"', 'users', 'location category, age number'],
  ['movieId,title,genres', '1,Soup (1995),A|B', 'items', 'title text, genres set'],
  [
    'Book_ID\tISBN\tBook-Title\tBook-Author\tYear-Of-Publication\tPublisher',
    '1\t006\tSoup\tA. Cook\t1991\tOwn',
    'items',
    'ISBN category, title text, author category, year number, publisher category',
  ],
  ['id,age,country', '1,24,fr', 'users', 'age number, country category'],
  ['id,price,tags', '1,2.5,a|b', 'items', 'price number, tags set'],
])('described: %s', async (header, row, kind, attributes) => {
  const found = await preview('file.data', `${header}\n${row}\n`);
  expect(found.kind).toBe(kind);
  expect(found.attributeMap!.attributes.map(({ name, type }) => `${name} ${type}`).join(', ')).toBe(attributes);
  expect(found.interactionMap).toBeNull();
});

test('problems of the first rows are told for what the file is said to hold', async () => {
  const text = 'user,item,rating\nann,x,4\nbob,y,good\ncid,z\n';
  expect((await preview('a.csv', text)).problems).toEqual([
    { line: 3, column: 'rating', reason: 'not a number' },
    { line: 4, column: null, reason: '2 columns where 3 are expected' },
  ]);
  const asItems = await preview('a.csv', text, 'items');
  expect(asItems.attributeMap).toMatchObject({ id: 'item' });
  expect(asItems.problems).toEqual([{ line: 4, column: null, reason: '2 columns where 3 are expected' }]);
  expect(await preview('words.csv', 'word\nsoup\nsoup\n')).toMatchObject({ kind: 'items', attributeMap: null });
});

test.each([
  ['rating', 3, 3, null, 'explicit'],
  ['Purchases', 1, 9, 'amount', 'implicit'],
  ['verdict', 1, 5, 'value', 'explicit'],
  ['verdict', 1, 1, 'value', 'implicit'],
  ['verdict', 1, 5, null, 'implicit'],
  ['listened', 1, 500, 'Play Count', 'implicit'],
] as const)('a kind %s from %d to %d in column %s is %s', (name, lowest, highest, column, signal) => {
  expect(guessSignal({ name, lowest, highest }, column)).toBe(signal);
});
