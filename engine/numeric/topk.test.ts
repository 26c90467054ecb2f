import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopK } from './topk.ts';

describe('TopK', () => {
  it('keeps what a full sort would put first, whatever the order of the offers', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN), fc.constant(-Infinity));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.integer({ min: 0, max: 12 }), fc.boolean(), (all, k, back) => {
        const top = new TopK(k);
        const order = all.map((_, index) => (back ? all.length - 1 - index : index));
        for (const index of order) top.offer(index, all[index]!);
        const indices = new Int32Array(k + 1).fill(7);
        const values = new Float32Array(k + 1).fill(7);
        const size = top.drain(indices, values, 1);
        const expected = all
          .map((score, index) => ({ index, score }))
          .filter(({ score }) => !Number.isNaN(score))
          .sort((a, b) => (a.score === b.score ? a.index - b.index : b.score - a.score))
          .slice(0, k);
        expect(size).toBe(expected.length);
        expect([...indices.subarray(1, 1 + size)]).toEqual(expected.map(({ index }) => index));
        expect([...values.subarray(1, 1 + size)]).toEqual(expected.map(({ score }) => score));
        expect(indices.subarray(1 + size).every((index) => index === -1)).toBe(true);
        expect(values.subarray(1 + size).every(Number.isNaN)).toBe(true);
        expect([indices[0], values[0]]).toEqual([7, 7]);
      }),
    );
  });
});
