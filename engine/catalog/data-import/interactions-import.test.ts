import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parquetFile } from '../../testing/parquet.ts';
import { readInteractions } from '../interactions/read.ts';
import { type DataBench, makeDataBench } from './test-kit.ts';

let bench: DataBench;
beforeEach(() => {
  bench = makeDataBench();
});
afterEach(() => bench.close());

/** Another bench, with chunks and transactions as small as a test wants them. */
function rebuilt(options: Parameters<typeof makeDataBench>[0]): DataBench {
  bench.close();
  bench = makeDataBench(options);
  return bench;
}

const four = ['ann x rating 4 @500000', 'ann y rating 2.5 @600000', 'bob x rating 1 @700000', 'cid z rating 5 @800000'];

describe('files', () => {
  test.each([
    ['ratings.csv', 'userId,movieId,rating,timestamp\nann,x,4,500\nann,y,2.5,600\nbob,x,1,700\ncid,z,5,800\n'],
    ['order.csv', 'timestamp,item,rating,user\r\n500,x,4,ann\r\n600,y,2.5,ann\r\n700,x,1,bob\r\n800,z,5,cid'],
    ['quoted.csv', '"user";"item";"rating";"time"\n"ann";"x";"4";"500"\nann;y;2.5;600\n"bob";x;1;700\ncid;z;5;800\n'],
    ['u.data', 'ann\tx\t4\t500\nann\ty\t2.5\t600\nbob\tx\t1\t700\ncid\tz\t5\t800\n'],
    ['ratings.dat', 'ann::x::4::500\nann::y::2.5::600\nbob::x::1::700\ncid::z::5::800\n'],
    ['packed.csv.gz', gzipSync('user,item,rating,time\nann,x,4,500\nann,y,2.5,600\nbob,x,1,700\ncid,z,5,800\n')],
    [
      'lines.jsonl',
      '{"user":"ann","item":"x","rating":4,"time":500}\n{"user":"ann","item":"y","rating":2.5,"time":600}\n' +
        '{"item":"x","user":"bob","rating":1,"time":700}\n{"user":"cid","item":"z","rating":5,"time":800}\n',
    ],
    ['blanks.csv', '\ufeffuser,item,rating,time\n\n ann ,x, 4 , 500\nann,y,2.5,600\n\nbob,x\u00a0,1,700\ncid,z,5,800'],
  ])('%s', async (name, content) => {
    const record = await bench.interactions(bench.file(name, content));
    expect(record).toMatchObject({ rows: 4, added: 4, updated: 0, unchanged: 0, bad: 0, state: 'done' });
    expect(bench.stored()).toEqual(four);
    expect(bench.catalog.kinds()).toMatchObject([{ name: 'rating', signal: 'explicit' }]);
  });

  test('without values they are views, unless it is said what they are', async () => {
    const path = bench.file('pairs.csv', 'user,item\nann,x\nbob,x\n');
    await bench.interactions(path);
    await bench.interactions(path, { as: 'purchase' });
    expect(bench.stored()).toEqual([
      'ann x purchase 1 @-1',
      'ann x view 1 @-1',
      'bob x purchase 1 @-1',
      'bob x view 1 @-1',
    ]);
    expect(bench.catalog.kinds().map(({ signal }) => signal)).toEqual(['implicit', 'implicit']);
  });

  test('a column of kinds, a mapping of its own, a time that is not known', async () => {
    const path = bench.file('log.csv', 'who,what,did,when\nann,x,click,500\nann,x,buy,\nbob,y,click,2020-01-01\n');
    await bench.interactions(path, { map: { user: 'who', item: 'what', kind: 'did', time: 'when' } });
    expect(bench.stored()).toEqual(['ann x buy 1 @-1', 'ann x click 1 @500000', 'bob y click 1 @1577836800000']);
  });

  test('a column that is not there is refused before anything is stored', async () => {
    const path = bench.file('pairs.csv', 'user,item\nann,x\n');
    await expect(bench.interactions(path, { map: { user: 'user', item: 'film' } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      advice: expect.stringContaining('user, item'),
    });
    await expect(bench.interactions(bench.file('one.csv', 'word\nsoup\n'))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(bench.catalog.revision()).toBe(0);
  });
});

const badFile = [
  'user,item,rating,time',
  'ann,x,much,1',
  ',x,1,1',
  'ann, ,1,1',
  'ann,x,1',
  'ann,x,,1',
  'ann,x,3,soon',
  `${'n'.repeat(201)},x,1,1`,
  'bob,y,1,1',
  'ann,x,3,-5',
];
const badReasons = [
  '2,"rating","not a number"',
  '3,"user","no user"',
  '4,"item","no item"',
  '5,"","3 columns where 4 are expected"',
  '6,"rating","not a number"',
  '7,"time","not a time that can be read"',
  '8,"user","longer than 200 characters"',
  '10,"time","not a time that can be read"',
];

describe('bad rows', () => {
  test('are listed with line, column and reason, and never with their text', async () => {
    const record = await bench.interactions(bench.file('bad.csv', `${badFile.join('\n')}\n`));
    expect(record).toMatchObject({ rows: 9, added: 1, bad: 8 });
    expect(bench.badRows(record)).toEqual(badReasons);
  });

  test('are the same where the careful reader takes over, with the right lines behind it', async () => {
    const path = bench.file(
      'bad.csv',
      `${['user,item,rating,time', '"a""b",x,1,1', ...badFile.slice(1)].join('\n')}\n`,
    );
    const record = await bench.interactions(path);
    expect(record).toMatchObject({ rows: 10, added: 2, bad: 8 });
    const later = badReasons.map((line) => line.replace(/^\d+/, (number) => String(Number(number) + 1)));
    expect(bench.badRows(record)).toEqual(later);
    expect(bench.stored()).toContain('a"b x rating 1 @1000');
  });

  test('a header that needs care behind blank lines is a header all the same', async () => {
    const path = bench.file('care.csv', '\n\n"us""er",item,value\nann,x,1\n');
    await bench.interactions(path, { map: { user: 'us"er', item: 'item' } });
    expect(bench.stored()).toEqual(['ann x view 1 @-1']);
  });

  test('bytes that are not UTF-8 and broken quotes cost their line only', async () => {
    const broken = Buffer.concat([
      Buffer.from('user,item\nann,x\nb'),
      Buffer.from([0xff]),
      Buffer.from('b,x\n"cid,x\ndan,"y\neve,z\n'),
    ]);
    const record = await bench.interactions(bench.file('broken.csv', broken));
    expect(bench.stored()).toEqual(['ann x view 1 @-1', 'eve z view 1 @-1']);
    expect(bench.badRows(record).map((line) => line.split(',')[0])).toEqual(['3', '4', '5']);
  });
});

describe('the same again', () => {
  test('changes nothing; another value updates; a row that comes twice in a file counts once', async () => {
    const path = bench.file('ratings.csv', 'user,item,rating,time\nann,x,4,5\nann,x,4,5\nbob,x,1,5\nann,x,3,9\n');
    expect(await bench.interactions(path)).toMatchObject({ rows: 4, added: 3, unchanged: 1 });
    const revision = bench.catalog.revision();
    expect(await bench.interactions(path)).toMatchObject({ rows: 4, added: 0, updated: 0, unchanged: 4 });
    expect(bench.catalog.revision()).toBe(revision);
    const changed = bench.file('changed.csv', 'user,item,rating,time\nann,x,5,5\nbob,x,1,5\n');
    expect(await bench.interactions(changed)).toMatchObject({ added: 0, updated: 1, unchanged: 1 });
    expect(bench.stored()).toContain('ann x rating 5 @5000');
  });
});

/** 60 rows with a bad one in every ten and some that come twice. */
const sixty = Array.from({ length: 60 }, (_, n) =>
  n % 10 === 7 ? `u${n},,1,${n}` : `u${(n * 7) % 11},i${(n * 5) % 13},${n % 5},${n % 4}`,
);
const text = `user,item,rating,time\n${sixty.join('\n')}\n`;

describe('stopped and resumed', () => {
  /** What an import that nothing stops leaves. */
  async function undisturbed() {
    rebuilt({ chunkRows: 8, sliceRows: 3 });
    const record = await bench.interactions(bench.file('all.csv', text));
    return { stored: bench.stored(), record, badRows: bench.badRows(record) };
  }
  const counts = ({ rows, added, updated, unchanged, bad }: Awaited<ReturnType<typeof undisturbed>>['record']) => ({
    rows,
    added,
    updated,
    unchanged,
    bad,
  });

  test.each([1, 2, 5, 13])('cancelled at report %d of its progress, it goes on with exact counts', async (stop) => {
    const whole = await undisturbed();
    rebuilt({ chunkRows: 8, sliceRows: 3 });
    const path = bench.file('all.csv', text);
    const jobId = await bench.newJob();
    const abort = new AbortController();
    let reports = 0;
    const progress = () => {
      reports += 1;
      if (reports === stop) abort.abort(new Error('stop'));
    };
    await expect(bench.interactions(path, {}, { jobId, signal: abort.signal, progress })).rejects.toThrow();
    const record = await bench.interactions(path, {}, { jobId });
    expect(bench.stored()).toEqual(whole.stored);
    expect(counts(record)).toEqual(counts(whole.record));
    expect(bench.badRows(record)).toEqual(whole.badRows);
  });

  test('killed after any transaction, it opens and goes on with exact counts', async () => {
    const whole = await undisturbed();
    for (let kill = 1; ; kill++) {
      rebuilt({ chunkRows: 8, sliceRows: 3 });
      const path = bench.file('all.csv', text);
      const jobId = await bench.newJob();
      // From the kill on no transaction happens any more, as when the process is gone.
      const { db } = bench;
      const { transaction } = db;
      let done = 0;
      db.transaction = (work) => {
        if (!db.raw.inTransaction) done += 1;
        if (done > kill) throw new Error('killed');
        return transaction.call(db, work) as ReturnType<typeof work>;
      };
      const isDone = await bench.interactions(path, {}, { jobId }).then(
        () => true,
        () => false,
      );
      if (isDone) break;
      bench.reopen();
      const record = await bench.interactions(path, {}, { jobId });
      expect(bench.stored()).toEqual(whole.stored);
      expect(counts(record), `killed after ${kill}`).toEqual(counts(whole.record));
      expect(bench.badRows(record)).toEqual(whole.badRows);
      kill += 12;
    }
  }, 120_000);

  test('another job with the same file goes on too; a file that changed is refused', async () => {
    rebuilt({ chunkRows: 8, sliceRows: 3 });
    const path = bench.file('all.csv', text);
    const abort = new AbortController();
    const jobId = await bench.newJob();
    const stopping = { jobId, signal: abort.signal, progress: () => abort.abort(new Error('stop')) };
    await expect(bench.interactions(path, {}, stopping)).rejects.toThrow();
    const record = await bench.interactions(path);
    expect(record).toMatchObject({ id: 1, rows: 60, bad: 6 });
    await expect(
      bench.interactions(bench.file('all.csv', `${text}z,z,1,1\n`), {}, { jobId: record.job! }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('users, items and kinds that appear late are numbered late', async () => {
    rebuilt({ chunkRows: 2, sliceRows: 1 });
    const rows = ['b,y,view', 'a,x,view', 'a,x,buy', 'c,w,buy', 'b,w,like', 'd,y,view'];
    await bench.interactions(bench.file('log.csv', `user,item,event\n${rows.join('\n')}\n`));
    expect(bench.stored()).toEqual(rows.map((row) => `${row.replaceAll(',', ' ')} 1 @-1`).sort());
    expect(bench.changes).toBeGreaterThanOrEqual(3);
  });
});

describe('Parquet', () => {
  const columns = [
    { name: 'userId', type: 'int64' as const, values: [1, 1, 2, 3, 3] },
    { name: 'movieId', type: 'text' as const, values: ['x', 'y', 'x', '', 'z'] },
    { name: 'rating', type: 'double' as const, values: [4, 2.5, 1, 3, 5] },
    { name: 'timestamp', type: 'int64' as const, values: [500, 600, 700, 800, 900] },
  ];
  const expected = ['1 x rating 4 @500000', '1 y rating 2.5 @600000', '2 x rating 1 @700000', '3 z rating 5 @900000'];

  test.each([1, 2, 5])('in row groups of %d, and in chunks that cut them', async (groupRows) => {
    rebuilt({ chunkRows: 2, sliceRows: 1 });
    const path = bench.file('ratings.parquet', parquetFile(columns, groupRows));
    const record = await bench.interactions(path);
    expect(record).toMatchObject({ rows: 5, added: 4, bad: 1 });
    expect(bench.stored()).toEqual(expected);
    expect(bench.badRows(record)).toEqual(['4,"movieId","no item"']);
    expect(await bench.interactions(path)).toMatchObject({ rows: 5, added: 0, unchanged: 4, bad: 1 });
  });

  test('goes on where it was cancelled, and users may be in one too', async () => {
    rebuilt({ chunkRows: 2, sliceRows: 1 });
    const path = bench.file('ratings.parquet', parquetFile(columns, 5));
    const jobId = await bench.newJob();
    const abort = new AbortController();
    const stopping = { jobId, signal: abort.signal, progress: () => abort.abort(new Error('stop')) };
    await expect(bench.interactions(path, {}, stopping)).rejects.toThrow();
    expect(await bench.interactions(path, {}, { jobId })).toMatchObject({ rows: 5, added: 4, unchanged: 0, bad: 1 });
    const users = bench.file(
      'users.parquet',
      parquetFile(
        [
          { name: 'user_id', type: 'int64', values: [1, 2] },
          { name: 'age', type: 'int64', values: [30, 41] },
        ],
        1,
      ),
    );
    await bench.run({ kind: 'users', path: users, name: 'users.parquet' });
    expect(bench.described('user')).toMatchObject({ 1: { age: 30 }, 2: { age: 41 }, 3: {} });
  });

  test('one that is damaged is refused', async () => {
    const path = bench.file('cut.parquet', parquetFile(columns, 5).subarray(0, 80));
    await expect(bench.interactions(path)).rejects.toMatchObject({ code: 'BAD_FILE' });
  });
});

test('the fast reader and the careful one agree on any table', async () => {
  const cell = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'ü',
      ' a ',
      '',
      '1',
      '2.5',
      '-3',
      '1e3',
      '0x10',
      '12345678901234567890',
      '"q"',
      '"a,b"',
      'a"b',
      '""',
    ),
    fc.string({ maxLength: 4 }),
  );
  const line = fc.array(cell, { minLength: 3, maxLength: 4 }).map((cells) => cells.join(','));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), async (lines, end) => {
      rebuilt({ chunkRows: 3 });
      const path = bench.file('any.csv', ['user,item,rating', 'a,b,1', ...lines].join(end));
      const record = await bench.interactions(path);
      const { interactions, bad, badCount } = await readInteractions(path);
      expect(record.rows).toBe(interactions.user.length + badCount);
      // The careful reader keeps blanks around ids; they are no part of them here.
      const told = new Set<string>();
      for (const at of interactions.user.keys()) {
        const [user, item] = [
          interactions.users.id(interactions.user[at]!),
          interactions.items.id(interactions.item[at]!),
        ];
        if (user.trim() !== '' && item.trim() !== '') told.add(`${user.trim()} ${item.trim()}`);
      }
      expect(new Set(bench.stored().map((row) => row.replace(/ rating \S+ @-1$/, '')))).toEqual(told);
      const lost = new Set(bench.badRows(record).map((row) => Number(row.split(',')[0])));
      for (const { line } of bad) expect(lost).toContain(line);
    }),
    { numRuns: 15 },
  );
}, 120_000);
