import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather, thinLine } from './thin.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('gather', () => {
  it('loses no point and stays small', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: unit, y: unit }), { maxLength: 300 }), (points) => {
        const spots = gather(points, { from: 0, to: 1 }, 8);
        expect(spots.reduce((sum, { n }) => sum + n, 0)).toBe(points.length);
        expect(spots.length).toBeLessThanOrEqual(64);
        for (const { x, y } of spots) {
          expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
        }
      }),
    );
  });
  it('equal points become one spot at their place', () => {
    const spots = gather(
      Array.from({ length: 9 }, () => ({ x: 0.3, y: 0.7 })),
      { from: 0, to: 1 },
    );
    expect(spots).toEqual([{ x: expect.closeTo(0.3), y: expect.closeTo(0.7), n: 9, first: 0 }]);
  });
  it('what is no number is left out', () => {
    expect(gather([{ x: Number.NaN, y: 1 }], { from: 0, to: 1 })).toEqual([]);
  });
});

describe('thinLine', () => {
  const line = Array.from({ length: 5000 }, (_, x) => ({ x, y: x === 3210 ? 100 : Math.sin(x / 300) }));
  it('keeps ends, order and spikes', () => {
    const thinned = thinLine(line, 200);
    expect(thinned.length).toBeLessThanOrEqual(200);
    expect(thinned[0]).toBe(line[0]);
    expect(thinned.at(-1)).toBe(line.at(-1));
    expect(thinned).toContainEqual({ x: 3210, y: 100 });
    expect(thinned.map(({ x }) => x)).toEqual(thinned.map(({ x }) => x).toSorted((a, b) => a - b));
  });
  it('a short line stays as it is', () => {
    const short = line.slice(0, 10);
    expect(thinLine(short, 200)).toBe(short);
  });
});
