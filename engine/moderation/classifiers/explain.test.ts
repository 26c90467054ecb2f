import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logOdds, partsFor, without, wordSpans } from './explain.ts';

test('spans are the words, in order', () => {
  expect(wordSpans('one  two\nthree', 10)).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 8 },
    { start: 9, end: 14 },
  ]);
  expect(wordSpans('  ', 10)).toEqual([]);
  expect(without('one two', { start: 0, end: 3 })).toBe(' two');
});

test('however long the text, spans are few, in order, and cover every word', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'bee', 'sea', '🌊'), { maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (words, most) => {
        const text = words.join(' ');
        const spans = wordSpans(text, most);
        expect(spans.length).toBe(Math.min(words.length, most));
        expect(spans.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text);
      },
    ),
  );
});

test('log-odds are finite at the ends', () => {
  expect(logOdds(0.5)).toBe(0);
  expect(logOdds(1)).toBeCloseTo(-logOdds(0), 6);
  expect(Number.isFinite(logOdds(0))).toBe(true);
});

test('long texts are cut into fewer parts', () => {
  expect([0, 100, 300, 600, 4000].map((length) => partsFor('x'.repeat(length)))).toEqual([32, 32, 20, 10, 10]);
});
