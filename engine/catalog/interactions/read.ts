import type { BadRow } from '../../contract/index.ts';
import { readRows } from '../content/reader.ts';
import type { FileShape } from '../content/shape.ts';
import { openSource } from '../content/source.ts';
import { readTime } from '../content/values.ts';
import { dataShapeOf } from './data-shape.ts';
import { type Interactions, InteractionsBuilder } from './interactions.ts';
import { type InteractionField, type InteractionMap, placesOf, suggestMap } from './mapping.ts';
import { readParquet } from './parquet.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ReadInteractionsOptions {
  /** Which column holds what; found from the names of the columns by default. */
  map?: InteractionMap;
  /** Vocabularies to go on with, so that several files number their ids alike. */
  users?: Vocabulary;
  items?: Vocabulary;
  signal?: AbortSignal;
  onBytes?: (bytes: number) => void;
}

export interface ReadInteractions {
  interactions: Interactions;
  /** The mapping that was used. */
  map: InteractionMap;
  /** The first `badKept` lines that could not be taken; never with their text. */
  bad: BadRow[];
  /** How many lines could not be taken. */
  badCount: number;
}

/** So many bad lines are kept with their reasons; the others are counted. */
export const badKept = 1000;

/** Rows in the order of the file's columns, with their line numbers. */
export type Table = AsyncIterable<readonly { line: number; values: readonly string[] | null; reason: string }[]>;

/**
 * Reads a file of interactions: CSV, TSV, lines parted by '::', JSONL (each plain or gzip) or Parquet. A line that
 * cannot be taken is collected with its number and the others go on. BAD_FILE where the file cannot be read,
 * BAD_INPUT where a column is missing.
 */
export async function readInteractions(path: string, options: ReadInteractionsOptions = {}): Promise<ReadInteractions> {
  const source = await openSource(path, path);
  const shape = await dataShapeOf(source);
  const map = options.map ?? suggestMap(shape.columns, shape.isNamed);
  const table = shape.text ? textTable(shape.text, options) : (await readParquet(path, options.signal)).table;
  return collect(table, shape.columns, map, path, options);
}

async function* textTable(shape: FileShape, options: ReadInteractionsOptions): Table {
  for await (const rows of readRows(shape, options)) {
    yield rows.map(({ line, values, problem }) => ({ line, values, reason: problem?.reason ?? '' }));
  }
}

async function collect(
  table: Table,
  columns: readonly string[],
  map: InteractionMap,
  file: string,
  options: ReadInteractionsOptions,
): Promise<ReadInteractions> {
  const at = placesOf(map, columns, file);
  const builder = new InteractionsBuilder({ time: at.time >= 0, kind: at.kind >= 0 }, options.users, options.items);
  const bad: BadRow[] = [];
  let badCount = 0;
  const refuse = (line: number, field: InteractionField | null, reason: string) => {
    badCount += 1;
    if (bad.length < badKept) bad.push({ line, column: field && map[field]!, reason });
  };
  for await (const rows of table) {
    for (const { line, values, reason } of rows) {
      if (values === null) {
        refuse(line, null, reason);
        continue;
      }
      const wrong = addRow(builder, at, values);
      if (wrong) refuse(line, wrong.field, wrong.reason);
    }
  }
  return { interactions: builder.finish(), map, bad, badCount };
}

/** Adds a row, or tells why it cannot be taken. */
function addRow(
  builder: InteractionsBuilder,
  at: Record<InteractionField, number>,
  values: readonly string[],
): { field: InteractionField; reason: string } | null {
  const user = values[at.user]!;
  const item = values[at.item]!;
  if (user === '') return { field: 'user', reason: 'no user' };
  if (item === '') return { field: 'item', reason: 'no item' };
  let value = 1;
  if (at.value >= 0) {
    const cell = values[at.value]!;
    value = Number(cell);
    if (cell.trim() === '' || !Number.isFinite(value)) return { field: 'value', reason: 'not a number' };
  }
  let time = Number.NaN;
  if (at.time >= 0) {
    const read = readTime(values[at.time]!);
    if ('problem' in read) return { field: 'time', reason: read.problem };
    time = read.value;
  }
  builder.add(user, item, value, time, at.kind >= 0 ? values[at.kind]! : '');
  return null;
}
