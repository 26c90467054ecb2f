import type { JobRow } from '../../../engine/contract/review.ts';

/** A job row for tests; everything that a test does not name is plain. */
export function jobRow(id: number, more: Partial<JobRow> = {}): JobRow {
  return {
    id,
    content: `post-${id}`,
    queue: 'remove',
    line: `Post ${id}`,
    policy: 'spam',
    score: 0.9,
    priority: 10,
    severity: 2,
    createdAt: 0,
    reports: 0,
    author: null,
    heldBy: null,
    ...more,
  };
}
