import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeType } from '../../contract/index.ts';
import { readRecords } from '../content/reader.ts';
import { openSource } from '../content/source.ts';
import { dataShapeOf, plainShape } from '../interactions/data-shape.ts';
import type { DescribedTable, PlainRow } from './described-import.ts';

/** A file of a known data set that describes users or items: how it is cut, and what its cells become. */
export interface KnownTable {
  file: string;
  /** Null where the file has a header and is found out like any other. */
  delimiter: '|' | '::' | null;
  encoding?: 'latin1';
  attributes: readonly { name: string; type: AttributeType }[];
  /** The id and then the attributes, as texts; null where the cells are too few. `folder` may hold what they refer to. */
  converter(folder: string): Promise<(cells: readonly string[]) => string[] | null>;
}

/** MovieLens 1M numbers its occupations. */
const occupations = [
  'other',
  'academic/educator',
  'artist',
  'clerical/admin',
  'college/grad student',
  'customer service',
  'doctor/health care',
  'executive/managerial',
  'farmer',
  'homemaker',
  'K-12 student',
  'lawyer',
  'programmer',
  'retired',
  'sales/marketing',
  'scientist',
  'self-employed',
  'technician/engineer',
  'tradesman/craftsman',
  'unemployed',
  'writer',
];

const filmAttributes = [
  { name: 'title', type: 'text' },
  { name: 'year', type: 'number' },
  { name: 'genres', type: 'set' },
] as const;
const bookAttributes = [
  { name: 'title', type: 'text' },
  { name: 'author', type: 'category' },
  { name: 'year', type: 'number' },
  { name: 'publisher', type: 'category' },
] as const;
const readerAttributes = [
  { name: 'age', type: 'number' },
  { name: 'location', type: 'text' },
  { name: 'country', type: 'category' },
] as const;

const film = async () => (cells: readonly string[]) => {
  // A title may hold what parts the columns: the genres are the last one.
  if (cells.length < 3) return null;
  const title = cells.slice(1, -1).join('::');
  return [cells[0]!, title, yearIn(title), cells.at(-1)!];
};

export const users100k: KnownTable = {
  file: 'u.user',
  delimiter: '|',
  encoding: 'latin1',
  attributes: [
    { name: 'age', type: 'number' },
    { name: 'gender', type: 'category' },
    { name: 'occupation', type: 'category' },
    { name: 'zip', type: 'category' },
  ],
  converter: async () => (cells) => (cells.length < 5 ? null : cells.slice(0, 5)),
};

export const items100k: KnownTable = {
  file: 'u.item',
  delimiter: '|',
  encoding: 'latin1',
  attributes: [...filmAttributes, { name: 'published', type: 'date' }],
  async converter(folder) {
    const file = join(folder, 'u.genre');
    const lines = existsSync(file) ? (await readFile(file, 'latin1')).split(/\r?\n/) : [];
    const names = lines.map((line) => line.split('|')[0]!);
    return (cells) => {
      if (cells.length < 24) return null;
      const [id = '', title = '', released = ''] = cells;
      const genres = cells.slice(5).flatMap((flag, genre) => (flag === '1' ? [names[genre] ?? `genre ${genre}`] : []));
      return [id, title, yearIn(title), genres.filter((name) => name !== 'unknown').join('|'), dayOf(released)];
    };
  },
};

export const users1m: KnownTable = {
  file: 'users.dat',
  delimiter: '::',
  encoding: 'latin1',
  attributes: [
    { name: 'gender', type: 'category' },
    { name: 'age', type: 'number' },
    { name: 'occupation', type: 'category' },
    { name: 'zip', type: 'category' },
  ],
  converter: async () => (cells) => {
    if (cells.length < 5) return null;
    const [id = '', gender = '', age = '', occupation = '', zip = ''] = cells;
    return [id, gender, age, occupations[Number(occupation)] ?? occupation, zip];
  },
};

export const items1m: KnownTable = {
  file: 'movies.dat',
  delimiter: '::',
  encoding: 'latin1',
  attributes: filmAttributes,
  converter: film,
};

export const itemsTweetings: KnownTable = { ...items1m, encoding: undefined };

export const itemsLatest: KnownTable = {
  file: 'movies.csv',
  delimiter: null,
  attributes: filmAttributes,
  converter: film,
};

export const usersBooks: KnownTable = {
  file: 'users_info.dat',
  delimiter: null,
  attributes: readerAttributes,
  converter: async () => (cells) => {
    if (cells.length < 2) return null;
    const [id = '', location = '', age = ''] = cells;
    const country = location.split(',').at(-1)!.trim().toLowerCase();
    // Some people are 0 or 244 years old.
    return [id, Number(age) >= 5 && Number(age) <= 110 ? age : '', location, country];
  },
};

export const usersBooksCsv: KnownTable = { ...usersBooks, file: 'BX-Users.csv', encoding: 'latin1' };

export const itemsBooks: KnownTable = {
  file: 'items_info.dat',
  delimiter: null,
  attributes: bookAttributes,
  converter: async () => (cells) => {
    // '&amp;' lost its semicolon where the columns were once parted by semicolons.
    const mended = cells
      .join('\t')
      .replaceAll(/&amp\t ?/g, '& ')
      .split('\t');
    return mended.length < 6 ? null : book([mended[0]!, ...mended.slice(2)]);
  },
};

export const itemsBooksCsv: KnownTable = {
  file: 'BX-Books.csv',
  delimiter: null,
  encoding: 'latin1',
  attributes: bookAttributes,
  converter: async () => (cells) => (cells.length < 5 ? null : book(cells)),
};

function book([id = '', title = '', author = '', year = '', publisher = '']: readonly string[]): string[] {
  const isYear = Number(year) >= 1000 && Number(year) <= 2100;
  return [id, plain(title), plain(author), isYear ? year : '', plain(publisher)];
}

/** A known table of a folder as the importer takes it. */
export async function openKnownTable(folder: string, table: KnownTable): Promise<DescribedTable> {
  const path = join(folder, table.file);
  const source = { ...(await openSource(path, table.file)), encoding: table.encoding };
  const columns = ['id', ...table.attributes.map(({ name }) => name)];
  const shape = table.delimiter ? await plainShape(source, table.delimiter, columns) : await dataShapeOf(source);
  const convert = await table.converter(folder);
  async function* rows(skip: number, onBytes: (bytes: number) => void, signal: AbortSignal) {
    for await (const block of readRecords(shape.text!, { skip, onBytes, signal })) {
      yield block.map(({ line, cells, problem }): PlainRow => {
        if (!Array.isArray(cells)) return { line, values: null, reason: problem ?? 'cannot be read' };
        const values = convert(cells);
        return values ? { line, values, reason: '' } : { line, values: null, reason: `only ${cells.length} columns` };
      });
    }
  }
  const attributes = table.attributes.map((one) => ({ ...one, column: one.name }));
  return { source, format: shape.format, columns, map: { id: 'id', attributes }, rows };
}

/** The year at the end of a film's title, as in 'Soup (1995)'. */
function yearIn(title: string): string {
  return /\((\d{4})\)\s*$/.exec(title)?.[1] ?? '';
}

/** '01-Jan-1995' as a day that can be read; nothing where it is none. */
function dayOf(released: string): string {
  const time = /^\d{2}-[A-Za-z]{3}-\d{4}$/.test(released) ? Date.parse(`${released} UTC`) : Number.NaN;
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}

function plain(text: string): string {
  return text.replaceAll('&amp;', '&');
}
