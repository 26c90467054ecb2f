import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteTable } from './byte-table.ts';
import { Interner } from './interner.ts';
import { decimalIn } from './number-bytes.ts';

const read = (text: string) => decimalIn(Buffer.from(text), 0, Buffer.byteLength(text));

test('numbers are those that the language reads, or are left to it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ noNaN: true }).map(String), fc.stringMatching(/^-?\d{0,9}\.?\d{0,8}$/), fc.string()),
      (text) => {
        const value = read(text);
        if (value !== null) expect(value).toBe(Number(text));
      },
    ),
    { numRuns: 2000 },
  );
  expect(['4', '2.5', '-0.1', '.5', '5.', '881250949'].map(read)).toEqual([4, 2.5, -0.1, 0.5, 5, 881250949]);
  expect(['', '-', '.', '1e3', '1,5', ' 1', '0x1', '1234567890123456', '1.2.3'].map(read)).toEqual(
    new Array(9).fill(null),
  );
});

test('texts are numbered in the order of first appearance, by bytes or as text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 5000, size: '+1' }), (texts) => {
      const interner = new Interner();
      const known = new Map<string, number>();
      for (const [at, text] of texts.entries()) {
        const bytes = Buffer.from(`<${text}>`);
        const number = at % 2 ? interner.text(text) : interner.bytes(bytes, 1, bytes.length - 1);
        if (!known.has(text)) known.set(text, known.size);
        expect(number).toBe(known.get(text));
      }
      expect(interner.from(0)).toEqual([...known.keys()]);
    }),
    { numRuns: 50 },
  );
  const many = new Interner();
  for (let n = 0; n < 20_000; n++) expect(many.text(`id ${n}`)).toBe(n);
  expect(many.text('id 7')).toBe(7);
  expect(many.from(19_999)).toEqual(['id 19999']);
});

/** Records of a table of two columns, and the bytes from which on care is needed. */
function cut(text: string, quotes: 'strict' | 'lenient' | 'none' = 'strict', delimiter = ',') {
  const rows: string[] = [];
  const table = new ByteTable(delimiter, quotes, 2, (line, bytes, starts, ends, count) => {
    const cells = Array.from({ length: Math.min(count, 3) }, (_, n) => bytes.toString('utf8', starts[n], ends[n]));
    rows.push(`${line}: ${cells.join('|')} ${count}`);
  });
  const stopped = table.parse(Buffer.from(text));
  return { rows, rest: Buffer.from(text).subarray(stopped).toString() };
}

test('records are cut at delimiters and line ends; blank lines are none', () => {
  expect(cut('a,b\r\n\r\n\nc,\n,d\n')).toEqual({ rows: ['1: a|b 2', '4: c| 2', '5: |d 2'], rest: '' });
  expect(cut('a\na,b,c\na,b,c,d\n').rows).toEqual(['1: a 1', '2: a|b|c 3', '3: a|b|c 4']);
  expect(cut('a::b\nc:d::e\n', 'none', '::').rows).toEqual(['1: a|b 2', '2: c:d|e 2']);
});

test('whole quoted cells are plain enough; the rest needs care', () => {
  expect(cut('"a,b","c"\n"",d\r\n"e","f"\r\n').rows).toEqual(['1: a,b|c 2', '2: |d 2', '3: e|f 2']);
  for (const care of ['"a""b",c\n', '"a\nb",c\n', '"a"b,c\n', 'a"b,c\n', '"a,b\n']) {
    expect(cut(`x,y\n${care}z,z\n`)).toEqual({ rows: ['1: x|y 2'], rest: `${care}z,z\n` });
  }
  expect(cut('5" disc,b\n', 'lenient').rows).toEqual(['1: 5" disc|b 2']);
  expect(cut('"a",b\n', 'none').rows).toEqual(['1: "a"|b 2']);
});
