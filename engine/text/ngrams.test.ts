import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashing, mix, NgramHasher } from './ngrams.ts';

const half = hashing.buckets / 2;

/** Fowler, Noll and Vo's hash over UTF-16 units, written plainly. */
function fnv(units: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < units.length; i++) hash = Math.imul(hash ^ units.charCodeAt(i), 0x01000193);
  return hash;
}

/** The same buckets by way of substrings and sets. */
function plainly(text: string): { words: Set<number>; characters: Set<number> } {
  const shaped = text === '' ? '' : ` ${text.toLowerCase().replace(/[0-9]/g, '0')} `;
  const words = shaped.match(/[a-z0'\u0080-\uffff]+|[^ ]/g) ?? [];
  const wordBuckets = new Set<number>();
  words.forEach((word, i) => {
    wordBuckets.add(mix(fnv(word)) & (half - 1));
    if (i > 0) wordBuckets.add(mix(Math.imul(fnv(words[i - 1]!), 0x01000193) ^ fnv(word)) & (half - 1));
  });
  const characters = new Set<number>();
  for (let i = 0; i < shaped.length; i++) {
    for (let n = 2; n <= 5 && i + n <= shaped.length; n++)
      characters.add(half + (mix(fnv(shaped.slice(i, i + n))) & (half - 1)));
  }
  return { words: wordBuckets, characters };
}

describe('NgramHasher', () => {
  test('agrees with hashing substrings one by one', () => {
    const hasher = new NgramHasher();
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.lorem()), (text) => {
        hasher.hash(text);
        const { words, characters } = plainly(text);
        expect(new Set(hasher.buckets.subarray(0, hasher.words))).toEqual(words);
        expect(new Set(hasher.buckets.subarray(hasher.words, hasher.size))).toEqual(characters);
        expect(hasher.size).toBe(words.size + characters.size);
      }),
    );
  });

  test('gives the words, and the characters, of a text length 1', () => {
    const hasher = new NgramHasher();
    hasher.hash('a small garden with a small pond');
    expect(hasher.words * hasher.wordValue ** 2).toBeCloseTo(1);
    expect((hasher.size - hasher.words) * hasher.characterValue ** 2).toBeCloseTo(1);
  });

  test('takes empty and very long texts', () => {
    const hasher = new NgramHasher();
    hasher.hash('');
    expect([hasher.size, hasher.wordValue, hasher.characterValue]).toEqual([0, 0, 0]);
    hasher.hash('abcdefghij '.repeat(5000));
    expect(hasher.size).toBeGreaterThan(10);
  });
});
