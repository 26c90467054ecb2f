import { describe, expect, it } from 'vitest';
import { thresholdProblem, thresholdsProblem } from './thresholds.ts';

describe('thresholds', () => {
  it('are probabilities or off', () => {
    expect([null, 0, 0.5, 1].map((value) => thresholdProblem('reduce', value))).toEqual([null, null, null, null]);
    expect(thresholdProblem('reduce', 1.2)).not.toBeNull();
    expect(thresholdProblem('inform', Number.NaN)).not.toBeNull();
  });

  it('never let anything less sure than 0.995 remove without a person', () => {
    expect(thresholdProblem('remove', 0.99)).toContain('0.995');
    expect(thresholdProblem('remove', 0.995)).toBeNull();
    expect(thresholdsProblem({ remove: 0.9, review: 0.8, reduce: null, inform: null })).toContain('0.995');
    expect(thresholdsProblem({ remove: null, review: 0.8, reduce: null, inform: null })).toBeNull();
  });
});
