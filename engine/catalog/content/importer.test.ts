import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { badRowsPage } from './bad-rows.ts';
import { type ImportBench, makeImportBench } from './test-kit.ts';

let bench: ImportBench;
beforeEach(() => {
  bench = makeImportBench();
});
afterEach(() => bench.close());

const five =
  'id,text,author\n1,one soup,ann\n2,two soups,bob\n3,"three, ""big"" soups\nand bread",ann\n4,four soups,\n5,five soups,cy\n';

describe('a file of posts', () => {
  test('comes in with its fields and waits to be scored', async () => {
    const record = await bench.run({ path: bench.file('posts.csv', five) });
    expect(record).toMatchObject({
      rows: 5,
      added: 5,
      updated: 0,
      unchanged: 0,
      bad: 0,
      badRowsFile: null,
      state: 'done',
    });
    expect(await bench.content.getByExternalId('3')).toMatchObject({
      text: 'three, "big" soups\nand bread',
      author: 'ann',
    });
    expect(await bench.content.getByExternalId('4')).toMatchObject({ author: null });
    expect(bench.db.raw.prepare("SELECT count(*) FROM intake WHERE state = 'waiting'").pluck().get()).toBe(5);
  });

  test('changes nothing when it comes again, and only what changed when it was edited', async () => {
    const path = bench.file('posts.csv', five);
    await bench.run({ path });
    bench.db.raw.exec('DELETE FROM intake');
    expect(await bench.run({ path })).toMatchObject({ rows: 5, added: 0, updated: 0, unchanged: 5 });
    bench.file('posts.csv', five.replace('one soup', 'one stew').replace(',bob', ',bert').concat('6,six soups,dee\n'));
    expect(await bench.run({ path })).toMatchObject({ rows: 6, added: 1, updated: 2, unchanged: 3 });
    const waiting = bench.db.raw
      .prepare('SELECT external_id FROM content JOIN intake ON content_id = content.id ORDER BY 1')
      .pluck()
      .all();
    // A new author alone gives nothing to score again.
    expect(waiting).toEqual(['1', '6']);
  });

  test('keeps rows that read the same and have no id, each once however often the file comes', async () => {
    const path = bench.file('posts.csv', 'text\nsoup\nbread\nsoup\nsoup\n');
    expect(await bench.run({ path })).toMatchObject({ rows: 4, added: 4 });
    expect(await bench.run({ path })).toMatchObject({ rows: 4, added: 0, unchanged: 4 });
    expect(bench.posts()).toHaveLength(4);
    expect(bench.db.raw.prepare('SELECT count(*) FROM import_twin').pluck().get()).toBe(0);
  });

  test('is read the same from CSV, TSV, JSONL and gzip', async () => {
    const tsv = 'id\ttext\n1\tone "soup" here\n2\t"two soups"\n';
    const jsonl = '{"id": 1, "text": "one \\"soup\\" here"}\n\n{"text": "two soups", "id": "2", "extra": [1]}\n';
    await bench.run({ path: bench.file('a.csv', '\ufeffid,text\r\n1,"one ""soup"" here"\r\n2,two soups\r\n') });
    for (const [name, data] of [
      ['b.tsv', tsv],
      ['c.jsonl', jsonl],
      ['d.csv.gz', gzipSync('id,text\n1,"one ""soup"" here"\n2,two soups')],
      ['noextension', tsv],
      ['e.csv', 'id;text\n1;"one ""soup"" here"\n2;two soups\n'],
    ] as const) {
      expect(await bench.run({ path: bench.file(name, data) }), name).toMatchObject({ rows: 2, unchanged: 2, bad: 0 });
    }
  });

  test('without a header has numbered columns, the wordiest of which is the text', async () => {
    const path = bench.file(
      'sms',
      'ham\tHello there, how are you "today"?\nspam\tCall now for a free teapot!\nham\tSee you at the market.\n',
    );
    expect(await bench.run({ path })).toMatchObject({ rows: 3, added: 3 });
    expect(bench.posts()).toContainEqual(expect.objectContaining({ text: 'Call now for a free teapot!' }));
  });
});

describe('bad rows', () => {
  test('are listed with line, column and reason and never with their text; the rest goes in', async () => {
    const long = 'x'.repeat(100_001);
    const rows = [
      'id,body,when,pics',
      '1,fine,2024-05-01,',
      '2,secret-a,2024-02-31,',
      '3,"secret-b"x,2024-05-01,',
      '4,secret-c,2024-05-01',
      '5,,2024-05-01,',
      `6,${long},2024-05-01,`,
      '7,secret-d,2024-05-01,javascript:alert(1)',
      '8,"also\nfine",1714521600,https://a.example/1.jpg https://a.example/2.jpg',
      '9,"secret-e never closed,2024-05-01,',
      '10,fine too,Wed Aug 27 13:08:45 +0000 2008,',
    ];
    const path = bench.file(
      'posts.csv',
      Buffer.concat([Buffer.from(`${rows.join('\n')}\n11,`), Buffer.from([0xff, 0xfe]), Buffer.from(',,\n')]),
    );
    const map = { id: 'id', text: 'body', time: 'when', media: 'pics' };
    const record = await bench.run({ path, map });
    expect(record).toMatchObject({ rows: 11, added: 3, bad: 8 });
    expect(record.badRowsFile).toBe(join(bench.importsDir, `${record.id}-bad-rows.csv`));
    const page = await badRowsPage(record.badRowsFile!, { offset: 0, limit: 100 });
    expect(page.rows.map(({ line, column }) => [line, column])).toEqual([
      [3, 'when'],
      [4, null],
      [5, null],
      [6, 'body'],
      [7, 'body'],
      [8, 'pics'],
      [11, null],
      [13, null],
    ]);
    expect(readFileSync(record.badRowsFile!, 'utf8')).not.toMatch(/secret|xxx/);
    expect(await badRowsPage(record.badRowsFile!, { offset: 6, limit: 1 })).toMatchObject({
      rows: [{ line: 11 }],
      total: 8,
    });
  });
});

describe('refusals leave nothing behind', () => {
  test.each([
    ['missing', null, 'BAD_FILE'],
    ['empty.csv', '', 'BAD_FILE'],
    ['blank.csv', '\n\n', 'BAD_FILE'],
    ['binary.csv', 'id,text\n1,\0\n', 'BAD_FILE'],
    ['sheet.xlsx', 'PK\u0003\u0004', 'BAD_FILE'],
    ['array.jsonl', '[{"text": "soup"}]', 'BAD_FILE'],
    ['numbers.csv', 'a,b\n1,2\n', 'BAD_INPUT'],
    ['broken.csv.gz', gzipSync('id,text\n1,soup\n').subarray(0, 20), 'BAD_FILE'],
  ])('%s', async (name, data, code) => {
    const path = data === null ? join(bench.dir, name) : bench.file(name, data);
    await expect(bench.run({ path })).rejects.toMatchObject({ code, advice: expect.stringMatching(/\w/) });
    expect((await bench.imports.list({ offset: 0, limit: 10 })).total).toBe(0);
  });

  test('a folder', async () => {
    await expect(bench.run({ path: bench.dir })).rejects.toMatchObject({ code: 'BAD_FILE' });
  });

  test('a column that is not there is named with those that are', async () => {
    const path = bench.file('posts.csv', five);
    await expect(bench.run({ path, map: { text: 'txt' } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('id, text, author'),
      place: { field: 'text' },
    });
    expect(bench.posts()).toEqual([]);
  });
});

describe('an import that was stopped', () => {
  test('goes on where it was, with the same outcome as if it had never stopped', async () => {
    const word = fc.constantFrom('soup', 'bread', 'a, b', 'say "cheese"', 'two\nlines');
    const row = fc.record({ id: fc.option(fc.integer({ min: 1, max: 30 })), text: word, isBad: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(), async (rows, cut) => {
        const whole = makeImportBench();
        const stopped = makeImportBench({ batchRows: 1 });
        try {
          const csv = `id,text\n${rows
            .map(({ id, text, isBad }) => `${id ?? ''},"${text.replaceAll('"', '""')}"${isBad ? ',more' : ''}`)
            .join('\n')}\n`;
          const expected = await whole.run({ path: whole.file('a.csv', csv) });
          const path = stopped.file('a.csv', csv);
          const jobId = await stopped.newJob();
          await cutOff(stopped, path, jobId, cut % (rows.length + 1));
          const record = await stopped.run({ path }, { jobId });
          const { rows: total, added, updated, unchanged, bad } = expected;
          expect(record).toMatchObject({ rows: total, added, updated, unchanged, bad });
          expect(stopped.posts()).toEqual(whole.posts());
          expect(list(record.badRowsFile)).toEqual(list(expected.badRowsFile));
        } finally {
          whole.close();
          stopped.close();
        }
      }),
      { numRuns: 12 },
    );
  });

  test('is cancelled with its counters right, and the same file imported again continues it', async () => {
    const path = bench.file(
      'a.csv',
      `id,text\n${Array.from({ length: 20_000 }, (_, n) => `${n},soup number ${n}`).join('\n')}\n`,
    );
    const abort = new AbortController();
    const running = bench.run({ path }, { signal: abort.signal, progress: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const [record] = (await bench.imports.list({ offset: 0, limit: 1 })).rows;
    expect(record).toMatchObject({ state: 'cancelled', rows: bench.posts().length, added: bench.posts().length });
    expect(record!.rows).toBeLessThan(20_000);
    const ended = await bench.run({ path });
    expect(ended).toMatchObject({ id: record!.id, rows: 20_000, added: 20_000, unchanged: 0, state: 'done' });
  });

  test('is refused where the file was changed meanwhile; anew it takes nothing twice', async () => {
    const slow = makeImportBench({ batchRows: 1 });
    const path = slow.file('a.csv', five);
    const jobId = await slow.newJob();
    await cutOff(slow, path, jobId, 2);
    utimesSync(path, 1, 1);
    const refused = expect(slow.run({ path }, { jobId })).rejects;
    await refused.toMatchObject({ code: 'CONFLICT', advice: expect.stringContaining('anew') });
    expect(await slow.run({ path })).toMatchObject({ rows: 5, added: 3, unchanged: 2 });
    slow.close();
  });
});

/** Imports the first `rows` rows and then dies as a killed process does: nothing is tidied up, lists are too long. */
async function cutOff(bench: ImportBench, path: string, jobId: number, rows: number): Promise<void> {
  const { batch } = bench.imports;
  bench.imports.batch = async function (id, consumed, work) {
    if (consumed.rows + (await this.get(id)).rows > rows) throw new Error('killed');
    return batch.call(this, id, consumed, work);
  };
  try {
    await bench.run({ path }, { jobId });
  } catch (error) {
    if ((error as Error).message !== 'killed') throw error;
  }
  bench.imports.batch = batch;
}

function list(file: string | null): string | null {
  return file === null ? null : readFileSync(file, 'utf8');
}
