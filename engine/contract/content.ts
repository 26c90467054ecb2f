import { z } from 'zod';
import { operation, page, path, rowId, slug, time } from './base.ts';
import { job } from './jobs.ts';

/** What a column of a file can become. `text` is the only one that must be there. */
export const contentFields = [
  'id',
  'text',
  'title',
  'author',
  'parent',
  'time',
  'language',
  'url',
  'media',
  'kind',
] as const;
export const reportFields = ['id', 'content', 'reporter', 'reason', 'time'] as const;
export type ContentField = (typeof contentFields)[number];
export type ReportField = (typeof reportFields)[number];

export const contentMap = z.partialRecord(z.enum(contentFields), z.string());
export const reportMap = z.partialRecord(z.enum(reportFields), z.string());
export type ContentMap = z.infer<typeof contentMap>;
export type ReportMap = z.infer<typeof reportMap>;

export const fileFormats = ['csv', 'tsv', 'jsonl'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** Files of interactions, users and items may be Parquet too, or parted by '::' as MovieLens 1M's .dat files are. */
export const dataFormats = [...fileFormats, 'dat', 'parquet'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** What a file of recommender data holds. */
export const dataKinds = ['interactions', 'users', 'items'] as const;
export type DataKind = (typeof dataKinds)[number];

/** A file on the engine's machine, or one that was staged through the connection (a browser knows no paths). */
export const fileSource = z.union([z.object({ path }), z.object({ upload: z.uuid() })]);
export type FileSource = z.infer<typeof fileSource>;

export const badRow = z.object({ line: z.number().int(), column: z.string().nullable(), reason: z.string() });
export type BadRow = z.infer<typeof badRow>;

export const filePreview = z.object({
  name: z.string(),
  bytes: z.number(),
  format: z.enum(fileFormats),
  gzip: z.boolean(),
  columns: z.array(z.string()),
  /** The first rows, as strings in the order of `columns`. May hold hateful text: show it masked. */
  rows: z.array(z.object({ line: z.number().int(), values: z.array(z.string()) })),
  /** The mapping that the column names and values suggest; `text` is absent where none fits. */
  map: contentMap,
  reportMap,
  problems: z.array(badRow),
});
export type FilePreview = z.infer<typeof filePreview>;

export const importRecord = z.object({
  id: rowId,
  job: rowId.nullable(),
  kind: z.enum(['content', 'reports', ...dataKinds]),
  name: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  startedAt: time,
  finishedAt: time.nullable(),
  rows: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  bad: z.number().int(),
  /** Where the bad rows are listed (line, column, reason), if there were any. */
  badRowsFile: z.string().nullable(),
});
export type ImportRecord = z.infer<typeof importRecord>;

/** One upload as it arrives by itself: `POST /intake` takes this as JSON. */
export const upload = z.object({
  id: slug.optional(),
  text: z.string().min(1).max(100_000),
  title: z.string().max(10_000).optional(),
  author: z.string().max(500).optional(),
  parent: z.string().max(500).optional(),
  time: z.union([time, z.iso.datetime({ offset: true })]).optional(),
  language: z.string().max(35).optional(),
  url: z.url().max(4096).optional(),
  media: z.array(z.url().max(4096)).max(50).optional(),
  kind: z.string().max(50).optional(),
});
export type Upload = z.infer<typeof upload>;

/** One user report: `POST /reports` takes this as JSON. `content` is the post's own id. */
export const report = z.object({
  id: slug.optional(),
  content: slug,
  reporter: z.string().max(500).optional(),
  reason: z.string().max(2000).optional(),
  time: z.union([time, z.iso.datetime({ offset: true })]).optional(),
});
export type Report = z.infer<typeof report>;

export const contentContract = {
  /** Stages a part of a file; parts come in order, `offset` is the bytes sent before. */
  stage: operation
    .input(z.object({ upload: z.uuid(), name: slug, offset: z.number().int().nonnegative(), data: z.instanceof(Blob) }))
    .output(z.object({ upload: z.uuid(), received: z.number().int() })),
  preview: operation
    .input(z.object({ source: fileSource, format: z.enum(fileFormats).optional() }))
    .output(filePreview),
  import: operation
    .input(z.object({ source: fileSource, format: z.enum(fileFormats).optional(), map: contentMap.optional() }))
    .output(job),
  importReports: operation
    .input(z.object({ source: fileSource, format: z.enum(fileFormats).optional(), map: reportMap.optional() }))
    .output(job),
  imports: operation.input(page).output(z.object({ rows: z.array(importRecord), total: z.number().int() })),
  badRows: operation
    .input(page.extend({ import: rowId }))
    .output(z.object({ rows: z.array(badRow), total: z.number().int() })),
  /** Takes one upload into the intake queue. Sending the same id and text again changes nothing. */
  intake: operation
    .input(upload)
    .output(z.object({ id: z.string(), result: z.enum(['added', 'updated', 'unchanged']) })),
  report: operation
    .input(report)
    .output(z.object({ id: z.string(), result: z.enum(['added', 'unchanged']), held: z.boolean() })),
};
