import { StewardError } from '../../contract/errors.ts';
import type { AttributeMap, AttributeType, BadRow } from '../../contract/index.ts';
import type { AttributeValue, DescribedRow } from '../../store/catalog.ts';
import { type Read, readTime } from '../content/values.ts';

const missing: ReadonlySet<string> = new Set([
  '',
  'null',
  'NULL',
  'Null',
  'NA',
  'N/A',
  'n/a',
  'nan',
  'NaN',
  'None',
  '\\N',
  '(no genres listed)',
]);
const longestId = 200;
const longestText = 100_000;
const longestSet = 1000;

/** Whether a cell says that nothing is known. */
export function isMissing(cell: string): boolean {
  return missing.has(cell.trim());
}

/** A cell as an attribute of a type; null where nothing is known. */
function attributeValue(type: AttributeType, cell: string): Read<AttributeValue | null> {
  if (isMissing(cell)) return { value: null };
  const text = cell.trim();
  if (text.length > longestText) return { problem: `longer than ${longestText} characters` };
  switch (type) {
    case 'number': {
      const value = Number(text);
      return Number.isFinite(value) ? { value } : { problem: 'not a number' };
    }
    case 'date':
      return dateOf(text);
    case 'set':
      return setOf(text);
    default:
      return { value: text };
  }
}

/** Where the columns of a mapping stand. BAD_INPUT, with the columns that there are, where one is missing. */
export function attributePlaces(map: AttributeMap, columns: readonly string[], file: string): AttributePlaces {
  const placeOf = (column: string, field: string) => {
    const exact = columns.indexOf(column);
    const place = exact >= 0 ? exact : columns.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    if (place >= 0) return place;
    throw new StewardError('BAD_INPUT', `There is no column '${column}' for ${field}.`, {
      advice: `Columns are: ${columns.slice(0, 50).join(', ')}. Name one of these.`,
      place: { file, column, field },
    });
  };
  return {
    id: placeOf(map.id, 'id'),
    idColumn: map.id,
    attributes: map.attributes.map((one) => ({ ...one, place: placeOf(one.column, one.name) })),
  };
}

export interface AttributePlaces {
  id: number;
  idColumn: string;
  attributes: { place: number; column: string; name: string; type: AttributeType }[];
}

/** A row of a file as the store takes it, or what is wrong with it. */
export function takeDescribed(
  values: readonly string[],
  { id: idPlace, idColumn, attributes }: AttributePlaces,
): { row: DescribedRow } | Omit<BadRow, 'line'> {
  const id = (values[idPlace] ?? '').trim();
  if (id === '') return { column: idColumn, reason: 'no id' };
  if (id.length > longestId) return { column: idColumn, reason: `longer than ${longestId} characters` };
  const taken: Record<string, AttributeValue | null> = {};
  for (const { place, column, name, type } of attributes) {
    const read = attributeValue(type, values[place] ?? '');
    if ('problem' in read) return { column, reason: read.problem };
    taken[name] = read.value;
  }
  return { row: { id, attributes: taken } };
}

/** As times are read, and days before 1970 too: films and books are older than that. */
function dateOf(text: string): Read<number> {
  const read = readTime(text);
  if ('value' in read || !/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text)) return read;
  const time = Date.parse(text);
  return Number.isNaN(time) ? read : { value: time };
}

function setOf(text: string): Read<AttributeValue | null> {
  let parts: string[];
  if (text.startsWith('[')) {
    try {
      parts = (JSON.parse(text) as unknown[]).map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
    } catch {
      return { problem: 'the list is not valid JSON' };
    }
  } else parts = text.split('|');
  const values = [...new Set(parts.map((part) => part.trim()).filter((part) => !isMissing(part)))];
  if (values.length > longestSet) return { problem: `more than ${longestSet} values` };
  return { value: values.length === 0 ? null : values };
}
