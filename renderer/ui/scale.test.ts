import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extent, scale, spread, ticks, tickText } from './scale.ts';

describe('ticks', () => {
  it('are round and lie inside the range', () => {
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0, 0.37)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(3, 47)).toEqual([10, 20, 30, 40]);
  });
  it('a range without width has the one value', () => {
    expect(ticks(5, 5)).toEqual([5]);
  });
  it('never leave the range, and never become many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (from, width) => {
          const marks = ticks(from, from + width);
          expect(marks.length).toBeLessThanOrEqual(8);
          for (const mark of marks) {
            expect(mark).toBeGreaterThanOrEqual(from - width * 1e-6);
            expect(mark).toBeLessThanOrEqual(from + width * (1 + 1e-6));
          }
        },
      ),
    );
  });
  it('are written short', () => {
    expect([0.30000000000000004, 20, 25_000].map(tickText)).toEqual(['0.3', '20', '25k']);
  });
});

it('scale maps ends to ends, also upside down', () => {
  expect(scale(0, 10, 100, 0)(2.5)).toBe(75);
  expect(scale(3, 3, 0, 100)(3)).toBe(50);
});

it('extent of nothing is 0 to 1', () => {
  expect(extent([])).toEqual([0, 1]);
  expect(extent([3, -1, 2])).toEqual([-1, 3]);
});

describe('spread', () => {
  it('leaves what has room alone and keeps the order', () => {
    expect(spread([10, 40, 80], 12, 0, 100)).toEqual([10, 40, 80]);
    const moved = spread([50, 51, 49], 12, 0, 100);
    expect(moved[2]!).toBeLessThan(moved[0]!);
    expect(moved[0]!).toBeLessThan(moved[1]!);
  });
  it('stays inside the range at its end', () => {
    expect(spread([98, 99, 100], 12, 0, 100)).toEqual([76, 88, 100]);
  });
});
