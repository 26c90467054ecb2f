import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntSlots } from './int-slots.ts';

const some = fc.array(fc.oneof(fc.integer(), fc.integer({ min: -20, max: 20 })), { maxLength: 200 });

test('integers are numbered as a map would number them', () => {
  fc.assert(
    fc.property(some, fc.boolean(), (keys, again) => {
      const slots = again ? IntSlots.forNow(keys.length) : new IntSlots(keys.length);
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

test('the one for now is empty each time, with room for as many as were asked for, and grows', () => {
  const first = IntSlots.forNow(3000);
  for (let key = 0; key < 3000; key++) first.add(key);
  const second = IntSlots.forNow(2);
  expect([second.size, second.find(5), second.add(9), second.add(5)]).toEqual([0, -1, 0, 1]);
  expect(() => second.add(6)).toThrow(RangeError);
});
