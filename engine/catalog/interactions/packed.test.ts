import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packIds, packTexts, rowOf, textAt } from './packed.ts';
import { Vocabulary } from './vocabulary.ts';

test('packed ids are found both ways, and hash and grow as others do', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), fc.array(fc.string()), (ids, others) => {
      const packed = packIds(ids);
      for (const [row, id] of ids.entries()) {
        expect(rowOf(packed, id)).toBe(row);
        expect(textAt(packed, row)).toBe(id);
      }
      for (const other of others) if (!ids.includes(other)) expect(rowOf(packed, other)).toBeUndefined();
      const plain = new Vocabulary(ids);
      const vocabulary = new Vocabulary([], packed);
      expect(vocabulary.hash()).toBe(plain.hash());
      expect(others.map((other) => vocabulary.add(other))).toEqual(others.map((other) => plain.add(other)));
      expect(vocabulary.ids).toEqual(plain.ids);
      expect(vocabulary.hash()).toBe(plain.hash());
    }),
  );
  expect(() => new Vocabulary([], packIds(['a'])).id(1)).toThrow(RangeError);
  expect(() => new Vocabulary([], packIds(['a'])).id(-1)).toThrow(RangeError);
});

test('texts may be empty', () => {
  const packed = packTexts(['', 'é', '']);
  expect([0, 1, 2].map((row) => textAt(packed, row))).toEqual(['', 'é', '']);
});
