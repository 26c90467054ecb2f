import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { operation, rowId, time } from './base.ts';
import { errorCodes } from './errors.ts';

export const jobKinds = [
  'import',
  'import-reports',
  'import-data',
  'moderate',
  'demo',
  'evaluate',
  'tune',
  'fit',
  'fairness-audit',
  'mitigate',
  'measure-feeds',
  'calibrate-sources',
  'allocate-feeds',
  'embed-items',
  'fit-ranker',
  'backup',
  'verify',
] as const;

/** A job that a closed or killed engine left behind is 'interrupted': it can be resumed and loses nothing. */
export const jobStates = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const;

export const job = z.object({
  id: rowId,
  kind: z.enum(jobKinds),
  title: z.string(),
  state: z.enum(jobStates),
  /** Units of work done, of `total` where it is known; `unit` names them ('bytes', 'posts'). */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  startedAt: time,
  finishedAt: time.nullable(),
  /** Seconds left as the pace so far suggests; null while unknown. */
  secondsLeft: z.number().nullable(),
  /** One line of detail: counts so far, or what came of it. */
  message: z.string(),
  error: z.object({ code: z.enum(errorCodes), message: z.string(), advice: z.string() }).nullable(),
  canResume: z.boolean(),
});
export type Job = z.infer<typeof job>;

export const jobsContract = {
  /** Newest first; running jobs and the last 50 ended ones. */
  list: operation.output(z.array(job)),
  cancel: operation.input(z.object({ id: rowId })).output(job),
  resume: operation.input(z.object({ id: rowId })).output(job),
  /** The job as it is now, then at each change (at most five a second), until it ends. */
  watch: operation.input(z.object({ id: rowId })).output(eventIterator(job)),
};

export const topics = [
  'workspace',
  'jobs',
  'content',
  'catalog',
  'models',
  'feeds',
  'fairness',
  'review',
  'policies',
  'classifiers',
  'settings',
  'audit',
] as const;
export const change = z.object({ topics: z.array(z.enum(topics)), revision: z.number().int() });
export type Topic = (typeof topics)[number];
export type Change = z.infer<typeof change>;

export const changesContract = {
  /** Announces what changed, merged over 100 ms; the first event comes at once with no topics. */
  watch: operation.output(eventIterator(change)),
};

export const engineContract = {
  /** The version and the process that answers: another `instance` says that the engine was restarted. */
  about: operation.output(z.object({ version: z.string(), instance: z.string(), pid: z.number().int() })),
};
