import type { ContentField, Report, ReportField, Upload } from '../../contract/index.ts';
import type { NewContent, NewReport } from '../../store/incoming.ts';
import { identifyContent, identifyReport } from '../../text/identity.ts';
import type { Places } from './mapping.ts';
import { type Read, readMedia, readTime, readUrl } from './values.ts';

/** What became of a row: what goes into the store, or the field and the reason why it does not. */
export type Taken<T> = { row: T } | { field: string; reason: string };

/** Longest values in characters, as for uploads that come one by one. */
const limits = { id: 200, text: 100_000, title: 10_000, author: 500, parent: 500, language: 35, kind: 50 } as const;
const reportLimits = { id: 200, content: 200, reporter: 500, reason: 2000 } as const;

/** One row of a file as a post. Ids, names and links lose the blanks around them; text and title stay as they are. */
export function takeContent(values: readonly string[], places: Places<ContentField>): Taken<NewContent> {
  const cell = (field: ContentField): string | null => {
    const place = places[field];
    const value = place === undefined ? '' : values[place]!;
    return value.trim() === '' ? null : value;
  };
  let text = cell('text');
  let title = cell('title');
  // A link post has a title and no text of its own: then the title is what there is to read.
  if (text === null) [text, title] = [title, null];
  if (text === null) return { field: 'text', reason: 'the text is missing' };
  const post = {
    id: cell('id')?.trim() ?? null,
    text,
    title,
    author: cell('author')?.trim() ?? null,
    parent: cell('parent')?.trim() ?? null,
    language: cell('language')?.trim() ?? null,
    kind: cell('kind')?.trim() ?? null,
  };
  const long = tooLong(post, limits);
  if (long) return long;
  const time = optional(cell('time'), readTime);
  if ('problem' in time) return { field: 'time', reason: time.problem };
  const url = optional(cell('url'), readUrl);
  if ('problem' in url) return { field: 'url', reason: url.problem };
  const media = readMedia(cell('media') ?? '');
  if ('problem' in media) return { field: 'media', reason: media.problem };
  const { id, ...fields } = post;
  return {
    row: identifyContent({ externalId: id, ...fields, postedAt: time.value, url: url.value, media: media.value }),
  };
}

/** One row of a file as a report. */
export function takeReport(values: readonly string[], places: Places<ReportField>): Taken<NewReport> {
  const cell = (field: ReportField): string | null => {
    const place = places[field];
    return (place === undefined ? '' : values[place]!).trim() || null;
  };
  const content = cell('content');
  if (content === null) return { field: 'content', reason: 'the reported post is not named' };
  const report = { id: cell('id'), content, reporter: cell('reporter'), reason: cell('reason') };
  const long = tooLong(report, reportLimits);
  if (long) return long;
  const time = optional(cell('time'), readTime);
  if ('problem' in time) return { field: 'time', reason: time.problem };
  const { id, reason, ...fields } = report;
  return { row: identifyReport({ externalId: id, ...fields, reason: reason ?? '', reportedAt: time.value }) };
}

/** An upload that came by itself, as the store takes it. */
export function toNewContent(upload: Upload): NewContent {
  return identifyContent({
    externalId: upload.id ?? null,
    text: upload.text,
    title: upload.title || null,
    author: upload.author || null,
    parent: upload.parent || null,
    postedAt: instant(upload.time),
    language: upload.language || null,
    url: upload.url ?? null,
    media: upload.media ?? [],
    kind: upload.kind || null,
  });
}

/** A user report that came by itself, as the store takes it. */
export function toNewReport(report: Report): NewReport {
  return identifyReport({
    externalId: report.id ?? null,
    content: report.content,
    reporter: report.reporter || null,
    reason: report.reason ?? '',
    reportedAt: instant(report.time),
  });
}

function instant(time: number | string | undefined): number | null {
  return typeof time === 'string' ? Date.parse(time) : (time ?? null);
}

function optional<T>(cell: string | null, read: (cell: string) => Read<T>): Read<T | null> {
  return cell === null ? { value: null } : read(cell);
}

function tooLong<Field extends string>(
  values: Record<Field, string | null>,
  longest: Record<Field, number>,
): { field: string; reason: string } | null {
  for (const field of Object.keys(longest) as Field[]) {
    const length = values[field]?.length ?? 0;
    if (length > longest[field]) return { field, reason: `longer than ${longest[field]} characters` };
  }
  return null;
}
