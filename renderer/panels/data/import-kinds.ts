import type { DataKind, DataPreview, FilePreview, ImportRecord } from '../../../engine/contract/index.ts';
import type { PostsKind } from './mapping.ts';

/** Everything that a file can hold. */
export type ImportKind = PostsKind | DataKind;

/** The kinds in the order of the dialog, in the words of people. */
export const kindWords: Record<ImportKind, { name: string; what: string; button: string }> = {
  content: { name: 'Posts', what: 'posts', button: 'Import posts' },
  reports: { name: 'Reports by users', what: 'reports', button: 'Import reports' },
  interactions: { name: 'Interactions', what: 'interactions', button: 'Import interactions' },
  users: { name: 'Users', what: 'users', button: 'Import users' },
  items: { name: 'Items', what: 'items', button: 'Import items' },
};
export const importKinds = Object.keys(kindWords) as ImportKind[];

/** Whether files of this kind feed the recommender rather than the review queue. */
export function isDataKind(kind: ImportRecord['kind']): kind is DataKind {
  return kind === 'interactions' || kind === 'users' || kind === 'items';
}

/** Column and file names that can mean nothing but people and things, whatever else a file holds. */
const subjectName = /^(user|customer|visitor|member|item|movie|film|book|product|track|song|artist|game|isbn|asin)/i;
const subjectFile = /(^|[^a-z])(users?|items?|movies?|books?|products?|customers?)([^a-z]|$)/i;

/**
 * What a file holds, from what both readers made of it; null stands for a reader that could not read it. Posts have
 * text that was written by somebody; tables of people and things have an id that says what it is the id of.
 */
export function guessKind(posts: FilePreview | null, data: DataPreview | null): ImportKind {
  if (!data) return posts && isReports(posts) ? 'reports' : 'content';
  if (!posts || data.format === 'dat' || data.format === 'parquet') return data.kind;
  if (data.kind === 'interactions' && data.interactionMap) {
    const isReview = data.interactionMap.value === undefined && meanWords(posts) >= 6;
    if (!isReview) return 'interactions';
  }
  if (isReports(posts)) return 'reports';
  if (data.kind !== 'interactions' && (!posts.map.text || isTable(data, meanWords(posts) >= 6))) return data.kind;
  return 'content';
}

/** Whether a file with text in it is a table of people or things all the same: each once, under a name that says so. */
function isTable({ name, kind, attributeMap, columns, rows }: DataPreview, isWordy: boolean): boolean {
  const id = attributeMap?.id ?? '';
  const ids = rows.map(({ values }) => values[columns.indexOf(id)]);
  if (new Set(ids).size < ids.length) return false;
  // A column 'user' beside long words is who wrote them.
  return subjectFile.test(name) || (subjectName.test(id) && !(kind === 'users' && isWordy));
}

/** Whether a file has what a report has and a post has not. */
function isReports({ reportMap, map }: FilePreview): boolean {
  return Boolean(reportMap.content && reportMap.reporter && reportMap.reason && !map.title);
}

function meanWords({ map, columns, rows }: FilePreview): number {
  const at = map.text === undefined ? -1 : columns.indexOf(map.text);
  if (at < 0 || rows.length === 0) return 0;
  return rows.reduce((sum, { values }) => sum + (values[at] ?? '').trim().split(/\s+/).length, 0) / rows.length;
}
