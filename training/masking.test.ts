import { expect, test } from 'vitest';
import { createMasker, wordHash } from '../engine/text/masking.ts';
import { coverage, falseMasks } from './masking-audit.ts';
import { buildLexicon, type LexiconSources } from './masking-lexicon.ts';

const mark = (text: string, word: string) => {
  const start = text.indexOf(word);
  return { text, ranges: start < 0 ? [] : [{ start, end: start + word.length }] };
};
const times = (n: number, text: string) => Array.from({ length: n }, () => text);
const sources: LexiconSources = {
  marked: [
    ...times(4, 'you turnip of a neighbour').map((text) => mark(text, 'turnip')),
    ...times(4, 'those lowland women again').map((text) => mark(text, 'women')),
    ...times(2, 'a rare radish').map((text) => mark(text, 'radish')),
    ...times(4, 'the soup is hot').map((text) => mark(text, 'soup')),
  ],
  toxic: [...times(12, 'turnip finna dance'), ...times(12, 'such a cabbage'), ...times(12, 'women are loud')],
  clean: times(400, 'we dance and sing'),
  everyday: [...times(200, 'soup with bread for lunch'), ...times(200, 'a good day to you all')],
};

test('a lexicon holds words that were marked or that explain what nothing else explains, and no others', () => {
  // Not 'women' (people), not 'soup' (everyday), not 'radish' (twice only), not 'finna' (beside a known word).
  expect(buildLexicon(sources)).toEqual(['cabbage', 'loud', 'turnip']);
  expect(buildLexicon({ ...sources, marked: sources.marked.toReversed() })).toEqual(buildLexicon(sources));
});

test('the audit counts characters and texts', () => {
  const mask = createMasker(new Set(['turnip'].map(wordHash)));
  const marked = [mark('a turnip here', 'turnip here'), mark('a leek', 'leek'), mark('turnip', 'none')];
  expect(coverage(marked, mask)).toEqual({ texts: 2, characters: 6 / 15, touched: 1 / 2, precision: 1 / 2 });
  expect(falseMasks(['a turnip', 'some soup'], mask)).toEqual({ texts: 2, perThousandWords: 250, textShare: 0.5 });
});
