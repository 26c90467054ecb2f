import { expect, test } from 'vitest';
import type { ItemFigure, ItemSide } from '../../../engine/contract/fairness.ts';
import { byGroup, figureRows, figureWords, withoutCommonWord } from './items.ts';

function figure(name: string, value: number | null, group: string | null = null): ItemFigure {
  return { name, label: name, group, value, low: null, high: null, convention: 'as is' };
}

function side(figures: ItemFigure[]): ItemSide {
  return { run: 1, subject: 'ease', figures, lorenz: [], deciles: [] };
}

const a = side([
  figure('gini', 0.5),
  figure('giniUnbiased', 0.6),
  figure('exposure', 0.9, 'head'),
  figure('arp', null),
]);
const b = side([figure('exposure', 0.7, 'head'), figure('gini', 0.4)]);

test('figures of two runs stand beside each other under one convention', () => {
  expect(figureRows(a, b, 'n').map(({ id, a: of, b: other }) => [id, of, other])).toEqual([
    ['gini ', 0.5, 0.4],
    ['exposure head', 0.9, 0.7],
    ['arp ', null, null],
  ]);
  expect(figureRows(a, null, 'n-1').map(({ name, b: other }) => [name, other])[0]).toEqual(['giniUnbiased', null]);
});

test('groups without a value are not drawn, and every figure has its words', () => {
  expect(byGroup(a, 'exposure')).toEqual([{ group: 'head', value: 0.9 }]);
  expect(byGroup(side([figure('exposure', null, 'tail')]), 'exposure')).toEqual([]);
  for (const { name } of [...a.figures, ...b.figures]) expect(figureWords[name]).toBeTruthy();
});

test('the word that all names begin with is told once', () => {
  expect(withoutCommonWord(['publisher Harbour Courier', 'publisher Bridge'])).toEqual({
    word: 'publisher',
    rest: ['Harbour Courier', 'Bridge'],
  });
  for (const names of [['head', 'tail'], ['age 18', 'aged 3'], ['publisher Bridge'], []]) {
    expect(withoutCommonWord(names)).toEqual({ word: null, rest: names });
  }
});
