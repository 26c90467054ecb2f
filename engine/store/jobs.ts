import type { Selectable } from 'kysely';
import type { Job } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';

export type JobRecord = Selectable<Schema['job']>;

/** Long work as it is remembered across restarts. */
export class JobStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  async create(job: Pick<JobRecord, 'kind' | 'title' | 'params' | 'unit' | 'total' | 'resumable'>): Promise<JobRecord> {
    const { id } = this.#db.run(
      build.insertInto('job').values({
        ...job,
        state: 'running',
        done: 0,
        message: '',
        error: null,
        result: null,
        started_at: this.#clock(),
        finished_at: null,
      }),
    );
    return this.read(id)!;
  }

  async update(id: number, change: Partial<Pick<JobRecord, 'done' | 'total' | 'message'>>): Promise<void> {
    this.#db.run(build.updateTable('job').set(change).where('id', '=', id));
  }

  async finish(
    id: number,
    end: { state: Job['state']; message: string; error: string | null; result: string | null },
  ): Promise<JobRecord> {
    this.#db.run(
      build
        .updateTable('job')
        .set({ ...end, finished_at: this.#clock() })
        .where('id', '=', id),
    );
    return this.read(id)!;
  }

  /** Sets a job that ended without being done running again. */
  async restart(id: number): Promise<JobRecord> {
    this.#db.run(
      build
        .updateTable('job')
        .set({ state: 'running', error: null, finished_at: null, started_at: this.#clock() })
        .where('id', '=', id),
    );
    return this.read(id)!;
  }

  read(id: number): JobRecord | undefined {
    return this.#db.get(build.selectFrom('job').selectAll().where('id', '=', id));
  }

  /** Running jobs and the latest `ended` others, newest first. */
  async list(ended: number): Promise<JobRecord[]> {
    const running = this.#db.all(
      build.selectFrom('job').selectAll().where('state', '=', 'running').orderBy('id', 'desc'),
    );
    const others = this.#db.all(
      build.selectFrom('job').selectAll().where('state', '<>', 'running').orderBy('id', 'desc').limit(ended),
    );
    return [...running, ...others].sort((a, b) => b.id - a.id);
  }

  /** The result of the latest job of a kind that was done, as JSON, or null. */
  async lastResult(kind: Job['kind']): Promise<string | null> {
    const query = build.selectFrom('job').select('result').where('kind', '=', kind).where('state', '=', 'done');
    return this.#db.get(query.orderBy('id', 'desc').limit(1))?.result ?? null;
  }

  /** What an earlier engine left running was interrupted: said once, at open. Returns how many there were. */
  markInterrupted(): number {
    return this.#db.run(
      build.updateTable('job').set({ state: 'interrupted', finished_at: this.#clock() }).where('state', '=', 'running'),
    ).changes;
  }
}
