import { describe, expect, it } from 'vitest';
import { chosenOf, dominatedOf } from './choose.ts';

describe('choosing', () => {
  const base = { metric: 0.2, gap: 0.05, tail: 0.1 };
  const point = (method: 'cp' | 'floor', metric: number, gap: number, tail: number) =>
    ({ method, aim: method === 'cp' ? 'people' : 'items', validation: { metric, gap, tail } }) as const;

  it('takes the smallest gap within the budget for people, the largest tail for items, one a method', () => {
    const points = [
      point('cp', 0.198, -0.03, 0.1),
      point('cp', 0.195, 0.02, 0.1),
      point('cp', 0.1, 0, 0.1),
      point('floor', 0.198, 0.04, 0.2),
      point('floor', 0.191, 0.06, 0.3),
      point('floor', 0.15, 0.01, 0.9),
    ];
    expect(chosenOf(points, base, 0.05)).toEqual([false, true, false, false, true, false]);
    expect(chosenOf(points, base, 0)).toEqual([false, false, false, false, false, false]);
  });

  it('calls a point dominated that another beats in one and meets in the other', () => {
    const at = (metric: number, gap: number) => ({ metric, gap });
    expect(dominatedOf([at(0.2, 0.05), at(0.2, -0.04), at(0.1, 0.01), at(0.1, 0.02)])).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
