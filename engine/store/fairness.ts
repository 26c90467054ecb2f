import type { Audit, AuditSummary } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** What is kept of an audit beside its number, its time, and whether the data changed since. */
export type NewAudit = Omit<Audit, 'id' | 'createdAt' | 'isBehind'>;

/** An audit as it is stored. */
export type StoredAudit = Omit<Audit, 'isBehind'>;
export type StoredSummary = Omit<AuditSummary, 'isBehind'> & { dataHash: string };

/** Fairness audits that were made. */
export class FairnessStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Stores an audit; returns its number. */
  add({ job, dataHash, spec, cells, items, moderation, criteria, measured, limits, ...summary }: NewAudit): number {
    const findings = JSON.stringify({ spec, cells, items, moderation, criteria, measured, limits });
    const row = { data_hash: dataHash, summary: JSON.stringify(summary), findings, created_at: this.#clock() };
    return this.#db.run(build.insertInto('fairness_audit').values({ ...row, job_id: job })).id;
  }

  /** A page of audits, newest first, all or those of one job. */
  list(options: { offset: number; limit: number; job?: number }): { rows: StoredSummary[]; total: number } {
    const { offset, limit, job } = options;
    let all = build.selectFrom('fairness_audit');
    if (job !== undefined) all = all.where('job_id', '=', job);
    const { total } = this.#db.get(all.select((is) => is.fn.countAll<number>().as('total')))!;
    const page = all.select(['id', 'job_id', 'created_at', 'data_hash', 'summary']).orderBy('id', 'desc');
    return { rows: this.#db.all(page.limit(limit).offset(offset)).map(summaryOf), total };
  }

  read(id: number): StoredAudit | undefined {
    const row = this.#db.get(build.selectFrom('fairness_audit').selectAll().where('id', '=', id));
    // Audits of earlier versions have neither of the two.
    return row && ({ criteria: [], measured: [], ...summaryOf(row), ...JSON.parse(row.findings) } as StoredAudit);
  }

  /** Deletes an audit. False where there is none. */
  remove(id: number): boolean {
    return this.#db.run(build.deleteFrom('fairness_audit').where('id', '=', id)).changes > 0;
  }
}

function summaryOf(row: {
  id: number;
  job_id: number | null;
  created_at: number;
  data_hash: string;
  summary: string;
}): StoredSummary {
  return {
    ...(JSON.parse(row.summary) as Omit<StoredSummary, 'id' | 'job' | 'createdAt' | 'dataHash'>),
    id: row.id,
    job: row.job_id,
    createdAt: row.created_at,
    dataHash: row.data_hash,
  };
}
