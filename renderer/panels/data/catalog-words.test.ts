import { describe, expect, it } from 'vitest';
import type { AttributeSummary, CatalogSummary, KindSummary, Popularity } from '../../../engine/contract/catalog.ts';
import {
  activeUsers,
  decileName,
  meanOf,
  popularityFigures,
  rangeOf,
  share,
  sharePercent,
  valuesLine,
} from './catalog-words.ts';

const kind: KindSummary = {
  name: 'rating',
  signal: 'explicit',
  interactions: 100_000,
  users: 943,
  items: 1682,
  first: 0,
  last: 1,
  lowest: 0.5,
  highest: 5,
  mean: 3.52986,
};

describe('shares', () => {
  it('never claim none or all where that is not so', () => {
    expect([share(0, 7), share(7, 7), share(1, 100_000), share(99_999, 100_000), share(1, 3), share(0, 0)]).toEqual([
      '0%',
      '100%',
      '<0.1%',
      '>99.9%',
      '33.3%',
      '–',
    ]);
    expect([0, 0.42891, 1].map(sharePercent)).toEqual(['0%', '42.9%', '100%']);
  });
});

describe('values', () => {
  it('are a range and a mean, in digits that so many support', () => {
    expect([rangeOf(kind), meanOf(kind)]).toEqual(['0.5 to 5', '3.53']);
    expect(meanOf({ ...kind, interactions: 12 })).toBe('3.5');
    const one = { ...kind, lowest: 1, highest: 1, mean: 1 };
    expect([rangeOf(one), meanOf(one)]).toEqual(['always 1', '1']);
    expect([rangeOf({ ...kind, interactions: 0 }), meanOf({ ...kind, interactions: 0 })]).toEqual(['–', '–']);
  });

  it('of attributes are what is frequent, or ends and middle; free words are not shown', () => {
    const attribute: AttributeSummary = {
      subject: 'user',
      name: 'job',
      type: 'category',
      known: 2000,
      missing: 1,
      distinct: 2,
      values: [
        { value: 'baker', n: 1500 },
        { value: 'nurse', n: 500 },
      ],
    };
    expect(valuesLine(attribute)).toBe('baker 1,500, nurse 500');
    expect(valuesLine({ ...attribute, type: 'text' })).toBe('free words, 2 different ones');
    const numbers = ['7', '31', '73'].map((value) => ({ value, n: 1 }));
    expect(valuesLine({ ...attribute, type: 'number', values: numbers })).toBe('lowest 7, median 31, highest 73');
    expect(valuesLine({ ...attribute, known: 0, values: [] })).toBe('nothing known');
  });
});

describe('popularity', () => {
  const popularity: Popularity = {
    gini: 0.6289,
    topTenth: 0.4289,
    topHundredth: 0.08,
    longTail: 900,
    never: 182,
    activityCorrelation: -0.7312,
    deciles: [],
  };
  const summary = { items: 1682, users: 943, interactions: 100_000, kinds: [kind] } as CatalogSummary;

  it('comes with a definition and an n for each number', () => {
    const figures = popularityFigures(popularity, summary);
    expect(figures.map(({ value }) => value)).toEqual(['0.63', '42.9%', '8.0%', '900 items', '182 items', '−0.73']);
    expect(figures.every(({ means, n }) => means.length > 20 && /\d/.test(n))).toBe(true);
    expect(figures[3]?.means).toContain('60.0% of the items with any');
    expect(figures[0]?.n).toBe('1,500 items with any interaction');
  });

  it('says so where a correlation cannot be estimated', () => {
    expect(popularityFigures({ ...popularity, activityCorrelation: null }, summary)[5]?.value).toBe('not estimable');
  });

  it('says between which numbers the active users lie where kinds overlap', () => {
    const n = (...users: number[]) =>
      activeUsers({ ...summary, users: 100, kinds: users.map((of) => ({ ...kind, users: of })) });
    expect([n(40), n(40, 30), n(80, 70), n()]).toEqual(['40 users', '40 to 70 users', '80 to 100 users', '0 users']);
  });

  it('counts its tenths as people do', () => {
    expect([0, 1, 2, 3, 9].map(decileName)).toEqual(['1st tenth', '2nd tenth', '3rd tenth', '4th tenth', '10th tenth']);
  });
});
