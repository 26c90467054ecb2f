import type { Database } from './database.ts';

/**
 * Counts rows of one file that are alike and have no id. Only what follows the first is written down: the first itself
 * is known by the import that it was last seen in, which keeps this table (and the write-ahead log) small.
 */
export class Twins {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The number of the next twin of a row that this import met at least once before: 2, 3, ... */
  next(importId: number, fingerprint: Uint8Array): number {
    return this.#db
      .statement(
        `INSERT INTO import_twin (import_id, fingerprint, n) VALUES (?, ?, 2)
         ON CONFLICT (import_id, fingerprint) DO UPDATE SET n = n + 1 RETURNING n`,
      )
      .pluck()
      .get(importId, fingerprint) as number;
  }

  /** Forgets at most `limit` counts of an ended import; tells how many there were. */
  forget(importId: number, limit: number): number {
    return this.#db
      .statement(
        `DELETE FROM import_twin WHERE import_id = ? AND fingerprint IN
           (SELECT fingerprint FROM import_twin WHERE import_id = ? LIMIT ?)`,
      )
      .run(importId, importId, limit).changes;
  }
}
