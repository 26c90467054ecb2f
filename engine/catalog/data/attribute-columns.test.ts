import { expect, test } from 'vitest';
import type { AttributeType } from '../../contract/index.ts';
import type { AttributeValue } from '../../store/catalog.ts';
import { attributeColumn } from './attribute-columns.ts';

function column(type: AttributeType, values: readonly (AttributeValue | null)[]) {
  const made = attributeColumn({ subject: 'user', name: 'it', type });
  for (const [row, value] of values.entries()) if (value !== null) made.add(row, value);
  const { names, row, column } = made.ones();
  return { told: row.map((at, n) => `${at} ${names[column[n]!]}`), names, summary: made.summary(values.length) };
}

test('categories and sets are columns of their own', () => {
  expect(column('category', ['F', null, 'M', 'F']).told).toEqual(['0 it:F', '2 it:M', '3 it:F']);
  expect(column('set', [['a', 'b', 'a'], [], ['b']]).told).toEqual(['0 it:a', '0 it:b', '2 it:b']);
  expect(column('set', [['a', 'b'], [], null, ['b']]).summary).toMatchObject({ known: 2, missing: 2, distinct: 2 });
});

test('few different numbers are columns of their own, many are binned by quantiles', () => {
  expect(column('number', [18, 25, 18]).told).toEqual(['0 it:18', '1 it:25', '2 it:18']);
  const ages = Array.from({ length: 80 }, (_, n) => n + 1);
  const { names, told, summary } = column('number', ages);
  expect(names).toEqual(
    ['1-10', '11-20', '21-30', '31-40', '41-50', '51-60', '61-70', '71-80'].map((bin) => `it:${bin}`),
  );
  expect([told[0], told[10], told[79]]).toEqual(['0 it:1-10', '10 it:11-20', '79 it:71-80']);
  expect(summary.values.map(({ value }) => value)).toEqual(['1', '40', '80']);
});

test('a value that most have is a bin of its own', () => {
  const skewed = [...Array.from({ length: 90 }, () => 0), ...Array.from({ length: 11 }, (_, n) => n + 1)];
  expect(column('number', skewed).names).toEqual(['it:0', 'it:1-11']);
});

test('dates are told as days; what is no number is not known; text makes no columns', () => {
  expect(column('date', [Date.UTC(2000, 1, 29)]).told).toEqual(['0 it:2000-02-29']);
  expect(column('number', ['12', 'old', '']).summary).toMatchObject({ known: 1, missing: 2 });
  expect(column('text', ['soup', 'soup', 'bread'])).toMatchObject({
    told: [],
    summary: { known: 3, distinct: 2, values: [] },
  });
});
