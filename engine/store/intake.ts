import type { Database } from './database.ts';

/** A post that waits to be scored, as a worker gets it. */
export interface IntakeItem {
  id: number;
  text: string;
  title: string | null;
  textHash: Uint8Array;
  reports: number;
  author: string | null;
}

/** After this many failed attempts a post is set aside until a person asks for another try. */
const attemptsAllowed = 3;

/** The queue of posts that wait to be scored. A lease keeps two workers from taking the same post. */
export class IntakeStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Leases up to `limit` waiting posts to `token` for `leaseMs`, oldest first; posts whose lease ran out are taken
   * again. `[]` where nothing waits.
   */
  async claim(token: string, limit: number, leaseMs: number): Promise<IntakeItem[]> {
    const now = this.#clock();
    return this.#db.transaction(() => {
      const items = this.#db
        .statement(
          `SELECT c.id, c.text, c.title, c.text_hash AS textHash, c.author,
                  (SELECT count(*) FROM report r WHERE r.content_id = c.id) AS reports
             FROM intake i JOIN content c ON c.id = i.content_id
            WHERE i.state = 'waiting' AND i.leased_until < ?
            ORDER BY i.content_id LIMIT ?`,
        )
        .all(now, limit) as IntakeItem[];
      const lease = this.#db.statement('UPDATE intake SET token = ?, leased_until = ? WHERE content_id = ?');
      for (const item of items) lease.run(token, now + leaseMs, item.id);
      return items;
    });
  }

  /** Takes a post off the queue; false where `token` no longer holds it. Call it inside the routing's transaction. */
  complete(id: number, token: string): boolean {
    return this.#db.statement('DELETE FROM intake WHERE content_id = ? AND token = ?').run(id, token).changes === 1;
  }

  /** Gives leased posts back after a failure; a post that failed too often is set aside with the reason. */
  async fail(ids: readonly number[], token: string, reason: string): Promise<void> {
    this.#db.transaction(() => {
      const back = this.#db.statement(
        `UPDATE intake SET token = NULL, leased_until = 0, attempts = attempts + 1, error = ?,
                state = CASE WHEN attempts + 1 >= ${attemptsAllowed} THEN 'failed' ELSE 'waiting' END
          WHERE content_id = ? AND token = ?`,
      );
      for (const id of ids) back.run(reason, id, token);
    });
  }

  /** Gives leased posts back untouched, as when the work was cancelled. */
  async release(token: string): Promise<void> {
    this.#db.statement('UPDATE intake SET token = NULL, leased_until = 0 WHERE token = ?').run(token);
  }

  /** No lease outlives the engine that gave it: called once, at open. */
  releaseAll(): void {
    this.#db.statement('UPDATE intake SET token = NULL, leased_until = 0 WHERE token IS NOT NULL').run();
  }

  /** Puts the posts that were set aside back into the queue; tells how many. */
  async retryFailed(): Promise<number> {
    return this.#db
      .statement("UPDATE intake SET state = 'waiting', attempts = 0, error = NULL WHERE state = 'failed'")
      .run().changes;
  }

  async counts(): Promise<{ waiting: number; failed: number }> {
    const all = this.#db.statement('SELECT count(*) FROM intake').pluck().get() as number;
    const failed = this.#db.statement("SELECT count(*) FROM intake WHERE state = 'failed'").pluck().get() as number;
    return { waiting: all - failed, failed };
  }
}
