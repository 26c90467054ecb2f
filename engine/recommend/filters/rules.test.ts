import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Columns, compileRules, type Rule } from './rules.ts';

// Five items: a politics post in English, a sports post in German, one of no category, one that is not out yet, one past.
const columns: Columns = {
  category: { kind: 'category', names: ['politics', 'sports'], codes: Int32Array.of(0, 1, -1, 1, 1) },
  language: { kind: 'category', names: ['en', 'de'], codes: Int32Array.of(0, 1, 0, 0, 0) },
  tags: {
    kind: 'set',
    names: ['ad', 'kids'],
    indptr: Int32Array.of(0, 1, 3, 3, 3, 4),
    members: Int32Array.of(0, 0, 1, 1),
  },
  price: { kind: 'number', values: Float64Array.of(5, 10, Number.NaN, 20, 0) },
  from: { kind: 'number', values: Float64Array.of(Number.NaN, 100, 100, 2000, 100) },
  until: { kind: 'number', values: Float64Array.of(Number.NaN, Number.NaN, 5000, 5000, 900) },
};
const rows = Int32Array.of(0, 1, 2, 3, 4);
const keptBy = (rule: Rule) => [...compileRules([rule], columns).apply(rows, 1000).kept];

describe('compileRules', () => {
  it.each<[string, Rule, number[]]>([
    [
      'an allowed category drops what is not known',
      { kind: 'allow', reason: 'r', column: 'category', values: ['sports'] },
      [1, 3, 4],
    ],
    [
      'a denied category lets pass what is not known',
      { kind: 'deny', reason: 'r', column: 'category', values: ['sports'] },
      [0, 2],
    ],
    ['any of a set allows', { kind: 'allow', reason: 'r', column: 'tags', values: ['kids'] }, [1, 4]],
    [
      'any of a set denies',
      { kind: 'deny', reason: 'r', column: 'tags', values: ['ad', 'nobody-has-this'] },
      [2, 3, 4],
    ],
    ['languages are a category', { kind: 'allow', reason: 'r', column: 'language', values: ['en'] }, [0, 2, 3, 4]],
    ['a range holds both ends', { kind: 'range', reason: 'r', column: 'price', least: 5, most: 10 }, [0, 1]],
    [
      'a range may let pass what is not known',
      { kind: 'range', reason: 'r', column: 'price', most: 10, unknown: 'pass' },
      [0, 1, 2, 4],
    ],
    ['on offer from and until', { kind: 'window', reason: 'r', from: 'from', until: 'until' }, [0, 1, 2]],
    ['on offer from, for ever', { kind: 'window', reason: 'r', from: 'from' }, [0, 1, 2, 4]],
  ])('%s', (_, rule, kept) => {
    expect(keptBy(rule)).toEqual(kept);
  });

  it('gives each dropped item the first rule that it breaks', () => {
    const rules = compileRules(
      [
        { kind: 'deny', reason: 'no-ads', column: 'tags', values: ['ad'] },
        { kind: 'window', reason: 'not-on-offer', from: 'from', until: 'until' },
      ],
      columns,
    );
    const { kept, dropped, by, counts } = rules.apply(rows, 1000);
    expect([...kept]).toEqual([2]);
    expect([...dropped].map((row, i) => `${row} ${rules.reasons[by[i]!]}`)).toEqual([
      '0 no-ads',
      '1 no-ads',
      '3 not-on-offer',
      '4 not-on-offer',
    ]);
    expect([...counts]).toEqual([2, 2]);
  });

  it('allow and deny of the same values part the items that are known', () => {
    const values = fc.subarray(['politics', 'sports']);
    fc.assert(
      fc.property(values, (some) => {
        const allowed = keptBy({ kind: 'allow', reason: 'r', column: 'category', values: some });
        const denied = keptBy({ kind: 'deny', reason: 'r', column: 'category', values: some });
        expect([...allowed, ...denied].sort()).toEqual([0, 1, 2, 3, 4]);
      }),
    );
  });

  it.each<[Rule, RegExp]>([
    [{ kind: 'deny', reason: 'r', column: 'colour', values: [] }, /no column 'colour'/],
    [{ kind: 'deny', reason: 'r', column: 'price', values: [] }, /needs names/],
    [{ kind: 'range', reason: 'r', column: 'tags' }, /needs numbers/],
    [{ kind: 'range', reason: 'r', column: 'price', least: 2, most: 1 }, /at least 2 and at most 1/],
  ])('refuses %o', (rule, message) => {
    expect(() => compileRules([rule], columns)).toThrow(message);
  });
});
