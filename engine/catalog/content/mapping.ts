import { StewardError } from '../../contract/errors.ts';
import {
  type ContentField,
  type ContentMap,
  contentFields,
  type ReportField,
  type ReportMap,
  reportFields,
} from '../../contract/index.ts';
import { contentNames, normalName, reportNames } from './names.ts';
import { readMedia, readTime, readUrl } from './values.ts';

/** The columns of a file and some of its rows, to guess from. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** The column of each field as its place in a row. */
export type Places<Field extends string> = Partial<Record<Field, number>>;

/** The mapping that column names and values suggest. `text` is absent where no column holds text. */
export function guessContentMap(table: Table): ContentMap {
  const map = guessByName(table, contentFields, contentNames);
  // A headline is the post itself where there is no other text.
  if (map.text === undefined && map.title !== undefined) {
    map.text = map.title;
    delete map.title;
  }
  if (map.text === undefined) {
    const taken = new Set(Object.values(map));
    const text = wordiest(table, taken);
    if (text !== undefined) map.text = text;
  }
  return map;
}

/** The mapping for reports that column names and values suggest. */
export function guessReportMap(table: Table): ReportMap {
  return guessByName(table, reportFields, reportNames);
}

/**
 * Reads `text=COLUMN,id=COLUMN`. A comma belongs to a column's name unless a field and '=' follow it. BAD_INPUT where it
 * is written wrong or a field is unknown.
 */
export function parseMap<Field extends string>(text: string, fields: readonly Field[]): Partial<Record<Field, string>> {
  const map: Partial<Record<Field, string>> = {};
  for (const part of text.split(/,(?=\s*[A-Za-z]+\s*=)/)) {
    const cut = part.indexOf('=');
    const field = part.slice(0, Math.max(0, cut)).trim();
    const column = part.slice(cut + 1).trim();
    if (cut < 1 || column === '') {
      throw badInput(`'${part.trim()}' is not FIELD=COLUMN.`, `Write it as ${fields[0]}=COLUMN.`, field || undefined);
    }
    if (!isField(field, fields)) {
      throw badInput(`There is no field '${field}'.`, `Fields are ${fields.join(', ')}.`, field);
    }
    if (map[field] !== undefined) throw badInput(`'${field}' is mapped twice.`, 'Map each field once.', field);
    map[field] = column;
  }
  return map;
}

/**
 * Finds the columns of a mapping. A name that differs in case only is found too. BAD_INPUT, with the columns that there
 * are, where one is missing or `needed` is not mapped.
 */
export function placesOf<Field extends string>(
  map: Partial<Record<Field, string>>,
  columns: readonly string[],
  needed: Field,
): Places<Field> {
  const places: Places<Field> = {};
  const available = `Columns are: ${columns.slice(0, 50).join(', ')}.`;
  for (const [field, column] of Object.entries(map) as [Field, string][]) {
    const exact = columns.indexOf(column);
    const loose = columns.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    const place = exact >= 0 ? exact : loose;
    if (place < 0) {
      throw badInput(`There is no column '${column}' for ${field}. ${available}`, 'Name one of these columns.', field);
    }
    places[field] = place;
  }
  if (places[needed] === undefined) {
    throw badInput(`No column is mapped to ${needed}. ${available}`, `Say which one it is: ${needed}=COLUMN.`, needed);
  }
  return places;
}

function guessByName<Field extends ContentField | ReportField>(
  table: Table,
  fields: readonly Field[],
  names: Record<Field, readonly string[]>,
): Partial<Record<Field, string>> {
  const map: Partial<Record<Field, string>> = {};
  const normal = table.columns.map(normalName);
  const taken = new Set<number>();
  for (const field of fields) {
    for (const name of names[field]) {
      const place = normal.findIndex((column, index) => column === name && !taken.has(index));
      if (
        place < 0 ||
        !fits(
          field,
          table.rows.map((row) => row[place] ?? ''),
        )
      )
        continue;
      map[field] = table.columns[place]!;
      taken.add(place);
      break;
    }
  }
  return map;
}

/** Whether the values of a column are what the field holds; a name alone may mislead ('parent' with a whole post). */
function fits(field: ContentField | ReportField, cells: readonly string[]): boolean {
  const values = cells.filter((cell) => cell.trim() !== '');
  if (values.length === 0) return true;
  const share = (test: (value: string) => boolean) => values.filter(test).length / values.length;
  switch (field) {
    case 'id':
      return share(isShortName) > 0.95 && new Set(values).size > values.length * 0.9;
    case 'parent':
      return share(isShortName) > 0.95;
    case 'time':
      return share((value) => 'value' in readTime(value)) > 0.8;
    case 'url':
      return share((value) => 'value' in readUrl(value)) > 0.8;
    case 'media':
      return share((value) => 'value' in readMedia(value)) > 0.8;
    case 'author':
    case 'reporter':
      return share((value) => value.length <= 100) > 0.95;
    case 'language':
    case 'kind':
      return share((value) => value.length <= 35) > 0.95;
    case 'text':
      // Not a column of numbers that happens to be called 'content' or 'post'.
      return share((value) => /\p{L}/u.test(value)) > 0.5;
    default:
      return true;
  }
}

function isShortName(value: string): boolean {
  return value.length <= 200 && !/\s/.test(value.trim());
}

/** The column with the most words a cell, if it has more than one. */
function wordiest(table: Table, taken: ReadonlySet<string>): string | undefined {
  let best: string | undefined;
  let most = 2;
  for (const [index, column] of table.columns.entries()) {
    if (taken.has(column) || table.rows.length === 0) continue;
    const words = table.rows.reduce((sum, row) => sum + (row[index]?.trim().split(/\s+/).length ?? 0), 0);
    const mean = words / table.rows.length;
    if (mean < most) continue;
    most = mean;
    best = column;
  }
  return best;
}

function isField<Field extends string>(name: string, fields: readonly Field[]): name is Field {
  return (fields as readonly string[]).includes(name);
}

function badInput(message: string, advice: string, field?: string): StewardError {
  return new StewardError('BAD_INPUT', message, { advice, place: { field } });
}
