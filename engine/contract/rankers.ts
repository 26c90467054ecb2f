import { z } from 'zod';
import { operation, rowId, slug, time } from './base.ts';
import { job } from './jobs.ts';
import { versionStates } from './models.ts';

export const rankerKinds = ['lr', 'fm', 'deepfm'] as const;
/** Logistic regression; factorisation machine (Rendle, ICDM 2010); DeepFM (Guo et al., IJCAI 2017). Each holds the one before. */
export type RankerKind = (typeof rankerKinds)[number];

/** What a ranker learns from, and how. */
export const rankerSettings = z.object({
  kind: z.enum(rankerKinds).default('fm'),
  /** Logged impressions, or interactions against items that others had; 'auto' takes impressions where enough are logged. */
  labels: z.enum(['auto', 'impressions', 'interactions']).default('auto'),
  /** Kinds of interactions that count as the wanted thing; all where it is empty. */
  positives: z.array(slug).max(20).default([]),
  /** Values below are not wanted, of interactions; null takes all. */
  leastValue: z.number().nullable().default(null),
  /** Corrects for popularity: rows count (interactions + 1)^-power of their item, held below `clip` times the mean. */
  popularity: z
    .object({ power: z.number().positive().max(1).default(0.5), clip: z.number().min(1).max(1000).default(20) })
    .nullable()
    .default(null),
  /** Corrects for places, where impressions are learnt from: what stands above is looked at more. */
  positions: z.boolean().default(true),
  /** Takes the sampling of negatives out of the scores, where interactions are learnt from. */
  logQ: z.boolean().default(true),
  /** Negatives for each positive, where interactions are learnt from. */
  negatives: z.number().int().min(1).max(50).default(4),
  factors: z.number().int().min(8).max(64).multipleOf(8).default(8),
  epochs: z.number().int().min(1).max(100).default(8),
  /** The step size of Adagrad, and the weight decay. */
  rate: z.number().positive().max(1).default(0.01),
  l2: z.number().nonnegative().max(1).default(0.001),
  seed: z.number().int().nonnegative().default(1),
});
export type RankerSettings = z.infer<typeof rankerSettings>;

const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });

/** What was learnt from and what came of it. Metrics are those of the latest tenth of the rows, with 95 % intervals. */
export const rankerCard = z.object({
  settings: rankerSettings,
  source: z.enum(['impressions', 'interactions']),
  rows: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  /** Mean log loss a pass, and the pass that was kept, from 0. */
  epochs: z.array(z.object({ train: z.number(), validation: z.number() })),
  best: z.number().int(),
  /** Null where the test rows have but one outcome. */
  metrics: z
    .object({
      auc: interval,
      /** The mean of the users' own, by rows. */
      gauc: interval,
      logLoss: interval,
      rows: z.number().int(),
      positives: z.number().int(),
    })
    .nullable(),
  calibration: z.object({
    method: z.enum(['platt', 'isotonic']),
    /** Expected calibration error (ECE) on the test rows, over tenths of the probability. */
    error: z.number().nullable(),
    /** Its 95 % interval; null where it is not known. */
    interval: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
    /** By tenths of the probability: the mean of the rows' probabilities, and the share of positives. */
    points: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number().int() })),
  }),
});
export type RankerCard = z.infer<typeof rankerCard>;

export const ranker = z.object({
  id: rowId,
  job: rowId.nullable(),
  slot: z.string(),
  state: z.enum(versionStates),
  kind: z.enum(rankerKinds),
  card: rankerCard,
  dataHash: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  fitSeconds: z.number(),
  createdAt: time,
  activatedAt: time.nullable(),
  retiredAt: time.nullable(),
  /** Why the file cannot be used, where it cannot. */
  problem: z.string().nullable(),
  /** True where users, items or interactions changed since it was trained. */
  isBehind: z.boolean(),
});
export type Ranker = z.infer<typeof ranker>;

export const rankersContract = {
  /** Trains a ranker for the second pass of a slot's feeds and stores it. */
  fit: operation
    .input(
      z.object({
        settings: rankerSettings.prefault({}),
        slot: slug.default('default'),
        activate: z.boolean().default(false),
      }),
    )
    .output(job),
  /** Newest first. */
  list: operation.output(z.array(ranker)),
  /** Makes a ranker the one that feeds of its slot are ordered by; the one before is retired. */
  activate: operation.input(z.object({ id: rowId })).output(ranker),
  /** Orders the feeds of a slot without a ranker again: its active one is retired, and can be made active again. */
  retire: operation.input(z.object({ id: rowId })).output(ranker),
  /** Deletes a ranker and its file. CONFLICT for an active one. */
  remove: operation.input(z.object({ id: rowId })).output(z.object({ id: rowId })),
};
