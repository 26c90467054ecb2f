import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptLists } from './kept-lists.ts';

const list = (number: number) => ({ items: Int32Array.of(number, -1), scores: Float32Array.of(number / 2, 0) });

test('a list is kept until more came after it than there is room for, but for the first ones, which stay', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });
  fc.assert(
    fc.property(numbers, (asked) => {
      const kept = new KeptLists({ most: 5, length: 2, stays: 2 });
      let expected: number[] = [];
      for (const number of asked) {
        const isNew = !expected.includes(number);
        expect(kept.has(number)).toBe(!isNew);
        kept.put(number, list(number));
        if (!isNew) continue;
        // The twin: two that stay, and a queue of three.
        const queue = [...expected.slice(2), number];
        expected = expected.length < 2 ? [...expected, number] : [...expected.slice(0, 2), ...queue.slice(-3)];
        for (let one = 0; one <= 12; one++) {
          expect(kept.get(one)).toEqual(expected.includes(one) ? list(one) : undefined);
        }
      }
    }),
  );
});
