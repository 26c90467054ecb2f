import { type Row, readRows } from '../catalog/content/reader.ts';
import { openSource } from '../catalog/content/source.ts';
import { dataShapeOf } from '../catalog/interactions/data-shape.ts';
import { StewardError } from '../contract/errors.ts';

/** The cells of the columns that were asked for, in that order. */
export interface NamedRow {
  line: number;
  cells: readonly string[];
}

/**
 * Reads some columns of a CSV, TSV or JSONL file, plain or gzip, row by row. BAD_FILE, with file and line, where the file
 * or a row cannot be read or there is no row; BAD_INPUT where it has no such column.
 */
export async function* namedRows(
  path: string,
  names: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<NamedRow> {
  const shape = await dataShapeOf(await openSource(path, path));
  if (!shape.text || !shape.isNamed) {
    throw new StewardError('BAD_FILE', 'The file has no line that names its columns.', {
      advice: 'Write CSV, TSV or JSONL whose columns have names.',
      place: { file: path, line: 1 },
    });
  }
  const places = names.map((name) => placeIn(shape.columns, name, path));
  let isEmpty = true;
  for await (const rows of readRows(shape.text, { signal })) {
    for (const row of rows) {
      const values = valuesOf(row, path);
      isEmpty = false;
      yield { line: row.line, cells: places.map((place) => values[place]!) };
    }
  }
  if (isEmpty) {
    throw new StewardError('BAD_FILE', 'The file holds no rows.', { place: { file: path }, advice: 'Check its end.' });
  }
}

function placeIn(columns: readonly string[], name: string, file: string): number {
  const place = columns.indexOf(name);
  if (place >= 0) return place;
  throw new StewardError('BAD_INPUT', `The file has no column '${name}'.`, {
    advice: `It has: ${columns.join(', ')}.`,
    place: { file, line: 1, column: name },
  });
}

function valuesOf(row: Row, file: string): readonly string[] {
  if (row.values) return row.values;
  const { column, reason } = row.problem;
  throw new StewardError('BAD_FILE', `A row cannot be read: ${reason}.`, {
    place: { file, line: row.line, ...(column && { column }) },
    advice: 'Correct the row.',
  });
}
