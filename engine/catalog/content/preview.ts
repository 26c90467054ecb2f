import type { BadRow, FileFormat, FilePreview } from '../../contract/index.ts';
import { guessContentMap, guessReportMap, placesOf } from './mapping.ts';
import { type Row, toRow } from './reader.ts';
import { takeContent } from './rows.ts';
import { type FileShape, shapeOf } from './shape.ts';
import { openSource } from './source.ts';

const rowsShown = 20;
const problemsShown = 100;

/** What a person should see before a file is imported: how it reads, the guessed mapping, what is wrong at its start. */
export async function previewFile(file: { path: string; name: string; format?: FileFormat }): Promise<FilePreview> {
  const shape = await shapeOf(await openSource(file.path, file.name), file.format);
  const rows = sampleRows(shape);
  const table = { columns: shape.columns, rows: rows.flatMap(({ values }) => (values ? [values] : [])) };
  const map = guessContentMap(table);
  return {
    name: file.name,
    bytes: shape.source.bytes,
    format: shape.format,
    gzip: shape.source.gzip,
    columns: shape.columns,
    rows: rows.flatMap(({ line, values }) => (values ? [{ line, values }] : [])).slice(0, rowsShown),
    map,
    reportMap: guessReportMap(table),
    problems: problems(rows, shape.columns, map).slice(0, problemsShown),
  };
}

/** The rows at the beginning of a file. */
export function sampleRows(shape: FileShape): Row[] {
  return shape.sample.map((parsed) => toRow(parsed, shape.columns));
}

function problems(rows: readonly Row[], columns: readonly string[], map: FilePreview['map']): BadRow[] {
  const places = map.text === undefined ? null : placesOf(map, columns, 'text');
  return rows.flatMap((row): BadRow[] => {
    if (row.problem) return [{ line: row.line, ...row.problem }];
    const taken = places && takeContent(row.values, places);
    if (!taken || 'row' in taken) return [];
    return [{ line: row.line, column: map[taken.field as keyof typeof map] ?? null, reason: taken.reason }];
  });
}
