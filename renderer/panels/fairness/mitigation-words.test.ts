import { describe, expect, it } from 'vitest';
import type { Figure, Mitigation, MitigationPoint } from '../../../engine/contract/mitigation.ts';
import { inShort } from './mitigation-words.ts';

const at = (value: number): Figure => ({ value, low: value - 0.001, high: value + 0.001 });
const measured = (gap: number, men: number, women: number): MitigationPoint['test'] => ({
  ndcg: at(0.4),
  recall: at(0.2),
  gap: at(gap),
  coverage: at(0.3),
  gini: at(0.9),
  tail: at(0.1),
  groups: [
    { group: 'men', n: 10, value: men },
    { group: 'women', n: 10, value: women },
  ],
});
const of = {
  spec: { metric: 'ndcg' } as Mitigation['spec'],
  base: { validation: { metric: 0.4, gap: 0.06, tail: 0.1 }, test: measured(0.06, 0.43, 0.37) },
  better: 'men',
  worse: 'women',
};
const pointOf = (test: MitigationPoint['test'], gap: Figure, ndcg: Figure) =>
  ({ test, change: { ndcg, recall: ndcg, gap, tail: at(0) } }) as MitigationPoint;

describe('a point in short', () => {
  it('claims no change where the interval holds none', () => {
    const wide = { value: -0.01, low: -0.03, high: 0.01 };
    expect(inShort(pointOf(measured(0.05, 0.43, 0.38), wide, wide), of)).toBe(
      'It leaves the gap as it was, as far as these users can tell, at no cost in ndcg that these users can tell.',
    );
  });

  it('says where a gap closes because the better served lose', () => {
    const words = inShort(pointOf(measured(0.02, 0.38, 0.36), at(-0.04), at(-0.03)), of);
    expect(words).toContain('from 0.060 to 0.020, and costs 0.030 of ndcg.');
    expect(words).toContain("No group gains: 'men' is brought down towards 'women'.");
    expect(inShort(pointOf(measured(0.02, 0.43, 0.41), at(-0.04), at(0.02)), of)).not.toContain('No group gains');
  });
});
