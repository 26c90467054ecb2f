import type { Selectable } from 'kysely';
import type { Mitigation } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';

/** A mitigation as it is stored. */
export type StoredMitigation = Omit<Mitigation, 'isBehind'>;

type Outcome = Omit<StoredMitigation, 'id' | 'createdAt' | 'job' | 'dataHash'>;

/** What was tried to make runs fairer. They go with their runs. */
export class MitigationStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Stores a mitigation; returns its number. */
  add({ job, dataHash, ...outcome }: Omit<StoredMitigation, 'id' | 'createdAt'>): number {
    return this.#db.run(
      build.insertInto('mitigation').values({
        job_id: job,
        run_id: outcome.spec.run,
        created_at: this.#clock(),
        data_hash: dataHash,
        outcome: JSON.stringify(outcome satisfies Outcome),
      }),
    ).id;
  }

  /** A page of mitigations, newest first, all or those of one run or job. */
  list(options: { offset: number; limit: number; run?: number; job?: number }): {
    rows: StoredMitigation[];
    total: number;
  } {
    const { offset, limit, run, job } = options;
    let all = build.selectFrom('mitigation');
    if (run !== undefined) all = all.where('run_id', '=', run);
    if (job !== undefined) all = all.where('job_id', '=', job);
    const { total } = this.#db.get(all.select((is) => is.fn.countAll<number>().as('total')))!;
    const page = all.selectAll().orderBy('id', 'desc').limit(limit).offset(offset);
    return { rows: this.#db.all(page).map(mitigationOf), total };
  }

  read(id: number): StoredMitigation | undefined {
    const row = this.#db.get(build.selectFrom('mitigation').selectAll().where('id', '=', id));
    return row && mitigationOf(row);
  }

  /** Deletes a mitigation. False where there is none. */
  remove(id: number): boolean {
    return this.#db.run(build.deleteFrom('mitigation').where('id', '=', id)).changes > 0;
  }
}

function mitigationOf(row: Selectable<Schema['mitigation']>): StoredMitigation {
  const outcome = JSON.parse(row.outcome) as Outcome;
  return { ...outcome, id: row.id, job: row.job_id, createdAt: row.created_at, dataHash: row.data_hash };
}
