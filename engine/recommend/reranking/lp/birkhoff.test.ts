import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../numeric/random.ts';
import { decompose, drawRanking, mainRanking } from './birkhoff.ts';

/** Shares that are a mix of random rankings: places x items. */
function mixture(places: number, items: number, parts: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const shares = new Float64Array(places * items);
  const weights = Array.from({ length: parts }, () => random.uniform() + 0.01);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const weight of weights) {
    const left = Array.from({ length: items }, (_, item) => item);
    for (let place = 0; place < places; place++) {
      shares[place * items + left.splice(random.below(left.length), 1)[0]!]! += weight / total;
    }
  }
  return shares;
}

describe('decompose', () => {
  it('makes rankings whose weights add up to the shares', () => {
    const cases = fc.record({
      places: fc.integer({ min: 1, max: 6 }),
      more: fc.integer({ min: 0, max: 6 }),
      parts: fc.integer({ min: 1, max: 6 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(cases, ({ places, more, parts, seed }) => {
        const items = places + more;
        const shares = mixture(places, items, parts, seed);
        const rankings = decompose(shares, places, items);
        const sums = new Float64Array(places * items);
        for (const { weight, items: ranked } of rankings) {
          expect(new Set(ranked).size).toBe(places);
          ranked.forEach((item, place) => {
            sums[place * items + item]! += weight;
          });
        }
        shares.forEach((share, at) => {
          expect(sums[at]).toBeCloseTo(share, 6);
        });
        expect(rankings.length).toBeLessThanOrEqual((items - 1) ** 2 + 1);
      }),
    );
  });

  it('is the ranking itself where nothing is shared', () => {
    const rankings = decompose(Float64Array.of(0, 1, 0, 1, 0, 0), 2, 3);
    expect(rankings).toEqual([{ weight: 1, items: Int32Array.of(1, 0) }]);
  });

  it('draws every ranking as often as its weight says', () => {
    // Worked: item 0 is first in 3 of 4 feeds, item 1 in one; the second place goes to the other of both.
    const rankings = decompose(Float64Array.of(0.75, 0.25, 0.25, 0.75), 2, 2);
    expect(rankings.map(({ weight }) => weight)).toEqual([0.75, 0.25]);
    const random = seededRandom(3);
    let first = 0;
    for (let n = 0; n < 20_000; n++) first += Number(drawRanking(rankings, random.uniform())[0] === 0);
    expect(Math.abs(first - 15_000)).toBeLessThan(4.4 * Math.sqrt(20_000 * 0.75 * 0.25));
    expect([...mainRanking(rankings)]).toEqual([0, 1]);
  });
});
