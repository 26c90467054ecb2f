import { describe, expect, it } from 'vitest';
import { type LiveCurve, takeIn } from './curve.ts';

const event = (model: string, from: number, to: number): LiveCurve => ({
  model,
  done: to,
  total: 10,
  unit: 'epochs',
  curve: Array.from({ length: to - from + 1 }, (_, index) => ({ done: from + index, loss: 1 / (from + index) })),
});

describe('takeIn', () => {
  it('grows by what is new, and takes the whole curve as well', () => {
    const grown = takeIn(takeIn([], event('ials', 1, 3)), event('ials', 4, 5));
    expect(grown[0]?.curve.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
    expect(takeIn(grown, event('ials', 1, 6))[0]?.curve).toHaveLength(6);
  });
  it('an event without new points keeps the curve', () => {
    const grown = takeIn(takeIn([], event('ials', 1, 3)), { ...event('ials', 1, 1), done: 4, curve: [] });
    expect(grown[0]?.curve).toHaveLength(3);
    expect(grown[0]?.done).toBe(4);
  });
  it('a fit that begins anew replaces the one before', () => {
    expect(takeIn(takeIn([], event('ials', 1, 9)), event('ials', 1, 2))[0]?.curve).toHaveLength(2);
  });
  it('the newest fit comes last, and only the latest stay', () => {
    let curves: readonly LiveCurve[] = [];
    for (let trial = 1; trial <= 9; trial++) curves = takeIn(curves, event(`trial ${trial}`, 1, 2));
    expect(curves.map(({ model }) => model)).toEqual([4, 5, 6, 7, 8, 9].map((trial) => `trial ${trial}`));
  });
});
