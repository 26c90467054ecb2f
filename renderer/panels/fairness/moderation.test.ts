import { expect, test } from 'vitest';
import type { IdentityTerm } from '../../../engine/contract/fairness.ts';
import { concern, orderedTerms, termFigures, termValue, valueLine } from './moderation.ts';

const auc = (value: number | null) => ({ value, low: value, high: value });

function termOf(term: string, bpsn: number | null, n = 36): IdentityTerm {
  return {
    term,
    n,
    subgroupAuc: auc(0.9),
    bpsn: auc(bpsn),
    bnsp: auc(0.95),
    negativeGap: 0.1,
    positiveGap: -0.02,
    flips: null,
  };
}

test('terms with the lowest AUC come first, those that cannot be told by what can', () => {
  const terms = [termOf('old', 0.99), termOf('deaf', 0.6, 50), termOf('blind', null), termOf('asian', 0.99)];
  const names = (order: 'worst' | 'name' | 'n') => orderedTerms(terms, order).map(({ term }) => term);
  expect(names('worst')).toEqual(['deaf', 'asian', 'blind', 'old']);
  expect(names('name')).toEqual(['asian', 'blind', 'deaf', 'old']);
  expect(names('n')[0]).toBe('deaf');
});

test('each figure is read from its own place', () => {
  const term = termOf('deaf', 0.6);
  expect(termFigures.map((of) => termValue(term, of).value)).toEqual([0.9, 0.6, 0.95, 0.1, -0.02, null]);
  expect(valueLine(termValue(term, 'bpsn'))).toBe('0.600, 95 % interval 0.600–0.600');
  expect(valueLine(termValue(term, 'flips'))).toBe('not estimable');
});

test('concern grows with the distance from equal treatment', () => {
  expect([1, 0.94, 0.8, 0.6].map((value) => concern(value, 'bpsn'))).toEqual([0, 1, 2, 3]);
  expect([0, -0.1, 0.2, -0.4].map((value) => concern(value, 'negative'))).toEqual([0, 1, 2, 3]);
  expect(concern(0.2, 'flips')).toBe(2);
  expect(concern(null, 'bpsn')).toBe(0);
});
