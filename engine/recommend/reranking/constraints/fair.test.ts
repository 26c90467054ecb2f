import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedAlpha, failProbability, fairTargets, prefixTargets } from './fair.ts';

describe('prefixTargets', () => {
  it.each([
    [0.1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    [0.3, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]],
    [0.5, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]],
    [0.7, [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6]],
  ])('is the published table for a share of %d at level 0.1', (share, targets) => {
    expect([...prefixTargets(12, share, 0.1)]).toEqual(targets);
  });
});

describe('failProbability', () => {
  it('is what all possible rankings add up to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        (k, share, alpha) => {
          const targets = prefixTargets(k, share, alpha);
          let failing = 0;
          for (let ranking = 0; ranking < 2 ** k; ranking++) {
            let [count, fails, chance] = [0, false, 1];
            for (let place = 0; place < k; place++) {
              const isMember = (ranking >> place) & 1;
              count += isMember;
              chance *= isMember ? share : 1 - share;
              if (count < targets[place]!) fails = true;
            }
            if (fails) failing += chance;
          }
          expect(failProbability(targets, share)).toBeCloseTo(failing, 9);
        },
      ),
    );
  });
});

describe('adjustedAlpha', () => {
  it('keeps the probability to fail a fair ranking at the level, and is close to the largest that does', () => {
    const level = adjustedAlpha(40, 0.5, 0.1);
    expect(failProbability(prefixTargets(40, 0.5, level), 0.5)).toBeLessThanOrEqual(0.1);
    expect(failProbability(prefixTargets(40, 0.5, level + 2e-6), 0.5)).toBeGreaterThan(0.1);
    expect(level).toBeLessThan(0.1);
    expect(fairTargets(40, 0.5, 0.1)).toEqual(prefixTargets(40, 0.5, level));
    expect(adjustedAlpha(1, 0.5, 0.1)).toBe(0.1);
  });
});
