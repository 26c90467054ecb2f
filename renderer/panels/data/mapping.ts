import type {
  ContentField,
  ContentMap,
  FilePreview,
  ReportField,
  ReportMap,
} from '../../../engine/contract/content.ts';

/** What a file of posts can hold: the posts, or what people reported of them. */
export type PostsKind = 'content' | 'reports';

interface FieldWords {
  name: string;
  hint: string;
  isRequired?: boolean;
}

/** What a column of posts can become, in the order of the dialog. */
export const contentWords: Record<ContentField, FieldWords> = {
  text: { name: 'Text', hint: 'What was written', isRequired: true },
  id: { name: 'Id', hint: 'Makes importing twice change nothing' },
  title: { name: 'Title', hint: 'A headline over the text' },
  author: { name: 'Author', hint: 'Who wrote it' },
  parent: { name: 'Answers to', hint: 'Id of the post that it answers' },
  time: { name: 'Time', hint: 'When it was written' },
  language: { name: 'Language', hint: 'A code such as en' },
  url: { name: 'Address', hint: 'Where it can be read' },
  media: { name: 'Media', hint: 'Links to pictures or films' },
  kind: { name: 'Kind', hint: 'Post, comment, headline…' },
};

/** What a column of reports can become. */
export const reportWords: Record<ReportField, FieldWords> = {
  content: { name: 'Post', hint: 'Id of the post that is reported', isRequired: true },
  reason: { name: 'Reason', hint: 'What the reporter says' },
  reporter: { name: 'Reporter', hint: 'Who reported' },
  time: { name: 'Time', hint: 'When it was reported' },
  id: { name: 'Id', hint: 'Makes importing twice change nothing' },
};

/** The fields of a kind of import, with their words. */
export function fieldsOf(kind: PostsKind): [ContentField | ReportField, FieldWords][] {
  const words = kind === 'content' ? contentWords : reportWords;
  return Object.entries(words) as [ContentField | ReportField, FieldWords][];
}

/** The mapping that the file suggests for a kind of import. */
export function suggested(preview: FilePreview, kind: PostsKind): ContentMap & ReportMap {
  return kind === 'content' ? preview.map : preview.reportMap;
}

/** The required fields that no column stands for yet. */
export function missing(kind: PostsKind, map: ContentMap & ReportMap): string[] {
  return fieldsOf(kind).flatMap(([field, { name, isRequired }]) => (isRequired && !map[field] ? [name] : []));
}

/** Only what belongs to the kind and has a column. */
export function cleaned(kind: PostsKind, map: ContentMap & ReportMap): ContentMap & ReportMap {
  return Object.fromEntries(fieldsOf(kind).flatMap(([field]) => (map[field] ? [[field, map[field]]] : [])));
}

/** Whether a sample value can be shown at once: numbers and dates hurt nobody, words may. */
export function isHarmless(value: string): boolean {
  return /^[\d\s.,:;+/TZ-]*$/.test(value) || /^(true|false|null|[a-z]{2})$/i.test(value);
}
