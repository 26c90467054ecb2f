import { describe, expect, it } from 'vitest';
import { chips, facets, filterRuns, holdBack, noFilter, toggled } from './run-filter.ts';
import { runOf } from './testing.ts';

const runs = [
  runOf(1),
  runOf(2, { algorithm: 'ials', params: { factors: 64 }, kind: 'trial' }),
  runOf(3, { algorithm: 'ials', params: { factors: 128 }, name: 'wide' }),
  runOf(4, { rule: 'likes', protocol: { split: 'loo', share: 0.2, k: 20, relevantFrom: 4 } }),
];

const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);

describe('filterRuns', () => {
  it('nothing chosen lets the same array through', () => {
    expect(filterRuns(runs, noFilter)).toBe(runs);
    expect(filterRuns(runs, { text: '  ', chosen: { kind: [] } })).toBe(runs);
  });
  it('all words must be found, in names, algorithms and parameters', () => {
    expect(ids(filterRuns(runs, { text: 'IALS factors=128', chosen: {} }))).toEqual([3]);
    expect(ids(filterRuns(runs, { text: 'wide', chosen: {} }))).toEqual([3]);
  });
  it('values of one facet widen, facets narrow each other', () => {
    const both = { text: '', chosen: { algorithm: ['ials', 'ease'], kind: ['evaluation'] } };
    expect(ids(filterRuns(runs, both))).toEqual([1, 3, 4]);
    expect(ids(filterRuns(runs, { text: '', chosen: { split: ['loo'] } }))).toEqual([4]);
  });
});

describe('facets', () => {
  it('count what choosing them would show', () => {
    const found = facets(runs, { text: '', chosen: { kind: ['trial'] } });
    expect(found.kind).toEqual([
      { value: 'evaluation', n: 3, isChosen: false },
      { value: 'trial', n: 1, isChosen: true },
    ]);
    expect(found.algorithm).toEqual([
      { value: 'ials', n: 1, isChosen: false },
      { value: 'ease', n: 0, isChosen: false },
    ]);
  });
  it('a chosen value stays, also where no run has it any more', () => {
    expect(facets(runs, { text: '', chosen: { rule: ['gone'] } }).rule.at(-1)).toEqual({
      value: 'gone',
      n: 0,
      isChosen: true,
    });
  });
});

it('toggled puts a value in and takes it out, and every part of a filter is a chip', () => {
  const once = toggled({ ...noFilter, text: 'wide' }, 'kind', 'trial');
  expect(chips(once)).toEqual([
    { id: 'text', value: 'wide' },
    { id: 'kind', value: 'trial' },
  ]);
  expect(chips(toggled(once, 'kind', 'trial'))).toEqual([{ id: 'text', value: 'wide' }]);
});

describe('holdBack', () => {
  it('new rows wait, rows that went away go, the others stay', () => {
    const later = [runOf(9), runOf(4), runOf(3), runOf(1)];
    const { shown, fresh } = holdBack(later, new Set([1, 2, 3, 4]));
    expect(ids(shown)).toEqual([4, 3, 1]);
    expect(fresh).toBe(1);
  });
  it('an empty list takes what comes', () => {
    expect(holdBack(runs, new Set()).shown).toBe(runs);
    expect(holdBack(runs, new Set([99])).shown).toBe(runs);
  });
});
