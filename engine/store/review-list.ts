import type { Queue } from '../contract/index.ts';
import { build, type Database } from './database.ts';

export type JobSort = 'priority' | 'score' | 'newest' | 'oldest';

/** Which open jobs, in which order, as which reviewer sees them. */
export interface QueuePage {
  queue: Queue;
  policy?: string;
  sort: JobSort;
  offset: number;
  limit: number;
  reviewer: string;
}

/**
 * The ids of a page of a queue's open jobs, and how many there are. What the reviewer skipped comes after all the rest,
 * so that a skip never shows the same job again while others wait. A long queue is read no further than the page.
 */
export function listQueue(db: Database, options: QueuePage): { ids: number[]; total: number } {
  const { offset, limit } = options;
  const skipped = countSkipped(db, options);
  const fresh = countOpen(db, options) - skipped;
  const ids = offset < fresh ? page(db, options, false, offset, limit) : [];
  if (ids.length < limit && skipped > 0) {
    ids.push(...page(db, options, true, Math.max(0, offset - fresh), limit - ids.length));
  }
  return { ids, total: fresh + skipped };
}

function inQueue(options: { queue: Queue; policy?: string; reviewer: string }, skipped: boolean) {
  let query = build
    .selectFrom('review_job')
    .where('state', '=', 'open')
    .where('queue', '=', options.queue)
    .where((where) => {
      const mine = where.exists(
        where
          .selectFrom('skip')
          .select('skip.id')
          .whereRef('skip.job_id', '=', 'review_job.id')
          .where('skip.reviewer', '=', options.reviewer),
      );
      return skipped ? mine : where.not(mine);
    });
  if (options.policy !== undefined) query = query.where('policy', '=', options.policy);
  return query;
}

function countOpen(db: Database, options: { queue: Queue; policy?: string }): number {
  let query = build.selectFrom('review_job').where('state', '=', 'open').where('queue', '=', options.queue);
  if (options.policy !== undefined) query = query.where('policy', '=', options.policy);
  return db.get(query.select(({ fn }) => fn.countAll<number>().as('n')))!.n;
}

/** Starts from the reviewer's few skips, not from the queue, which may hold a million jobs. */
function countSkipped(db: Database, options: { queue: Queue; policy?: string; reviewer: string }): number {
  let query = build
    .selectFrom('skip')
    .innerJoin('review_job', 'review_job.id', 'skip.job_id')
    .where('skip.reviewer', '=', options.reviewer)
    .where('state', '=', 'open')
    .where('queue', '=', options.queue);
  if (options.policy !== undefined) query = query.where('policy', '=', options.policy);
  return db.get(query.select(({ fn }) => fn.countAll<number>().as('n')))!.n;
}

function page(db: Database, options: QueuePage, skipped: boolean, offset: number, limit: number): number[] {
  const [column, direction] = (
    {
      priority: ['priority', 'desc'],
      score: ['score', 'desc'],
      newest: ['created_at', 'desc'],
      oldest: ['created_at', 'asc'],
    } as const
  )[options.sort];
  const query = inQueue(options, skipped)
    .select('review_job.id')
    .orderBy(column, direction)
    .orderBy('review_job.id')
    .limit(limit)
    .offset(offset);
  return db.all(query).map(({ id }) => id);
}
