import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priorityOf } from './priority.ts';

const facts = fc.record({
  severity: fc.integer({ min: 1, max: 5 }),
  score: fc.option(fc.float({ min: 0, max: 1, noNaN: true })),
  reports: fc.nat(1000),
  strikes: fc.nat(10),
});

describe('priority', () => {
  it('is the sum of its parts and never falls when more speaks against a post', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { priority, parts } = priorityOf(given);
        expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(priority, 6);
        expect(priorityOf({ ...given, reports: given.reports + 1 }).priority).toBeGreaterThanOrEqual(priority);
        expect(priorityOf({ ...given, strikes: given.strikes + 1 }).priority).toBeGreaterThanOrEqual(priority);
      }),
    );
  });

  it('puts an unsure threat before a sure case of spam', () => {
    const threat = priorityOf({ severity: 5, score: 0.6, reports: 0, strikes: 0 });
    const spam = priorityOf({ severity: 2, score: 1, reports: 0, strikes: 3 });
    expect(threat.priority).toBeGreaterThan(spam.priority);
  });
});
