import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  type BadRow,
  type ContentField,
  contentFields,
  type FileFormat,
  type ReportField,
  reportFields,
} from '../../contract/index.ts';
import type { JobContext, JobHandler } from '../../jobs/runner.ts';
import type { ContentStore } from '../../store/content.ts';
import type { ImportRow, ImportStore } from '../../store/imports.ts';
import type { BatchCounts, NewContent, NewReport } from '../../store/incoming.ts';
import type { ReportStore } from '../../store/reports.ts';
import { BadRowsFile } from './bad-rows.ts';
import { firstBatch, nextBatch } from './batch-size.ts';
import { beginOrResume } from './begin.ts';
import { guessContentMap, guessReportMap, type Places, placesOf, type Table } from './mapping.ts';
import { sampleRows } from './preview.ts';
import { type Row, readRows } from './reader.ts';
import { type Taken, takeContent, takeReport } from './rows.ts';
import { type FileShape, shapeOf } from './shape.ts';
import { openSource } from './source.ts';
import { discardStaged } from './staging.ts';

/** What an import job is started with. Without a `map`, columns are guessed; with one, only those in it are kept. */
export interface ImportParams<Field extends string> {
  path: string;
  name: string;
  format?: FileFormat;
  map?: Partial<Record<Field, string>>;
}

export interface ImportDeps {
  imports: ImportStore;
  /** Where lists of bad rows and staged files lie. */
  importsDir: string;
  /** Rows a transaction; fitted to the machine where it is left out. */
  batchRows?: number;
}

/** How the rows of one kind of file are read and stored. */
interface Kind<Field extends string, T> {
  kind: ImportRow['kind'];
  fields: readonly Field[];
  needed: Field;
  guess(table: Table): Partial<Record<Field, string>>;
  take(values: readonly string[], places: Places<Field>): Taken<T>;
  store(rows: readonly T[], importId: number): BatchCounts;
}

/** The job that imports posts. Cancelled, failed or killed, it goes on at the very row that it reached. */
export function importContent(deps: ImportDeps & { content: ContentStore }): JobHandler<ImportParams<ContentField>> {
  return handler<ContentField, NewContent>(deps, {
    kind: 'content',
    fields: contentFields,
    needed: 'text',
    guess: guessContentMap,
    take: takeContent,
    store: (rows, importId) => deps.content.applyBatch(rows, importId),
  });
}

/** The job that imports user reports. */
export function importReports(deps: ImportDeps & { reports: ReportStore }): JobHandler<ImportParams<ReportField>> {
  return handler<ReportField, NewReport>(deps, {
    kind: 'reports',
    fields: reportFields,
    needed: 'content',
    guess: guessReportMap,
    take: takeReport,
    store: (rows, importId) => deps.reports.applyBatch(rows, importId),
  });
}

function handler<Field extends string, T>(deps: ImportDeps, kind: Kind<Field, T>): JobHandler<ImportParams<Field>> {
  return async (params, context) => {
    const shape = await shapeOf(await openSource(params.path, params.name), params.format);
    const map = completeMap(kind, shape, params.map);
    const places = placesOf(map, shape.columns, kind.needed);
    const record = await beginOrResume(deps.imports, kind.kind, shape, map, context.jobId);
    try {
      await consume(deps, kind, { shape, places, map, record }, context);
    } catch (error) {
      const { aborted, reason } = context.signal;
      await deps.imports.finish(record.id, !aborted ? 'failed' : reason === 'closing' ? 'interrupted' : 'cancelled');
      throw error;
    }
    await deps.imports.finish(record.id, 'done');
    await discardStaged(params.path, deps.importsDir);
    const result = await deps.imports.get(record.id);
    context.progress({ done: shape.source.bytes });
    return { message: summary(result), result };
  };
}

/** A given mapping is meant as it is, but for the one column without which nothing can be imported. */
function completeMap<Field extends string, T>(
  kind: Kind<Field, T>,
  shape: FileShape,
  given: Partial<Record<Field, string>> | undefined,
): Partial<Record<Field, string>> {
  if (given?.[kind.needed] !== undefined) return given;
  const rows = sampleRows(shape).flatMap(({ values }) => (values ? [values] : []));
  const guessed = kind.guess({ columns: shape.columns, rows });
  return given ? { [kind.needed]: guessed[kind.needed], ...given } : guessed;
}

async function consume<Field extends string, T>(
  deps: ImportDeps,
  kind: Kind<Field, T>,
  plan: { shape: FileShape; places: Places<Field>; map: Partial<Record<Field, string>>; record: ImportRow },
  { signal, progress }: JobContext,
): Promise<void> {
  const { imports, importsDir } = deps;
  const { shape, places, map, record } = plan;
  const badRows = new BadRowsFile(join(importsDir, `${record.id}-bad-rows.csv`));
  await badRows.keep(record.bad);
  await imports.setBadRowsFile(record.id, badRows.path);
  let { rows, bad } = record;
  let bytes = 0;
  let batchRows = deps.batchRows ?? firstBatch;
  const onBytes = (read: number) => {
    bytes = read;
  };
  for await (const block of readRows(shape, { signal, skip: rows, onBytes })) {
    for (let start = 0; start < block.length; ) {
      signal.throwIfAborted();
      const batch = block.slice(start, start + batchRows);
      start += batch.length;
      const began = performance.now();
      const { good, wrong } = sortOut(kind, batch, places, map);
      const sorted = performance.now();
      // First the list, then the count: a kill between the two leaves lines too many, which `keep` cuts off.
      await badRows.append(wrong);
      const storing = performance.now();
      await imports.batch(record.id, { rows: batch.length, bad: wrong.length }, () => kind.store(good, record.id));
      if (deps.batchRows === undefined && batch.length === batchRows) {
        batchRows = nextBatch(batchRows, performance.now() - storing + (sorted - began));
      }
      rows += batch.length;
      bad += wrong.length;
      await setImmediate();
    }
    progress({ done: bytes, total: shape.source.bytes, message: progressLine(rows, bad) });
  }
}

/** The rows of a batch as the store takes them, and those that it cannot take with the reason. */
function sortOut<Field extends string, T>(
  kind: Kind<Field, T>,
  batch: readonly Row[],
  places: Places<Field>,
  map: Partial<Record<Field, string>>,
): { good: T[]; wrong: BadRow[] } {
  const good: T[] = [];
  const wrong: BadRow[] = [];
  for (const { line, values, problem } of batch) {
    if (problem) {
      wrong.push({ line, ...problem });
      continue;
    }
    const taken = kind.take(values, places);
    if ('row' in taken) good.push(taken.row);
    else wrong.push({ line, column: map[taken.field as Field] ?? null, reason: taken.reason });
  }
  return { good, wrong };
}

/** '1,200 rows, 3 bad': how far an import is. */
export function progressLine(rows: number, bad: number): string {
  return `${count(rows)} rows${bad > 0 ? `, ${count(bad)} bad` : ''}`;
}

/** What became of the rows of an import, in a line. */
export function summary({
  rows,
  added,
  updated,
  unchanged,
  bad,
}: Record<'rows' | keyof BatchCounts | 'bad', number>): string {
  const parts = [
    `${count(added)} added`,
    `${count(updated)} updated`,
    `${count(unchanged)} unchanged`,
    `${count(bad)} bad`,
  ];
  return `${count(rows)} rows: ${parts.join(', ')}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
