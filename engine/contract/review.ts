import { z } from 'zod';
import { operation, page, probability, rowId, slug, time } from './base.ts';
import { job } from './jobs.ts';

export const verdicts = ['remove', 'reduce', 'inform', 'keep'] as const;
export const verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof verdict>;

/** A queue is named for the action that the engine proposes; a person may decide otherwise. */
export const queues = ['remove', 'reduce', 'inform'] as const;
export const queue = z.enum(queues);
export type Queue = z.infer<typeof queue>;

export const routes = ['remove', 'reduce', 'inform', 'none'] as const;
export type Route = (typeof routes)[number];

/** Bins of every score histogram; bin b holds scores in [b / 48, (b + 1) / 48), the last one 1 too. */
export const histogramBins = 48;

export const queueState = z.object({
  queue,
  open: z.number().int(),
  oldestAt: time.nullable(),
});

export const intakeState = z.object({
  waiting: z.number().int(),
  /** Posts that no attempt could score; they wait until somebody retries. */
  failed: z.number().int(),
});

export const jobRow = z.object({
  id: rowId,
  content: z.string(),
  queue,
  /** The first line with slurs and graphic words already masked. */
  line: z.string(),
  policy: z.string(),
  score: probability.nullable(),
  priority: z.number(),
  severity: z.number().int(),
  createdAt: time,
  reports: z.number().int(),
  author: z.string().nullable(),
  /** Who has it open just now, if it is somebody else. */
  heldBy: z.string().nullable(),
});
export type JobRow = z.infer<typeof jobRow>;

export const span = z.object({ start: z.number().int(), end: z.number().int() });
export const weightedSpan = span.extend({ weight: z.number() });

export const post = z.object({
  content: z.string(),
  text: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  time: time.nullable(),
  language: z.string().nullable(),
  url: z.string().nullable(),
  media: z.array(z.string()),
  /** Character ranges (UTF-16) of `text` and of `title` that stay masked until a person asks. */
  masks: z.array(span),
  titleMasks: z.array(span),
  effect: z.enum(['none', 'remove', 'reduce', 'inform']),
});
export type Post = z.infer<typeof post>;

export const decisionRow = z.object({
  id: rowId,
  content: z.string(),
  job: rowId.nullable(),
  verdict,
  source: z.enum(['person', 'automatic']),
  by: z.string(),
  policy: z.string().nullable(),
  note: z.string(),
  at: time,
  undone: z.boolean(),
});
export type DecisionRow = z.infer<typeof decisionRow>;

export const reviewItem = z.object({
  job: jobRow,
  post,
  scores: z.array(
    z.object({
      policy: z.string(),
      name: z.string(),
      probability,
      route: z.enum(routes),
      threshold: probability.nullable(),
      version: z.string(),
    }),
  ),
  /** Why the job stands where it stands: the parts add up to the priority. */
  priorityParts: z.array(z.object({ name: z.string(), value: z.number() })),
  author: z
    .object({
      name: z.string(),
      firstSeen: time.nullable(),
      posts: z.number().int(),
      removed: z.number().int(),
      reduced: z.number().int(),
    })
    .nullable(),
  /** The chain of posts that this one answers, oldest first, and the first answers to it. */
  above: z.array(post),
  below: z.array(post),
  reports: z.array(z.object({ reporter: z.string().nullable(), reason: z.string(), at: time.nullable() })),
  decisions: z.array(decisionRow),
});
export type ReviewItem = z.infer<typeof reviewItem>;

export const lease = z.object({ token: z.string(), until: time });
export type Lease = z.infer<typeof lease>;

export const reviewStats = z.object({
  content: z.number().int(),
  queues: z.object({ remove: z.number().int(), reduce: z.number().int(), inform: z.number().int() }),
  decisions: z.number().int(),
  automatic: z.number().int(),
  intake: intakeState,
});

export const moderationCounts = z.object({
  posts: z.number().int(),
  routes: z.object({
    remove: z.number().int(),
    reduce: z.number().int(),
    inform: z.number().int(),
    none: z.number().int(),
  }),
  failed: z.number().int(),
  seconds: z.number(),
  postsPerSecond: z.number(),
});
export type ModerationCounts = z.infer<typeof moderationCounts>;

export const thresholds = z.object({
  /** Removed at once, without a person, at or above this. Never under 0.995. */
  remove: z.number().min(0.995).max(1).nullable(),
  /** Demoted and put into the remove queue at or above this. */
  review: probability.nullable(),
  /** Demoted and put into the reduce queue at or above this. */
  reduce: probability.nullable(),
  /** Marked with a notice and put into the inform queue at or above this. */
  inform: probability.nullable(),
});
export type Thresholds = z.infer<typeof thresholds>;

export const policy = z.object({
  id: slug,
  /** The classifier label that this policy reads. */
  label: z.string(),
  name: z.string(),
  description: z.string(),
  /** What people see beside a post that is kept with a notice. */
  notice: z.string(),
  /** 1 mild to 5 threat to life; worse comes first. */
  severity: z.number().int().min(1).max(5),
  thresholds,
  enabled: z.boolean(),
  version: z.number().int(),
  /** Whether a working classifier gives this label just now; without one the policy only takes reports. */
  classifier: z.string().nullable(),
});
export type Policy = z.infer<typeof policy>;

const byJob = z.object({ job: rowId });

export const reviewContract = {
  queues: operation.output(z.object({ queues: z.array(queueState), intake: intakeState, decisions: z.number().int() })),
  stats: operation.output(reviewStats),
  list: operation
    .input(
      page.extend({
        queue,
        policy: slug.optional(),
        sort: z.enum(['priority', 'score', 'newest', 'oldest']).default('priority'),
        /** The asking window, whose own leases are not shown as somebody's. */
        holder: slug.optional(),
      }),
    )
    .output(z.object({ rows: z.array(jobRow), total: z.number().int() })),
  histogram: operation
    .input(z.object({ policy: slug }))
    .output(z.object({ bins: z.array(z.number().int()).length(histogramBins), n: z.number().int() })),
  item: operation.input(byJob.extend({ holder: slug.optional() })).output(reviewItem),
  /** The words that made a score: each weight is how far the probability's logit falls without the word. */
  explain: operation
    .input(byJob.extend({ policy: slug }))
    .output(z.object({ title: z.array(weightedSpan), text: z.array(weightedSpan) })),
  /** Takes a job for this window for ten minutes. CONFLICT where another window has it. */
  lease: operation.input(byJob.extend({ holder: slug })).output(lease),
  renew: operation.input(byJob.extend({ token: slug })).output(lease),
  release: operation.input(byJob.extend({ token: slug })).output(z.object({ released: z.boolean() })),
  /** STALE_LEASE where the job was decided or taken over since the token was given. */
  decide: operation
    .input(
      byJob.extend({
        token: slug,
        verdict,
        policy: slug.nullable().default(null),
        note: z.string().max(2000).default(''),
      }),
    )
    .output(decisionRow),
  /** Leaves the job open for others and out of this reviewer's list until they have seen the rest. */
  skip: operation.input(byJob.extend({ token: slug })).output(z.object({ job: rowId })),
  /** Takes back this reviewer's latest decision or skip: the job is open again, effects are as before. */
  undo: operation.output(z.object({ job: rowId, queue, was: z.enum([...verdicts, 'skip']) })),
  decisions: operation.input(page).output(z.object({ rows: z.array(decisionRow), total: z.number().int() })),
};

export const moderationContract = {
  /** Works the intake until it is empty, as a job. One runs at a time: a second call returns the first. */
  run: operation.output(job),
  retryFailed: operation.output(z.object({ requeued: z.number().int() })),
  lastRun: operation.output(moderationCounts.nullable()),
};

export const policiesContract = {
  list: operation.output(z.array(policy)),
  update: operation
    .input(
      z.object({
        id: slug,
        thresholds: thresholds.optional(),
        enabled: z.boolean().optional(),
        notice: z.string().max(500).optional(),
      }),
    )
    .output(policy),
};
