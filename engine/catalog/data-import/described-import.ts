import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { StewardError } from '../../contract/errors.ts';
import type { AttributeMap, BadRow, DataFormat } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/runner.ts';
import type { DescribedRow, Subject } from '../../store/catalog.ts';
import type { ImportRow } from '../../store/imports.ts';
import { BadRowsFile } from '../content/bad-rows.ts';
import { firstBatch, nextBatch } from '../content/batch-size.ts';
import { beginOrResume } from '../content/begin.ts';
import { progressLine } from '../content/importer.ts';
import { readRows } from '../content/reader.ts';
import { openSource, type SourceFile } from '../content/source.ts';
import { type DataShape, dataShapeOf } from '../interactions/data-shape.ts';
import { readParquet } from '../interactions/parquet.ts';
import { guessAttributeMap } from './attribute-guess.ts';
import { attributePlaces, takeDescribed } from './attribute-values.ts';
import type { DataImportDeps } from './interactions-import.ts';

/** A file of users or items; what is left out is guessed. */
export interface DescribedFile {
  path: string;
  name: string;
  format?: DataFormat;
  map?: AttributeMap;
}

/** Rows with their lines; null where a row could not be read, with the reason. */
export interface PlainRow {
  line: number;
  values: readonly string[] | null;
  reason: string;
}

/** A table of users or items: how it is read, and what its columns become. */
export interface DescribedTable {
  source: SourceFile;
  format: DataFormat;
  columns: readonly string[];
  map: AttributeMap;
  /** All rows behind the first `skip`, in blocks. */
  rows(skip: number, onBytes: (bytes: number) => void, signal: AbortSignal): AsyncIterable<readonly PlainRow[]>;
}

/** A file of users or items as a table. BAD_INPUT where no column can be the id. */
export async function describedTable(subject: 'users' | 'items', file: DescribedFile): Promise<DescribedTable> {
  const shape = await dataShapeOf(await openSource(file.path, file.name), file.format);
  const map = file.map ?? guessAttributeMap(subject, sampleOf(shape));
  if (map === null) {
    throw new StewardError('BAD_INPUT', `No column of the file is known to hold the id of the ${subject}.`, {
      advice: `Columns are: ${shape.columns.join(', ')}. Say which one it is: id=COLUMN.`,
      place: { file: file.name, field: 'id' },
    });
  }
  const { source, format, columns } = shape;
  return { source, format, columns, map, rows: (...how) => rowsOf(shape, ...how) };
}

/** The first good rows of a file. */
export function sampleOf({ columns, isNamed, sample }: DataShape) {
  return { columns, isNamed, rows: sample.flatMap(({ values }) => (values ? [values] : [])) };
}

/**
 * Imports users or items in short transactions: each stores a batch and moves the import on, so that one that was
 * cancelled or killed goes on at the very next row. `progress` is told bytes of this file.
 */
export async function importDescribed(
  deps: DataImportDeps,
  kind: 'users' | 'items',
  table: DescribedTable,
  { jobId, signal, progress }: JobContext,
): Promise<void> {
  const { source, map } = table;
  const places = attributePlaces(map, table.columns, source.name);
  const noted = {
    id: map.id,
    ...Object.fromEntries(map.attributes.map((one) => [one.name, `${one.type} ${one.column}`])),
  };
  const record = await beginOrResume(deps.imports, kind, table, noted, jobId);
  const subject: Subject = kind === 'users' ? 'user' : 'item';
  try {
    deps.catalog.setAttributes(subject, map.attributes);
    await storeRows(deps, { subject, table, record }, signal, progress, (values) => takeDescribed(values, places));
  } catch (error) {
    const { aborted, reason } = signal;
    await deps.imports.finish(record.id, !aborted ? 'failed' : reason === 'closing' ? 'interrupted' : 'cancelled');
    throw error;
  } finally {
    deps.onChange();
  }
  await deps.imports.finish(record.id, 'done');
  progress({ done: source.bytes });
}

async function storeRows(
  deps: DataImportDeps,
  { subject, table, record }: { subject: Subject; table: DescribedTable; record: ImportRow },
  signal: AbortSignal,
  progress: JobContext['progress'],
  take: (values: readonly string[]) => { row: DescribedRow } | Omit<BadRow, 'line'>,
): Promise<void> {
  const { imports, catalog, importsDir, sliceRows } = deps;
  const badRows = new BadRowsFile(join(importsDir, `${record.id}-bad-rows.csv`));
  await badRows.keep(record.bad);
  await imports.setBadRowsFile(record.id, badRows.path);
  let { rows, bad } = record;
  let bytes = 0;
  let batchRows = sliceRows ?? firstBatch;
  const onBytes = (read: number) => {
    bytes = read;
  };
  for await (const block of table.rows(rows, onBytes, signal)) {
    for (let start = 0; start < block.length; ) {
      signal.throwIfAborted();
      const batch = block.slice(start, start + batchRows);
      start += batch.length;
      const began = performance.now();
      const good: DescribedRow[] = [];
      const wrong: BadRow[] = [];
      for (const { line, values, reason } of batch) {
        const taken = values === null ? { column: null, reason } : take(values);
        if ('row' in taken) good.push(taken.row);
        else wrong.push({ line, ...taken });
      }
      const sorted = performance.now();
      await badRows.append(wrong);
      const storing = performance.now();
      await imports.batch(record.id, { rows: batch.length, bad: wrong.length }, () =>
        catalog.describe(subject, good, record.id),
      );
      if (sliceRows === undefined && batch.length === batchRows) {
        batchRows = nextBatch(batchRows, performance.now() - storing + (sorted - began));
      }
      rows += batch.length;
      bad += wrong.length;
      await setImmediate();
    }
    deps.onChange();
    progress({ done: bytes, total: table.source.bytes, message: progressLine(rows, bad) });
  }
}

async function* rowsOf(
  { source, text }: DataShape,
  skip: number,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<readonly PlainRow[]> {
  if (text) {
    for await (const block of readRows(text, { skip, onBytes, signal })) {
      yield block.map(({ line, values, problem }) => ({ line, values, reason: problem?.reason ?? '' }));
    }
    return;
  }
  const { table } = await readParquet(source.path, signal);
  for await (const block of table) {
    yield block.filter(({ line }) => line > skip);
    onBytes(source.bytes);
  }
}
