import type { AttributeInfo, AttributeValue, KindInfo, Subject } from './catalog.ts';
import { revisionOf } from './catalog.ts';
import { build, Database } from './database.ts';

/** A reader of all users, items and interactions as they were at one moment, on a connection of its own. */
export interface CatalogReader {
  readonly revision: number;
  readonly stamp: string;
  readonly kinds: readonly KindInfo[];
  readonly attributes: readonly AttributeInfo[];
  count(table: Subject | 'interaction'): number;
  /** [number, name, attributes as JSON], in the order of numbers. */
  rows(subject: Subject): IterableIterator<[id: number, externalId: string, attributes: string]>;
  /** [user, item, kind, at, value], in the order of these. */
  interactions(): IterableIterator<[user: number, item: number, kind: number, at: number, value: number]>;
}

/** What is known of an item, by the workspace's number; nothing where there is no such item. */
export function itemAttributes(db: Database, id: number): Readonly<Record<string, AttributeValue>> {
  const json = db.statement('SELECT attributes FROM item WHERE id = ?').pluck().get(id) as string | undefined;
  return JSON.parse(json ?? '{}') as Record<string, AttributeValue>;
}

/** Reads a workspace's recommender data within one read transaction: what others write meanwhile is not seen. */
export function readCatalog<T>(file: string, work: (reader: CatalogReader) => T): T {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.transactionOfReads(() =>
      work({
        ...revisionOf(db),
        kinds: db.all(build.selectFrom('interaction_kind').selectAll().orderBy('id')),
        attributes: db.all(build.selectFrom('attribute').select(['subject', 'name', 'type']).orderBy('position')),
        count: (table) => db.statement(`SELECT count(*) FROM ${table}`).pluck().get() as number,
        rows: (subject) =>
          db.raw
            .prepare(`SELECT id, external_id, attributes FROM ${subject} ORDER BY id`)
            .raw()
            .iterate() as ReturnType<CatalogReader['rows']>,
        interactions: () =>
          db.raw
            .prepare('SELECT user_id, item_id, kind_id, at, value FROM interaction ORDER BY 1, 2, 3, 4')
            .raw()
            .iterate() as ReturnType<CatalogReader['interactions']>,
      }),
    );
  } finally {
    db.close();
  }
}
