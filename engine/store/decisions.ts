import type { Selectable } from 'kysely';
import { StewardError } from '../contract/errors.ts';
import type { DecisionRow, Queue, Verdict } from '../contract/index.ts';
import type { AuditLog } from './audit.ts';
import { build, type Database } from './database.ts';
import type { ReviewStore } from './review.ts';
import type { Schema } from './schema.ts';

type Effect = Schema['content']['effect'];
type Decision = Selectable<Schema['decision']>;

/** What is decided about a post, by a person or by a threshold. */
export interface NewDecision {
  job: number | null;
  content: number;
  verdict: Verdict;
  source: 'person' | 'automatic';
  actor: string;
  policy: string | null;
  policyVersion: number | null;
  note: string;
  scores: Readonly<Record<string, number>>;
}

/** Decisions and their effects. A decision, the end of its job, its audit row and its effect are one transaction. */
export class DecisionStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #audit: AuditLog;
  readonly #review: ReviewStore;

  constructor(db: Database, clock: () => number, audit: AuditLog, review: ReviewStore) {
    this.#db = db;
    this.#clock = clock;
    this.#audit = audit;
    this.#review = review;
  }

  /** A person's decision on the job that `token` holds. STALE_LEASE where it no longer does; then nothing changes. */
  async decide(
    token: string,
    decision: Omit<NewDecision, 'content' | 'source'> & { job: number },
  ): Promise<DecisionRow> {
    return this.#db.transaction(() => {
      const job = this.#review.held(decision.job, token);
      const id = this.record({ ...decision, content: job.content_id, source: 'person' });
      this.#review.close(job.id, id);
      return this.read(id);
    });
  }

  /** Records a decision with its effect and audit row; returns its id. Call it inside a transaction. */
  record(decision: NewDecision): number {
    const before = this.#db
      .statement('SELECT external_id, effect, effect_decision FROM content WHERE id = ?')
      .get(decision.content) as Pick<Schema['content'], 'external_id' | 'effect' | 'effect_decision'> | undefined;
    if (!before) throw new StewardError('NOT_FOUND', `There is no post ${decision.content}.`);
    const { lastInsertRowid } = this.#db
      .statement(
        `INSERT INTO decision (job_id, content_id, verdict, source, actor, policy, policy_version, note, scores,
           effect_before, effect_decision_before, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        decision.job,
        decision.content,
        decision.verdict,
        decision.source,
        decision.actor,
        decision.policy,
        decision.policyVersion,
        decision.note,
        JSON.stringify(decision.scores),
        before.effect,
        before.effect_decision,
        this.#clock(),
      );
    const id = Number(lastInsertRowid);
    const effect: Effect = decision.verdict === 'keep' ? 'none' : decision.verdict;
    this.#setEffect(decision.content, effect, id);
    this.#audit.append({
      actor: decision.actor,
      action: `decision.${decision.verdict}`,
      subject: `post:${before.external_id}`,
      detail: {
        decision: id,
        job: decision.job,
        source: decision.source,
        policy: decision.policy,
        policyVersion: decision.policyVersion,
        effectBefore: before.effect,
        effect,
      },
    });
    return id;
  }

  /**
   * Ends the effect that a threshold put on a post, where no person decided about it since; recorded as a decision to
   * keep it. Call it inside a transaction.
   */
  liftAutomatic(content: number, actor: string): void {
    const standing = this.#db
      .statement('SELECT d.source, c.effect FROM content c JOIN decision d ON d.id = c.effect_decision WHERE c.id = ?')
      .get(content) as { source: Decision['source']; effect: Effect } | undefined;
    if (standing?.source !== 'automatic' || standing.effect === 'none') return;
    this.record({
      job: null,
      content,
      verdict: 'keep',
      source: 'automatic',
      actor,
      policy: null,
      policyVersion: null,
      note: '',
      scores: {},
    });
  }

  /** Passes a job over, for this reviewer alone. STALE_LEASE where `token` does not hold it. */
  async skip(job: number, token: string, reviewer: string): Promise<void> {
    this.#db.transaction(() => {
      this.#review.held(job, token);
      this.#review.skip(job, reviewer);
      this.#audit.append({ actor: reviewer, action: 'review.skip', subject: `job:${job}`, detail: {} });
    });
  }

  /**
   * Takes back the reviewer's latest decision or skip: the job is open again and the post's effect is what it was.
   * NOTHING_TO_UNDO where there is none; CONFLICT where somebody decided about the post since.
   */
  async undo(reviewer: string): Promise<{ job: number; queue: Queue; was: Verdict | 'skip' }> {
    return this.#db.transaction(() => {
      const decision = this.#db.get(
        build
          .selectFrom('decision')
          .selectAll()
          .where('actor', '=', reviewer)
          .where('source', '=', 'person')
          .where('undone_at', 'is', null)
          .orderBy('id', 'desc')
          .limit(1),
      );
      const skip = this.#review.lastSkip(reviewer);
      if (skip && (!decision || skip.at > decision.decided_at)) {
        this.#review.forgetSkip(skip.id);
        const job = this.#review.read(skip.job_id);
        this.#audit.append({ actor: reviewer, action: 'review.skip.undo', subject: `job:${job.id}`, detail: {} });
        return { job: job.id, queue: job.queue, was: 'skip' as const };
      }
      if (!decision?.job_id) throw new StewardError('NOTHING_TO_UNDO', 'There is nothing to undo.');
      return this.#undoDecision(decision, decision.job_id, reviewer);
    });
  }

  read(id: number): DecisionRow {
    return this.#rows(build.selectFrom('decision').where('decision.id', '=', id))[0]!;
  }

  /** All decisions about a post, newest first. */
  ofContent(content: number): DecisionRow[] {
    return this.#rows(
      build.selectFrom('decision').where('decision.content_id', '=', content).orderBy('decision.id', 'desc'),
    );
  }

  /** People's decisions, newest first. */
  async list(options: { offset: number; limit: number }): Promise<{ rows: DecisionRow[]; total: number }> {
    const rows = this.#rows(
      build
        .selectFrom('decision')
        .where('source', '=', 'person')
        .orderBy('decision.id', 'desc')
        .limit(options.limit)
        .offset(options.offset),
    );
    const total = this.#db.statement("SELECT count(*) FROM decision WHERE source = 'person'").pluck().get() as number;
    return { rows, total };
  }

  /** Decisions that stand: by people, and by thresholds alone. */
  async counts(): Promise<{ person: number; automatic: number }> {
    const rows = this.#db
      .statement('SELECT source, count(*) AS n FROM decision WHERE undone_at IS NULL GROUP BY source')
      .all() as { source: 'person' | 'automatic'; n: number }[];
    const of = (source: string) => rows.find((row) => row.source === source)?.n ?? 0;
    return { person: of('person'), automatic: of('automatic') };
  }

  #undoDecision(decision: Decision, job: number, reviewer: string) {
    const now = this.#db.get(
      build.selectFrom('content').select(['external_id', 'effect_decision']).where('id', '=', decision.content_id),
    )!;
    if (now.effect_decision !== decision.id) {
      throw new StewardError(
        'CONFLICT',
        'Somebody decided about this post since, so your decision cannot be taken back alone.',
        {
          advice: 'Look at the post’s decisions and decide anew.',
        },
      );
    }
    this.#db.run(build.updateTable('decision').set({ undone_at: this.#clock() }).where('id', '=', decision.id));
    this.#setEffect(decision.content_id, decision.effect_before, decision.effect_decision_before);
    this.#review.reopen(job);
    this.#audit.append({
      actor: reviewer,
      action: 'decision.undo',
      subject: `post:${now.external_id}`,
      detail: { decision: decision.id, verdict: decision.verdict, effect: decision.effect_before },
    });
    return { job, queue: this.#review.read(job).queue, was: decision.verdict };
  }

  #setEffect(content: number, effect: Effect, decision: number | null): void {
    this.#db
      .statement('UPDATE content SET effect = ?, effect_decision = ? WHERE id = ?')
      .run(effect, decision, content);
  }

  #rows(query: { innerJoin: ReturnType<typeof build.selectFrom<'decision'>>['innerJoin'] }): DecisionRow[] {
    return this.#db
      .all(
        query
          .innerJoin('content', 'content.id', 'decision.content_id')
          .selectAll('decision')
          .select('content.external_id'),
      )
      .map((row) => ({
        id: row.id,
        content: row.external_id,
        job: row.job_id,
        verdict: row.verdict,
        source: row.source,
        by: row.actor,
        policy: row.policy,
        note: row.note,
        at: row.decided_at,
        undone: row.undone_at !== null,
      }));
  }
}
