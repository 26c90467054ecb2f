import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { AuditRow, Verification } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';

/** What an audit row says, before it is chained. `detail` never holds the text of a post. */
export interface AuditEntry {
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** The hash before the first row. */
export const genesis = '0'.repeat(64);

/** SHA-256 over the predecessor's hash and the row as JSON array, in hexadecimal. */
export function chainHash(
  previous: string,
  row: { at: number; actor: string; action: string; subject: string; detail: string },
): string {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([row.at, row.actor, row.action, row.subject, row.detail]))
    .digest('hex');
}

/**
 * The append-only log. Every row's hash covers its predecessor's, and the newest hash and the count stand in `meta`, so
 * that a changed, inserted or cut-off row shows.
 */
export class AuditLog {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Appends a row; call it inside the transaction of what it records. */
  append(entry: AuditEntry): void {
    const previous = readHead(this.#db);
    const row = { ...entry, at: this.#clock(), detail: JSON.stringify(entry.detail) };
    const hash = chainHash(previous.hash, row);
    this.#db
      .statement('INSERT INTO audit (at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?)')
      .run(row.at, row.actor, row.action, row.subject, row.detail, hash);
    this.#db
      .statement(
        "INSERT INTO meta (key, value) VALUES ('audit_head', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      )
      .run(`${previous.rows + 1}:${hash}`);
  }

  /** Rows with an id below `before` (or the newest), newest first. */
  async list(options: { before?: number; limit: number }): Promise<{ rows: AuditRow[]; total: number }> {
    let query = build.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(options.limit);
    if (options.before !== undefined) query = query.where('id', '<', options.before);
    const rows = this.#db
      .all(query)
      .map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
    return { rows, total: readHead(this.#db).rows };
  }
}

/** How many rows were appended, and the hash of the last. */
function readHead(db: Database): { rows: number; hash: string } {
  const value = db.statement("SELECT value FROM meta WHERE key = 'audit_head'").pluck().get() as string | undefined;
  if (!value) return { rows: 0, hash: genesis };
  const cut = value.indexOf(':');
  return { rows: Number(value.slice(0, cut)), hash: value.slice(cut + 1) };
}

/** Walks the whole chain and holds its end against the recorded head. Reads row by row: memory does not grow. */
export function verifyAudit(db: Database): Verification['audit'] {
  const head = readHead(db);
  let hash = genesis;
  let rows = 0;
  let brokenAt: number | null = null;
  const walk = db.statement('SELECT id, at, actor, action, subject, detail, hash FROM audit ORDER BY id');
  for (const row of walk.iterate() as IterableIterator<Selectable<Schema['audit']>>) {
    rows += 1;
    hash = chainHash(hash, row);
    if (hash !== row.hash) {
      brokenAt = row.id;
      break;
    }
  }
  if (brokenAt === null && (rows !== head.rows || hash !== head.hash)) brokenAt = rows + 1;
  return { ok: brokenAt === null, rows: head.rows, brokenAt, head: head.hash };
}
