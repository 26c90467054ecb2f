import { describe, expect, it } from 'vitest';
import { type LiveCurve, takeIn } from './curve.ts';

const event = (model: string, done: number): LiveCurve => ({
  model,
  done,
  total: 10,
  unit: 'epochs',
  curve: Array.from({ length: done }, (_, index) => ({ done: index + 1, loss: 1 / (index + 1) })),
});

describe('takeIn', () => {
  it('follows a fit and keeps those before it', () => {
    const curves = [event('mf', 10), event('ials', 3), event('ials', 5)].reduce(takeIn, [] as readonly LiveCurve[]);
    expect(curves.map(({ model, curve }) => [model, curve.length])).toEqual([
      ['mf', 10],
      ['ials', 5],
    ]);
  });
  it('the newest fit comes last, and only the latest stay', () => {
    let curves: readonly LiveCurve[] = [];
    for (let trial = 1; trial <= 9; trial++) curves = takeIn(curves, event(`trial ${trial}`, 2));
    expect(curves.map(({ model }) => model)).toEqual([4, 5, 6, 7, 8, 9].map((trial) => `trial ${trial}`));
  });
});
