import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { StewardError } from '../contract/errors.ts';
import type { Lease, Queue } from '../contract/index.ts';
import { queues } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import { listQueue, type QueuePage } from './review-list.ts';
import type { Schema } from './schema.ts';

export type ReviewJob = Selectable<Schema['review_job']>;

/** A job as lists show it, joined with what it is about. */
export interface ListedJob extends ReviewJob {
  external_id: string;
  text: string;
  title: string | null;
  author: string | null;
}

/** What a job says about a post: where it stands and why. */
export type JobProposal = Pick<ReviewJob, 'queue' | 'policy' | 'score' | 'severity' | 'priority' | 'parts' | 'reports'>;

const listColumns = [
  'review_job.id',
  'content_id',
  'queue',
  'policy',
  'score',
  'severity',
  'priority',
  'parts',
  'reports',
  'state',
  'created_at',
  'closed_at',
  'holder',
  'token',
  'leased_until',
  'decision_id',
  'external_id',
  'text',
  'title',
  'author',
] as const;

/** How long a job stays with the window that opened it, unless the window renews, in milliseconds. */
export const leaseMs = 10 * 60 * 1000;

/** Jobs for people: one open job a post, leases with fencing tokens, and each reviewer's own skips. */
export class ReviewStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Opens a job for a post, or brings its open one up to date. Call it inside a transaction. */
  propose(content: number, { queue, policy, score, severity, priority, parts, reports }: JobProposal): number {
    const open = this.openJobOf(content);
    if (open) {
      this.#db
        .statement(
          'UPDATE review_job SET queue = ?, policy = ?, score = ?, severity = ?, priority = ?, parts = ?, reports = ? WHERE id = ?',
        )
        .run(queue, policy, score, severity, priority, parts, reports, open.id);
      return open.id;
    }
    const { lastInsertRowid } = this.#db
      .statement(
        `INSERT INTO review_job (content_id, queue, policy, score, severity, priority, parts, reports, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(content, queue, policy, score, severity, priority, parts, reports, this.#clock());
    return Number(lastInsertRowid);
  }

  /** Closes a post's open job where nothing speaks for it any more. Call it inside a transaction. */
  withdraw(content: number): void {
    this.#db
      .statement(
        `UPDATE review_job SET state = 'closed', closed_at = ?, token = NULL, holder = NULL, leased_until = 0
          WHERE content_id = ? AND state = 'open'`,
      )
      .run(this.#clock(), content);
  }

  openJobOf(content: number): ReviewJob | undefined {
    return this.#db.statement("SELECT * FROM review_job WHERE content_id = ? AND state = 'open'").get(content) as
      | ReviewJob
      | undefined;
  }

  /** A job by its id; NOT_FOUND where there is none. */
  read(id: number): ReviewJob {
    const job = this.#db.get(build.selectFrom('review_job').selectAll().where('id', '=', id));
    if (!job) throw new StewardError('NOT_FOUND', `There is no review job ${id}.`);
    return job;
  }

  listed(id: number): ListedJob {
    this.read(id);
    return this.#db.get(
      build
        .selectFrom('review_job')
        .innerJoin('content', 'content.id', 'review_job.content_id')
        .select(listColumns)
        .where('review_job.id', '=', id),
    )!;
  }

  /** Open jobs and the age of the oldest, a row a queue, in the order remove, reduce, inform. */
  async queues(): Promise<{ queue: Queue; open: number; oldestAt: number | null }[]> {
    const rows = this.#db
      .statement(
        "SELECT queue, count(*) AS open, min(created_at) AS oldestAt FROM review_job WHERE state = 'open' GROUP BY queue",
      )
      .all() as { queue: Queue; open: number; oldestAt: number }[];
    return queues.map((queue) => rows.find((row) => row.queue === queue) ?? { queue, open: 0, oldestAt: null });
  }

  /** A page of a queue's open jobs as `options.reviewer` sees it. See `listQueue`. */
  async list(options: QueuePage): Promise<{ rows: ListedJob[]; total: number }> {
    const { ids, total } = listQueue(this.#db, options);
    return { rows: ids.map((id) => this.listed(id)), total };
  }

  /** Takes a job for a window. CONFLICT where another has it, or where it is closed. */
  async lease(id: number, holder: string): Promise<Lease> {
    return this.#db.transaction(() => {
      const job = this.read(id);
      const now = this.#clock();
      if (job.state === 'closed') {
        throw new StewardError('CONFLICT', 'This job was decided meanwhile.', { advice: 'Go on with the next one.' });
      }
      if (job.token && job.holder !== holder && job.leased_until > now) {
        throw new StewardError('CONFLICT', `${job.holder?.split('#')[0]} has this job open.`, {
          advice: 'Go on with the next one; it comes back if they leave it.',
        });
      }
      const lease = { token: randomUUID(), until: now + leaseMs };
      this.#db.run(
        build
          .updateTable('review_job')
          .set({ holder, token: lease.token, leased_until: lease.until })
          .where('id', '=', id),
      );
      return lease;
    });
  }

  /** Extends a lease that is still held. STALE_LEASE where it is not. */
  async renew(id: number, token: string): Promise<Lease> {
    this.held(id, token);
    const until = this.#clock() + leaseMs;
    this.#db.run(build.updateTable('review_job').set({ leased_until: until }).where('id', '=', id));
    return { token, until };
  }

  /** Lets go of a job; false where the token no longer held it. */
  async release(id: number, token: string): Promise<boolean> {
    return (
      this.#db.run(
        build
          .updateTable('review_job')
          .set({ holder: null, token: null, leased_until: 0 })
          .where('id', '=', id)
          .where('token', '=', token),
      ).changes === 1
    );
  }

  /** No window outlives the engine it talked to: called once, at open. */
  releaseAll(): void {
    this.#db.run(
      build
        .updateTable('review_job')
        .set({ holder: null, token: null, leased_until: 0 })
        .where('token', 'is not', null),
    );
  }

  /** The open job that `token` holds. STALE_LEASE where the job is closed or another token took over. */
  held(id: number, token: string): ReviewJob {
    const job = this.read(id);
    if (job.state === 'closed' || job.token !== token) {
      throw new StewardError(
        'STALE_LEASE',
        job.state === 'closed' ? 'This job was decided meanwhile.' : 'Another window took this job over.',
        {
          advice: 'Go on with the next one: nothing was changed.',
        },
      );
    }
    return job;
  }

  /** Closes a job by a decision. Call it inside the decision's transaction. */
  close(id: number, decision: number): void {
    this.#db.run(
      build
        .updateTable('review_job')
        .set({
          state: 'closed',
          closed_at: this.#clock(),
          decision_id: decision,
          holder: null,
          token: null,
          leased_until: 0,
        })
        .where('id', '=', id),
    );
  }

  /** Opens a closed job again; a younger open job of the same post gives way. Call it inside a transaction. */
  reopen(id: number): void {
    this.withdraw(this.read(id).content_id);
    this.#db.run(
      build.updateTable('review_job').set({ state: 'open', closed_at: null, decision_id: null }).where('id', '=', id),
    );
  }

  /** Remembers that a reviewer passed a job over, and lets go of it. Call it inside a transaction. */
  skip(id: number, reviewer: string): void {
    const at = this.#clock();
    this.#db.run(
      build
        .insertInto('skip')
        .values({ job_id: id, reviewer, at })
        .onConflict((conflict) => conflict.columns(['job_id', 'reviewer']).doUpdateSet({ at })),
    );
    this.#db.run(
      build.updateTable('review_job').set({ holder: null, token: null, leased_until: 0 }).where('id', '=', id),
    );
  }

  lastSkip(reviewer: string): { id: number; job_id: number; at: number } | undefined {
    return this.#db.get(
      build
        .selectFrom('skip')
        .select(['id', 'job_id', 'at'])
        .where('reviewer', '=', reviewer)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(1),
    );
  }

  forgetSkip(id: number): void {
    this.#db.run(build.deleteFrom('skip').where('id', '=', id));
  }
}
