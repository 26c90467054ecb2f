import type { AttributeMap, AttributeType, DataPreview } from '../../../engine/contract/catalog.ts';

/** What an attribute can be, in the order of the dialog. */
export const typeWords: Record<AttributeType, { name: string; hint: string }> = {
  category: { name: 'Category', hint: 'one of a few words' },
  set: { name: 'Set', hint: 'several words in one cell, parted by |' },
  number: { name: 'Number', hint: 'counts, prices, ages' },
  date: { name: 'Date', hint: 'a day or a moment' },
  text: { name: 'Text', hint: 'free words, not learned from' },
};
export const attributeTypeList = Object.keys(typeWords) as AttributeType[];

/** Names of item attributes that mean more than themselves to feeds and audits. */
export const knownItemNames = ['title', 'description', 'publisher', 'price', 'tags', 'media', 'published'] as const;

/** One column of a file of users or items, as it stands in the dialog. */
export interface AttributeRow {
  column: string;
  isKept: boolean;
  name: string;
  type: AttributeType;
  /** A few different values from the first rows. */
  examples: readonly string[];
}

/** How a file of users or items is to be read, as it stands in the dialog. */
export interface AttributeEdit {
  id: string | null;
  rows: readonly AttributeRow[];
}

/** The mapping that the file suggests; columns it leaves out can still be kept by hand. */
export function suggestedAttributes({ columns, rows, attributeMap }: DataPreview): AttributeEdit {
  const suggested = new Map(attributeMap?.attributes.map((attribute) => [attribute.column, attribute]));
  return {
    id: attributeMap?.id ?? null,
    rows: columns.map((column, at) => {
      const found = suggested.get(column);
      return {
        column,
        isKept: found !== undefined,
        name: found?.name ?? plainName(column),
        type: found?.type ?? 'category',
        examples: [...new Set(rows.map(({ values }) => values[at] ?? '').filter(Boolean))].slice(0, 3),
      };
    }),
  };
}

/** A column's name as an attribute's: `Book-Author` becomes `book_author`. */
export function plainName(column: string): string {
  return column
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, 200);
}

/** Whether a column holds what people wrote, as far as its type or its values tell: that is masked until asked for. */
export function isWritten({ type, examples }: AttributeRow): boolean {
  return type === 'text' || examples.some((value) => value.length > 60 || value.trim().split(/\s+/).length > 8);
}

/** The edit with one column changed. */
export function withRow(edit: AttributeEdit, column: string, change: Partial<AttributeRow>): AttributeEdit {
  return { ...edit, rows: edit.rows.map((row) => (row.column === column ? { ...row, ...change } : row)) };
}

/** The columns that can be attributes: all but the id's. */
export function attributeRows({ id, rows }: AttributeEdit): readonly AttributeRow[] {
  return rows.filter(({ column }) => column !== id);
}

/** Why columns cannot be kept as they stand, by column. */
export function attributeProblems(edit: AttributeEdit): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const first = new Map<string, string>();
  const kept = attributeRows(edit).filter(({ isKept }) => isKept);
  for (const { column, name } of kept) {
    const plain = name.trim();
    const other = first.get(plain);
    if (plain === '') problems.set(column, 'Give it a name');
    else if (plain.length > 200) problems.set(column, 'At most 200 characters');
    else if (other !== undefined) problems.set(column, `Column “${other}” has this name already`);
    else first.set(plain, column);
  }
  for (const { column } of kept.slice(200)) problems.set(column, 'At most 200 attributes can be kept');
  return problems;
}

/** The mapping as the engine takes it; null where no column is the id or a column cannot be kept as it stands. */
export function attributeMapOf(edit: AttributeEdit): AttributeMap | null {
  if (edit.id === null || attributeProblems(edit).size > 0) return null;
  return {
    id: edit.id,
    attributes: attributeRows(edit)
      .filter(({ isKept }) => isKept)
      .map(({ column, name, type }) => ({ column, name: name.trim(), type })),
  };
}

/** What starting will do, in whole sentences. */
export function attributesWill(name: string, kind: 'users' | 'items', edit: AttributeEdit): string[] {
  const kept = attributeRows(edit).filter(({ isKept }) => isKept);
  const names = kept.slice(0, 5).map((row) => row.name.trim());
  const more = kept.length > names.length ? ` and ${kept.length - names.length} more` : '';
  const what = kept.length === 0 ? 'and nothing else' : `with ${names.join(', ')}${more}`;
  return [
    `Adds ${kind} from ${name}, known by “${edit.id ?? '…'}”, ${what}.`,
    `Of ${kind} that are here already, these values are replaced; what the file does not speak of stays as it is.`,
    'Rows that cannot be read are set aside with line and reason; nothing that is here is removed.',
  ];
}
