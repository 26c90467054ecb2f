import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntSlots } from './int-slots.ts';

test('integers are numbered as a map would number them', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer(), fc.integer({ min: -20, max: 20 })), { maxLength: 200 }), (keys) => {
      const slots = new IntSlots(keys.length);
      const twin = new Map<number, number>();
      for (const key of keys) {
        if (!twin.has(key)) twin.set(key, twin.size);
        expect(slots.add(key)).toBe(twin.get(key));
      }
      expect([...slots.keys.subarray(0, slots.size)]).toEqual([...twin.keys()]);
      for (let key = -30; key < 30; key++) expect(slots.find(key)).toBe(twin.get(key) ?? -1);
    }),
  );
});

test('one more than there is room for is refused, and what is known is not more', () => {
  const slots = new IntSlots(2);
  expect([slots.add(7), slots.add(-1), slots.add(7)]).toEqual([0, 1, 0]);
  expect(() => slots.add(8)).toThrow(RangeError);
  expect(new IntSlots(0).find(1)).toBe(-1);
});
