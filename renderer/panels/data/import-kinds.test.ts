import { describe, expect, it } from 'vitest';
import type { DataPreview, FilePreview } from '../../../engine/contract/index.ts';
import { guessKind } from './import-kinds.ts';

const rows = (values: readonly (readonly string[])[]) => values.map((row, at) => ({ line: at + 2, values: [...row] }));
const posts = (more: Partial<FilePreview>): FilePreview => ({
  name: 'file.csv',
  bytes: 1,
  format: 'csv',
  gzip: false,
  columns: [],
  rows: [],
  map: {},
  reportMap: {},
  problems: [],
  ...more,
});
const data = (more: Partial<DataPreview>): DataPreview => ({
  name: 'file.csv',
  bytes: 1,
  format: 'csv',
  gzip: false,
  columns: [],
  rows: [],
  kind: 'items',
  interactionMap: null,
  attributeMap: null,
  problems: [],
  ...more,
});

describe('what a file holds', () => {
  it('is posts where there is text and an id that says nothing', () => {
    const map = { id: 'id', text: 'text' };
    expect(guessKind(posts({ map }), data({ attributeMap: { id: 'id', attributes: [] } }))).toBe('content');
  });

  it('is items where the id or the file says so, even with titles that read like text', () => {
    const read = posts({ map: { text: 'title' } });
    expect(guessKind(read, data({ attributeMap: { id: 'movieId', attributes: [] } }))).toBe('items');
    expect(guessKind(read, data({ name: 'movies.csv', attributeMap: { id: 'id', attributes: [] } }))).toBe('items');
    expect(guessKind(read, data({ name: 'moviestar.csv' }))).toBe('content');
  });

  it('is posts where users stand beside long words, or come more than once', () => {
    const words = 'what this person has to say about it';
    const table = data({ kind: 'users', columns: ['user', 'said'], attributeMap: { id: 'user', attributes: [] } });
    const read = (said: string) =>
      posts({ map: { text: 'said' }, columns: ['user', 'said'], rows: rows([['a', said]]) });
    expect(guessKind(read(words), table)).toBe('content');
    expect(guessKind(read('two words'), table)).toBe('users');
    expect(guessKind(read('two words'), { ...table, rows: rows([['a'], ['a']]) })).toBe('content');
  });

  it('is interactions where there are users and items, unless they come with long words and no value', () => {
    const found = data({ kind: 'interactions', interactionMap: { user: 'u', item: 'i' } });
    expect(guessKind(posts({}), found)).toBe('interactions');
    const words = 'this is a review of some ten words or so';
    const review = posts({ map: { text: 'review' }, columns: ['u', 'review'], rows: rows([['a', words]]) });
    expect(guessKind(review, found)).toBe('content');
    expect(guessKind(review, { ...found, interactionMap: { user: 'u', item: 'i', value: 'v' } })).toBe('interactions');
  });

  it('is reports where there are post, reporter and reason', () => {
    const reportMap = { content: 'post', reporter: 'who', reason: 'why' };
    expect(guessKind(posts({ reportMap, map: { text: 'why' } }), data({}))).toBe('reports');
  });

  it('follows the one reader that could read it, and the format that posts never have', () => {
    expect(guessKind(null, data({ kind: 'users' }))).toBe('users');
    expect(guessKind(posts({ map: { text: 'x' } }), null)).toBe('content');
    const table = data({ kind: 'interactions', format: 'parquet' });
    expect(guessKind(posts({ map: { text: 'PAR1' } }), table)).toBe('interactions');
  });
});
