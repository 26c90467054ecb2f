import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpList } from './fixtures.ts';
import { similaritiesOf } from './similarity.ts';
import { thin } from './thin.ts';

describe('thin', () => {
  it('keeps no two that are too like, and drops nothing that has no better one like it', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      seed: fc.integer(),
      limit: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ n, seed, limit }) => {
        const similarities = similaritiesOf(madeUpList({ n, seed }));
        const row = new Float64Array(n);
        const like = (a: number, b: number) => {
          similarities.row(a, row);
          return row[b]!;
        };
        const order = Array.from({ length: n }, (_, candidate) => candidate);
        const { kept, dropped } = thin(similarities, order, limit);
        expect([...kept, ...dropped.map(({ candidate }) => candidate)].sort((a, b) => a - b)).toEqual(order);
        for (const a of kept) for (const b of kept) if (a < b) expect(like(a, b)).toBeLessThan(limit);
        for (const { candidate, because, similarity } of dropped) {
          expect(because).toBeLessThan(candidate);
          expect(similarity).toBe(like(because, candidate));
          expect(similarity).toBeGreaterThanOrEqual(limit);
        }
      }),
    );
  });

  it('stops when it has enough', () => {
    const similarities = similaritiesOf(madeUpList({ n: 20 }));
    expect(thin(similarities, [5, 3, 9, 7], 2, 2)).toEqual({ kept: Int32Array.of(5, 3), dropped: [] });
  });
});
