import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Framer, longestRecord } from './framing.ts';
import { type Row, readRows } from './reader.ts';
import { shapeOf } from './shape.ts';
import { openSource } from './source.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-read-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function read(name: string, data: string | Buffer, skip = 0): Promise<{ columns: string[]; rows: Row[] }> {
  const path = join(dir, name);
  writeFileSync(path, data);
  const shape = await shapeOf(await openSource(path, name));
  const rows: Row[] = [];
  for await (const block of readRows(shape, { skip })) rows.push(...block);
  return { columns: shape.columns, rows };
}

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', ',', '"', '\n', '\r\n', '\t', ';'), maxLength: 8 });

describe('CSV', () => {
  test('gives back what was written, with quotes, delimiters and line breaks in the cells', async () => {
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        async (table, end) => {
          const csv = `id,text,author${end}${table.map(([a, b], n) => `${n},${quote(a)},${quote(b)}${end}`).join('')}`;
          const { rows } = await read('a.csv', csv);
          expect(rows.map(({ values }) => values)).toEqual(table.map(([a, b], n) => [String(n), a, b]));
          expect(rows[0]!.line).toBe(2);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is cut into the same records however the bytes come', () => {
    const piece = fc.constantFrom('a,b\n', '"x ""y""\nz",b\r\n', '"open,b\n', 'a"b,c\n', '\n', 'é,"😀"\n', '"",\n');
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.array(fc.nat(12)),
        fc.constantFrom('strict', 'lenient'),
        (pieces, cuts, quotes) => {
          const bytes = Buffer.from(pieces.join(''));
          const whole = new Framer(quotes, ',').push(bytes, true);
          const framer = new Framer(quotes, ',');
          const frames = [];
          let at = 0;
          for (const cut of cuts) {
            frames.push(...framer.push(bytes.subarray(at, at + cut), false));
            at += cut;
          }
          frames.push(...framer.push(bytes.subarray(at), true));
          const plain = (list: typeof whole) => list.map((frame) => ({ ...frame, bytes: frame.bytes.toString() }));
          expect(plain(frames)).toEqual(plain(whole));
        },
      ),
    );
  });

  test('loses one line to a quote that never closes and knows the physical lines of the rest', async () => {
    const { rows } = await read('a.csv', 'id,text\n1,"two\nlines"\n2,"open\n3,fine\n4,"closed"\n');
    expect(rows.map(({ line, problem }) => [line, problem?.reason ?? null])).toEqual([
      [2, null],
      [4, 'a closing quote is followed by more text'],
      [5, null],
      [6, null],
    ]);
  });

  test('never holds a record that is longer than a record may be', () => {
    const framer = new Framer('strict', ',');
    const chunk = Buffer.alloc(longestRecord, 'x');
    const frames = [chunk, chunk, Buffer.from('\nshort,row\n')].flatMap((part) => framer.push(part, false));
    expect(frames.map(({ line, problem }) => [line, problem !== null])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  test('names columns that have no name, and columns of one name apart', async () => {
    const { columns } = await read('a.csv', ',text, text ,\n0,a,b,c\n');
    expect(columns).toEqual(['column1', 'text', 'text_2', 'column4']);
  });

  test('skips rows that were consumed before and counts their lines', async () => {
    const { rows } = await read('a.csv', 'id,text\n1,"a\nb"\n2,"bad\n3,c\n', 2);
    expect(rows).toEqual([{ line: 5, values: ['3', 'c'], problem: null }]);
  });

  test('is parted by bars only where every line has as many of them', async () => {
    const bars = await read('u.user', '1|24|M\n2|53|F\n3|23|M\n');
    expect(bars.rows.map(({ values }) => values)).toEqual([
      ['1', '24', 'M'],
      ['2', '53', 'F'],
      ['3', '23', 'M'],
    ]);
    const lists = await read('movies.csv', 'id,genres\n1,Drama|War|Crime\n2,Comedy\n');
    expect(lists.columns).toEqual(['id', 'genres']);
  });
});

describe('TSV', () => {
  test('takes quotes as plain characters where they are not well formed', async () => {
    const { rows } = await read(
      'a.tsv',
      'kind\ttext\nham\t"hello" she said\nham\t5" pipe\nham\t"two\nlines"\nham\t"open\nham\tend"\n',
    );
    expect(rows.map(({ values }) => values?.[1])).toEqual([
      '"hello" she said',
      '5" pipe',
      'two\nlines',
      '"open',
      'end"',
    ]);
  });

  test('has no header where a cell comes again below', async () => {
    const { columns, rows } = await read('plain', 'ham\tsee you\nspam\twin now\nham\tbye\n');
    expect(columns).toEqual(['column1', 'column2']);
    expect(rows).toHaveLength(3);
  });
});

test('JSONL takes objects, turns values into text and never repeats a broken line in its reason', async () => {
  const { columns, rows } = await read(
    'a.jsonl',
    '{"text":"a","n":1,"list":["x"],"none":null}\n{"text": secret}\n"text"\n{"text":"b","n":true}\n',
  );
  expect(columns).toEqual(['text', 'n', 'list', 'none']);
  expect(rows.map((row) => row.values ?? row.problem.reason)).toEqual([
    ['a', '1', '["x"]', ''],
    'not valid JSON',
    'not a JSON object',
    ['b', 'true', '', ''],
  ]);
});
