import type { Selectable } from 'kysely';
import { StewardError } from '../contract/errors.ts';
import type { DataFormat, ImportRecord, Job } from '../contract/index.ts';
import { Checkpointer } from './checkpoint.ts';
import { build, type Database } from './database.ts';
import type { BatchCounts } from './incoming.ts';
import type { Schema } from './schema.ts';
import { Twins } from './twins.ts';

export type ImportRow = Selectable<Schema['import']>;

/** What an import is, besides how far it came. */
export interface NewImport {
  kind: ImportRow['kind'];
  jobId: number | null;
  name: string;
  path: string;
  format: DataFormat;
  map: Record<string, string>;
  fileBytes: number;
  fileMtime: number;
}

/** How far a chunk is that is stored in another order than that of the file. */
export interface ChunkPart {
  revision: number;
  chunkRows: number;
  done: number;
}

const unfinished = ['cancelled', 'failed', 'interrupted'] as const;

/**
 * Imports and how far each came. `rows` counts the rows of the file that were consumed, bad ones too; it moves in the
 * transaction that stores their posts, so that an import that was killed goes on at the very next row.
 */
export class ImportStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #twins: Twins;
  readonly #checkpointer: Checkpointer;

  constructor(db: Database, clock: () => number, checkpointer = new Checkpointer(db)) {
    this.#db = db;
    this.#clock = clock;
    this.#twins = new Twins(db);
    this.#checkpointer = checkpointer;
  }

  /** Records an import that begins now; `finish` must follow. */
  async create(spec: NewImport): Promise<ImportRow> {
    const { id } = this.#db.run(
      build.insertInto('import').values({
        kind: spec.kind,
        job_id: spec.jobId,
        name: spec.name,
        path: spec.path,
        format: spec.format,
        map: JSON.stringify(spec.map),
        state: 'running',
        file_bytes: spec.fileBytes,
        file_mtime: spec.fileMtime,
        rows: 0,
        added: 0,
        updated: 0,
        unchanged: 0,
        bad: 0,
        bad_rows_file: null,
        started_at: this.#clock(),
        finished_at: null,
      }),
    );
    this.#checkpointer.begin();
    return this.#read(id);
  }

  /** Stores a batch and moves the import on, both or neither. `work` stores the good rows. */
  async batch(id: number, consumed: { rows: number; bad: number }, work: () => BatchCounts): Promise<BatchCounts> {
    const counts = this.#db.transaction(() => {
      const counts = work();
      this.#db
        .statement(
          `UPDATE import SET rows = rows + ?, bad = bad + ?, added = added + ?, updated = updated + ?,
             unchanged = unchanged + ? WHERE id = ?`,
        )
        .run(consumed.rows, consumed.bad, counts.added, counts.updated, counts.unchanged, id);
      return counts;
    });
    await this.#checkpointer.pause();
    return counts;
  }

  /** Notes where the bad rows of an import are listed. */
  async setBadRowsFile(id: number, file: string): Promise<void> {
    this.#db.run(build.updateTable('import').set({ bad_rows_file: file }).where('id', '=', id));
  }

  /** The import of a file that a job began, if it came that far. */
  async ofJob(jobId: number, path: string): Promise<ImportRow | undefined> {
    return this.#db.get(
      build
        .selectFrom('import')
        .selectAll()
        .where('job_id', '=', jobId)
        .where('path', '=', path)
        .orderBy('id', 'desc')
        .limit(1),
    );
  }

  /**
   * Notes how many rows of the sorted chunk that begins at the import's `rows` are stored; null forgets it. Part of the
   * transaction that stores them. `revision` is that of the data after it: where it has moved the note means nothing.
   */
  setPart(id: number, part: ChunkPart | null): void {
    const key = `import_part:${id}`;
    if (part === null) this.#db.statement('DELETE FROM meta WHERE key = ?').run(key);
    else
      this.#db
        .statement('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
        .run(key, JSON.stringify(part));
  }

  /** How many rows of the chunk that an import was in are stored, where data and chunks are as they were then; else 0. */
  part(id: number, now: Omit<ChunkPart, 'done'>): number {
    const value = this.#db.statement('SELECT value FROM meta WHERE key = ?').pluck().get(`import_part:${id}`);
    const part = JSON.parse((value as string | undefined) ?? 'null') as ChunkPart | null;
    return part?.revision === now.revision && part.chunkRows === now.chunkRows ? part.done : 0;
  }

  /** The latest import of this very file in this very way, if it stopped before its end. */
  async unfinishedLike(spec: NewImport): Promise<ImportRow | undefined> {
    const latest = this.#db.get(
      build
        .selectFrom('import')
        .selectAll()
        .where('kind', '=', spec.kind)
        .where('path', '=', spec.path)
        .orderBy('id', 'desc')
        .limit(1),
    );
    const isSame =
      latest &&
      (unfinished as readonly string[]).includes(latest.state) &&
      latest.file_bytes === spec.fileBytes &&
      latest.file_mtime === spec.fileMtime &&
      latest.format === spec.format &&
      latest.map === JSON.stringify(spec.map);
    return isSame ? latest : undefined;
  }

  /** Sets an import that stopped early running again, for a job. */
  async restart(id: number, jobId: number): Promise<ImportRow> {
    this.#db.run(
      build.updateTable('import').set({ state: 'running', job_id: jobId, finished_at: null }).where('id', '=', id),
    );
    this.#checkpointer.begin();
    return this.#read(id);
  }

  /** Ends an import. Where it came to the end of its file, what was kept for going on is forgotten. */
  async finish(id: number, state: Exclude<Job['state'], 'running'>): Promise<ImportRow> {
    await this.#checkpointer.end();
    this.#db.run(build.updateTable('import').set({ state, finished_at: this.#clock() }).where('id', '=', id));
    if (state === 'done')
      while (this.#twins.forget(id, 2000) > 0) await new Promise((resolve) => setImmediate(resolve));
    return this.#read(id);
  }

  /** What an earlier engine left running was interrupted: said once, at open. Returns how many there were. */
  markInterrupted(): number {
    return this.#db.run(
      build
        .updateTable('import')
        .set({ state: 'interrupted', finished_at: this.#clock() })
        .where('state', '=', 'running'),
    ).changes;
  }

  /** The import as it is recorded. NOT_FOUND where there is none. */
  async get(id: number): Promise<ImportRecord> {
    return view(this.#read(id));
  }

  /** A page of imports, newest first. */
  async list(page: { offset: number; limit: number }): Promise<{ rows: ImportRecord[]; total: number }> {
    const rows = this.#db.all(
      build.selectFrom('import').selectAll().orderBy('id', 'desc').limit(page.limit).offset(page.offset),
    );
    const total = this.#db.statement('SELECT count(*) FROM import').pluck().get() as number;
    return { rows: rows.map(view), total };
  }

  #read(id: number): ImportRow {
    const row = this.#db.get(build.selectFrom('import').selectAll().where('id', '=', id));
    if (!row) throw new StewardError('NOT_FOUND', `There is no import ${id}.`);
    return row;
  }
}

function view(row: ImportRow): ImportRecord {
  return {
    id: row.id,
    job: row.job_id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    rows: row.rows,
    added: row.added,
    updated: row.updated,
    unchanged: row.unchanged,
    bad: row.bad,
    badRowsFile: row.bad > 0 ? row.bad_rows_file : null,
  };
}
