import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker, loadMasker, maskingMethod, maskText, wordHash } from './masking.ts';

const words = ['turnip', 'cabbage', 'grab', 'hose', 'leek'];
const mask = createMasker(new Set(words.map(wordHash)));
const masked = (text: string) => mask(text).map(({ start, end }) => text.slice(start, end));

describe('a masked word is found', () => {
  test.each([
    ['as it is', 'you turnip you', 'turnip'],
    ['in capitals', 'TURNIP!', 'TURNIP'],
    ['with accents', 'tùrñíp', 'tùrñíp'],
    ['in wide and fancy letters', 'ｔｕｒｎｉｐ 𝐭𝐮𝐫𝐧𝐢𝐩', 'ｔｕｒｎｉｐ|𝐭𝐮𝐫𝐧𝐢𝐩'],
    ['in Cyrillic letters that look alike', 'сabbаgе', 'сabbаgе'],
    ['with figures and signs for letters', '7urn1p c@bb4ge turn!p', '7urn1p|c@bb4ge|turn!p'],
    ['drawn out', 'tuuuuurnip leeeeek turnippp', 'tuuuuurnip|leeeeek|turnippp'],
    [
      'in the plural and in other endings',
      'turnips, cabbages; grabbing hosing turniped',
      'turnips|cabbages|grabbing|hosing|turniped',
    ],
    ['with characters that show nothing', 'tur\u200bnip tur\u00adnip', 'tur\u200bnip|tur\u00adnip'],
    ['as a tag, a name and in quotes', '#turnip @turnip "turnip"', 'turnip|@turnip|turnip'],
    ['in joined words', 'turnip-head turnip/leek', 'turnip|turnip|leek'],
    ['censored by its writer', 'what a t****p and c*bb*ge', 't****p|c*bb*ge'],
  ])('%s', (_, text, found) => expect(masked(text).join('|')).toBe(found));

  test('and nothing else is', () => {
    expect(masked('turnipseed nip *bold* 2*3 a*b 100 $5 @ann hello@turn.example lek ')).toEqual([]);
    expect(masked('')).toEqual([]);
  });
});

test('masks lie in order inside the text, do not overlap and keep its length', () => {
  const piece = fc.oneof(
    fc.constantFrom(...words, 'TURN1P', 't***p', 'ＬＥＥＫ', 'soup', '!!', '😀', '\u0301'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom(' ', '', '-'), (pieces, joint) => {
      const text = pieces.join(joint);
      let at = 0;
      for (const { start, end } of mask(text)) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(text.length);
      expect(maskText(text, mask)).toHaveLength(text.length);
    }),
  );
  expect(maskText('a turnip, a leek', mask)).toBe('a ██████, a ████');
});

test('a lexicon is read from its file, and a broken one is refused', () => {
  const dir = mkdtempSync(join(tmpdir(), 'steward-mask-'));
  try {
    const file = join(dir, 'masking.json');
    writeFileSync(file, JSON.stringify({ version: 1, method: maskingMethod, hashes: [wordHash('turnip')] }));
    expect(loadMasker(file)('a turnip')).toEqual([{ start: 2, end: 8 }]);
    for (const text of ['', '{}', JSON.stringify({ version: 1, method: 'other', hashes: [] })]) {
      writeFileSync(file, text);
      expect(() => loadMasker(file)).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
    }
    expect(() => loadMasker(join(dir, 'none'))).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the shipped lexicon holds hashes alone and leaves groups of people and everyday words in sight', () => {
  const shipped = loadMasker(new URL('../../models/masking.json', import.meta.url).pathname);
  const fine =
    'women men muslims jews christians black white gay lesbian trans immigrants asian soup teapot garden headline';
  expect(shipped(fine)).toEqual([]);
  expect(shipped('what an idiot').length).toBe(1);
});
