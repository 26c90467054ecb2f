import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import { Vocabulary } from './vocabulary.ts';

/** Attributes of users or items: a sparse matrix of ones, and what its columns are called ('genre:Drama'). */
export interface Attributes {
  readonly names: readonly string[];
  /** rows of the vocabulary x names. */
  readonly rows: Csr;
}

/** One row of a file that describes users or items. */
export interface Described {
  id: string;
  attributes: readonly string[];
}

/** Attributes for the rows of `ids`: rows that nothing describes stay empty, descriptions of unknown ids are left out. */
export function attributesOf(ids: Vocabulary, described: Iterable<Described>): Attributes {
  const names = new Vocabulary();
  const row: number[] = [];
  const column: number[] = [];
  for (const { id, attributes } of described) {
    const known = ids.row(id);
    if (known === undefined) continue;
    for (const name of attributes) {
      row.push(known);
      column.push(names.add(name));
    }
  }
  const ones = new Float32Array(row.length).fill(1);
  return { names: names.ids, rows: csrFromTriples(ids.size, names.size, row, column, ones) };
}

/** 'age:20s' from an age in years; none where it is no age of a person. */
export function ageDecade(text: string): string[] {
  const age = Number(text);
  if (text.trim() === '' || !(age >= 1 && age <= 110)) return [];
  return [`age:${Math.floor(age / 10) * 10}s`];
}

/** 'decade:1990s' from a year or a text that ends in one, as '(1995)'; none where there is no year. */
export function decade(text: string): string[] {
  const year = Number(/\b(1[5-9]\d\d|20\d\d)\b(?!.*\b(1[5-9]\d\d|20\d\d)\b)/.exec(text)?.[1] ?? Number.NaN);
  return year > 0 ? [`decade:${Math.floor(year / 10) * 10}s`] : [];
}

/** 'genre:Drama' and so on from 'Drama|War'; '(no genres listed)' is none. */
export function genres(text: string): string[] {
  return text
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('('))
    .map((name) => `genre:${name}`);
}
