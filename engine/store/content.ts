import { setImmediate } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { StewardError } from '../contract/errors.ts';
import { build, type Database } from './database.ts';
import { type BatchCounts, derivedId, type NewContent } from './incoming.ts';
import type { Schema } from './schema.ts';
import { Twins } from './twins.ts';

type ContentRow = Selectable<Schema['content']>;

/** A post as it is kept, its media links as a list. */
export type StoredContent = Omit<ContentRow, 'media'> & { media: string[] };

/** What is known of an author from the posts in the workspace. */
export interface AuthorSummary {
  name: string;
  posts: number;
  firstSeen: number | null;
  removed: number;
  reduced: number;
}

/** Rows that go into one transaction where the caller does not cut batches: well under 50 ms. */
const chunk = 500;
const parentsShown = 5;
const answersShown = 10;

interface Known {
  id: number;
  fingerprint: Uint8Array;
  text_hash: Uint8Array;
  import_id: number | null;
}

/** The posts. Every look-up goes through an index: a workspace holds millions of them. */
export class ContentStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #twins: Twins;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
    this.#twins = new Twins(db);
  }

  /** Takes one post in and tells its id and what became of it. See `applyBatch`. */
  async add(row: NewContent): Promise<{ id: string; result: keyof BatchCounts }> {
    const { added, updated } = this.applyBatch([row], null);
    const result = added > 0 ? 'added' : updated > 0 ? 'updated' : 'unchanged';
    return { id: row.externalId ?? derivedId(row.fingerprint, 1), result };
  }

  /** Takes posts in, `chunk` of them a transaction, and lets the event loop breathe between. See `applyBatch`. */
  async upsertBatch(rows: readonly NewContent[], importId: number | null): Promise<BatchCounts> {
    const total = { added: 0, updated: 0, unchanged: 0 };
    for (let start = 0; start < rows.length; start += chunk) {
      if (start > 0) await setImmediate();
      const counts = this.applyBatch(rows.slice(start, start + chunk), importId);
      total.added += counts.added;
      total.updated += counts.updated;
      total.unchanged += counts.unchanged;
    }
    return total;
  }

  /**
   * Takes posts in as one transaction, or as a part of the one that runs. New posts and posts whose scored text changed
   * wait in the intake; where only other fields changed, nothing is scored again; reports that were held for a new post
   * find it. Sending the same again changes nothing.
   */
  applyBatch(rows: readonly NewContent[], importId: number | null): BatchCounts {
    return this.#db.transaction(() => {
      const counts: BatchCounts = { added: 0, updated: 0, unchanged: 0 };
      // Counted before the rows go in, so that a workspace without the counter is not counted double.
      const before = this.#count();
      const hasHeldReports = this.#hasHeldReports();
      for (const row of rows) counts[this.#upsert(row, importId, hasHeldReports)] += 1;
      if (counts.added > 0) this.#setCount(before + counts.added);
      return counts;
    });
  }

  /** The post with this row id, for use inside a transaction. NOT_FOUND where there is none. */
  read(id: number): StoredContent {
    const row = this.#db.get(build.selectFrom('content').selectAll().where('id', '=', id));
    if (!row) throw new StewardError('NOT_FOUND', `There is no post ${id} in this workspace.`);
    return stored(row);
  }

  /** The post with this row id. NOT_FOUND where there is none. */
  async get(id: number): Promise<StoredContent> {
    return this.read(id);
  }

  /** The post with this id of its own, if there is one. */
  async getByExternalId(externalId: string): Promise<StoredContent | undefined> {
    return this.#byExternalId(externalId);
  }

  /** How many posts there are, without counting them. */
  async count(): Promise<number> {
    return this.#count();
  }

  /** The posts that this one answers, oldest first (at most 5), and the first answers to it (at most 10). */
  async thread(id: number): Promise<{ above: StoredContent[]; below: StoredContent[] }> {
    const post = this.read(id);
    const above: StoredContent[] = [];
    // A file may hold posts that answer each other in a circle.
    const seen = new Set([post.external_id]);
    let parent = post.parent;
    while (parent !== null && above.length < parentsShown && !seen.has(parent)) {
      seen.add(parent);
      const record = this.#byExternalId(parent);
      if (!record) break;
      above.unshift(record);
      parent = record.parent;
    }
    const below = this.#db.all(
      build.selectFrom('content').selectAll().where('parent', '=', post.external_id).orderBy('id').limit(answersShown),
    );
    return { above, below: below.map(stored) };
  }

  /** How many posts of an author there are, since when, and how many were removed or reduced. */
  async author(name: string): Promise<AuthorSummary> {
    const row = this.#db
      .statement(
        `SELECT count(*) AS posts, min(coalesce(posted_at, arrived_at)) AS firstSeen,
           coalesce(sum(effect = 'remove'), 0) AS removed, coalesce(sum(effect = 'reduce'), 0) AS reduced
         FROM content WHERE author = ?`,
      )
      .get(name) as Omit<AuthorSummary, 'name'>;
    return { name, ...row };
  }

  /** Who wrote a post, or null where that is not known. */
  authorOf(id: number): string | null {
    return this.#db.get(build.selectFrom('content').select('author').where('id', '=', id))?.author ?? null;
  }

  /** How many posts of an author stand removed, counted up to ten: more say no more about a person. */
  strikes(author: string | null): number {
    if (author === null) return 0;
    return this.#db
      .statement("SELECT count(*) FROM (SELECT 1 FROM content WHERE author = ? AND effect = 'remove' LIMIT 10)")
      .pluck()
      .get(author) as number;
  }

  #upsert(row: NewContent, importId: number | null, hasHeldReports: boolean): keyof BatchCounts {
    let externalId = row.externalId ?? derivedId(row.fingerprint, 1);
    let known = this.#known(externalId);
    if (known && row.externalId === null && importId !== null) {
      if (known.import_id === importId) {
        externalId = derivedId(row.fingerprint, this.#twins.next(importId, row.fingerprint));
        known = this.#known(externalId);
      } else {
        // Seen now by this import: the next row that reads the same is its twin.
        this.#db.statement('UPDATE content SET import_id = ? WHERE id = ?').run(importId, known.id);
      }
    }
    if (!known) {
      this.#insert(row, externalId, importId, hasHeldReports);
      return 'added';
    }
    if (Buffer.compare(known.fingerprint, row.fingerprint) === 0) return 'unchanged';
    this.#db
      .statement(
        `UPDATE content SET text = ?, title = ?, author = ?, parent = ?, posted_at = ?, language = ?, url = ?,
           media = ?, kind = ?, fingerprint = ?, text_hash = ?, import_id = ? WHERE id = ?`,
      )
      .run(...fieldValues(row), row.fingerprint, row.textHash, importId, known.id);
    if (Buffer.compare(known.text_hash, row.textHash) !== 0) this.#enqueue(known.id);
    return 'updated';
  }

  #insert(row: NewContent, externalId: string, importId: number | null, hasHeldReports: boolean): void {
    const { lastInsertRowid } = this.#db
      .statement(
        `INSERT INTO content (text, title, author, parent, posted_at, language, url, media, kind, fingerprint,
           text_hash, import_id, external_id, arrived_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(...fieldValues(row), row.fingerprint, row.textHash, importId, externalId, this.#clock());
    const id = Number(lastInsertRowid);
    this.#enqueue(id);
    if (hasHeldReports) {
      this.#db
        .statement('UPDATE report SET content_id = ? WHERE content = ? AND content_id IS NULL')
        .run(id, externalId);
    }
  }

  #enqueue(id: number): void {
    this.#db
      .statement(`INSERT OR REPLACE INTO intake (content_id, state, enqueued_at) VALUES (?, 'waiting', ?)`)
      .run(id, this.#clock());
  }

  #known(externalId: string): Known | undefined {
    return this.#db
      .statement('SELECT id, fingerprint, text_hash, import_id FROM content WHERE external_id = ?')
      .get(externalId) as Known | undefined;
  }

  #byExternalId(externalId: string): StoredContent | undefined {
    const row = this.#db.get(build.selectFrom('content').selectAll().where('external_id', '=', externalId));
    return row && stored(row);
  }

  #hasHeldReports(): boolean {
    return (
      this.#db.statement('SELECT 1 FROM report INDEXED BY report_held WHERE content_id IS NULL LIMIT 1').get() !==
      undefined
    );
  }

  #count(): number {
    const kept = this.#db.statement("SELECT value FROM meta WHERE key = 'content_count'").pluck().get();
    if (kept !== undefined) return Number(kept);
    const counted = this.#db.statement('SELECT count(*) FROM content').pluck().get() as number;
    this.#setCount(counted);
    return counted;
  }

  #setCount(n: number): void {
    this.#db
      .statement(
        "INSERT INTO meta (key, value) VALUES ('content_count', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      )
      .run(String(n));
  }
}

function stored(row: ContentRow): StoredContent {
  return { ...row, media: row.media === null ? [] : (JSON.parse(row.media) as string[]) };
}

function fieldValues(row: NewContent): (string | number | null)[] {
  return [
    row.text,
    row.title,
    row.author,
    row.parent,
    row.postedAt,
    row.language,
    row.url,
    row.media.length > 0 ? JSON.stringify(row.media) : null,
    row.kind,
  ];
}
