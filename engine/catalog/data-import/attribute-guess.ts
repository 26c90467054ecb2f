import type { AttributeMap, AttributeType } from '../../contract/index.ts';
import { normalName } from '../content/names.ts';
import { readTime } from '../content/values.ts';
import { isMissing } from './attribute-values.ts';

/** The columns of a file and some of its rows, to guess from. */
export interface Sample {
  columns: readonly string[];
  isNamed: boolean;
  rows: readonly (readonly string[])[];
}

type Subject = 'users' | 'items';

const idNames: Record<Subject, readonly string[]> = {
  users: ['userid', 'user', 'uid', 'id', 'reviewerid', 'customerid', 'visitorid', 'username'],
  items: ['itemid', 'item', 'movieid', 'bookid', 'isbn', 'productid', 'asin', 'articleid', 'postid', 'trackid', 'id'],
};

/** Well-known columns, as `normalName` writes them: what they are called here, and what they hold. */
const known: Record<string, { name: string; type: AttributeType }> = Object.fromEntries(
  (
    [
      ['title', 'text', ['title', 'booktitle', 'movietitle', 'itemtitle', 'name', 'productname', 'originaltitle']],
      ['description', 'text', ['description', 'overview', 'summary', 'synopsis', 'plot']],
      ['genres', 'set', ['genres', 'genre']],
      ['tags', 'set', ['tags', 'keywords', 'labels']],
      ['category', 'category', ['category', 'topic', 'section']],
      ['author', 'category', ['author', 'authors', 'bookauthor', 'artist', 'creator']],
      ['publisher', 'category', ['publisher', 'studio', 'brand', 'seller']],
      ['language', 'category', ['language', 'languagecode', 'lang']],
      ['year', 'number', ['year', 'yearofpublication', 'publicationyear', 'originalpublicationyear', 'releaseyear']],
      ['published', 'date', ['published', 'publishedat', 'releasedate', 'publicationdate', 'date', 'createdat']],
      ['price', 'number', ['price', 'cost']],
      ['age', 'number', ['age']],
      ['gender', 'category', ['gender', 'sex']],
      ['occupation', 'category', ['occupation', 'job', 'profession']],
      ['country', 'category', ['country', 'countrycode']],
      ['location', 'category', ['location', 'city', 'region']],
      ['zip', 'category', ['zip', 'zipcode', 'postcode', 'postalcode']],
    ] as const
  ).flatMap(([name, type, columns]) => columns.map((column) => [column, { name, type }])),
);

/** Of a column that is different in every row nothing can be learnt; it may be read, so it is text. */
const mostlyDifferent = 0.5;
const longWords = 40;

/** How a file of users or items seems to be meant; null where no column can be an id. */
export function guessAttributeMap(subject: Subject, sample: Sample): AttributeMap | null {
  const id = idColumn(subject, sample);
  if (id === null) return null;
  const taken = new Set<string>();
  const attributes = sample.columns.flatMap((column, place) => {
    if (column === id) return [];
    const cells = sample.rows.map((row) => row[place] ?? '').filter((cell) => !isMissing(cell));
    const wellKnown = sample.isNamed ? known[normalName(column)] : undefined;
    const name = wellKnown && !taken.has(wellKnown.name) ? wellKnown.name : column.trim().slice(0, 200);
    if (taken.has(name)) return [];
    taken.add(name);
    const type = wellKnown && fits(wellKnown.type, cells) ? wellKnown.type : guessType(column, cells);
    return [{ column, name, type }];
  });
  return { id, attributes };
}

/** What a file of recommender data seems to hold, by its columns. */
export function guessKind(sample: Sample, isPairs: boolean): 'interactions' | 'users' | 'items' {
  if (isPairs) return 'interactions';
  const names = new Set(sample.columns.map(normalName));
  const has = (list: readonly string[]) => list.some((name) => names.has(name));
  if (has(idNames.users.filter((name) => name !== 'id'))) return 'users';
  if (has(idNames.items.filter((name) => name !== 'id'))) return 'items';
  return has(['age', 'gender', 'sex', 'occupation', 'country', 'zip', 'zipcode', 'location']) ? 'users' : 'items';
}

function idColumn(subject: Subject, { columns, isNamed, rows }: Sample): string | null {
  const normal = columns.map(normalName);
  const place = isNamed ? idNames[subject].map((name) => normal.indexOf(name)).find((at) => at >= 0) : undefined;
  if (place !== undefined) return columns[place]!;
  // The first column where every row has another value.
  const first = columns.findIndex((_, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return cells.length > 0 && cells.every((cell) => cell.trim() !== '') && new Set(cells).size === cells.length;
  });
  return first < 0 ? null : columns[first]!;
}

function guessType(column: string, cells: readonly string[]): AttributeType {
  const share = (test: (cell: string) => boolean) =>
    cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
  const normal = normalName(column);
  if (share(isList) > 0.2) return 'set';
  if (/(^|\b)(url|link|image|poster)|url$/.test(normal)) return 'text';
  // Numbers that name something are not more or less of it.
  if (share(isNumber) > 0.99) return /(id|code|zip|isbn|isbn13|phone)$/.test(normal) ? 'category' : 'number';
  if (share(isDate) > 0.9) return 'date';
  const isWordy = share((cell) => cell.length > longWords) > 0.2;
  const distinct = new Set(cells).size / Math.max(1, cells.length);
  return isWordy || (cells.length > 20 && distinct > mostlyDifferent) ? 'text' : 'category';
}

/** A name may mislead: 'year' with words in it. */
function fits(type: AttributeType, cells: readonly string[]): boolean {
  const test =
    type === 'number' ? isNumber : type === 'date' ? (cell: string) => 'value' in readTime(cell) : () => true;
  return cells.filter(test).length >= cells.length * 0.8;
}

function isNumber(cell: string): boolean {
  return Number.isFinite(Number(cell));
}

function isDate(cell: string): boolean {
  return !isNumber(cell) && 'value' in readTime(cell);
}

function isList(cell: string): boolean {
  return /[^|]\|[^|]/.test(cell) || /^\[.*\]$/.test(cell.trim());
}
