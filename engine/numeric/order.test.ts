import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOfPairs } from './order.ts';

test('pairs are ordered as a comparing sort orders them, and left alone where they are in order', () => {
  const pair = fc.tuple(fc.nat(6), fc.nat(4));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const compare = (a: number, b: number) => pairs[a]![0] - pairs[b]![0] || pairs[a]![1] - pairs[b]![1] || a - b;
      const expected = [...pairs.keys()].sort(compare);
      const order = orderOfPairs(
        7,
        5,
        pairs.map(([row]) => row),
        pairs.map(([, column]) => column),
      );
      expect(order ? [...order] : [...pairs.keys()]).toEqual(expected);
      expect(order === null).toBe(expected.every((place, at) => place === at));
    }),
  );
});
