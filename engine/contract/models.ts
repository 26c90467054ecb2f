import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { operation, page, rowId, slug, time } from './base.ts';
import { fairTraining } from './fair-training.ts';
import { job } from './jobs.ts';

/** A value of a parameter of a model. */
export const paramValue = z.union([z.number(), z.string(), z.boolean()]);
export type ParamValue = z.infer<typeof paramValue>;
export const params = z.record(z.string(), paramValue);

/** A parameter of an algorithm, as a form shows it. */
export const paramInfo = z.object({
  name: z.string(),
  about: z.string(),
  default: paramValue,
  /** The values there are, for parameters that choose among names. */
  choices: z.array(z.string()).nullable(),
  /** The range that tuning draws from; null where it is not tuned. */
  range: z
    .object({ low: z.number(), high: z.number(), scale: z.enum(['linear', 'log']), whole: z.boolean() })
    .nullable(),
  /** The choices that tuning draws from, for parameters of which it draws one. */
  drawn: z.array(z.string()).optional(),
});
export type ParamInfo = z.infer<typeof paramInfo>;

export const algorithmInfo = z.object({
  id: z.string(),
  name: z.string(),
  /** One line, with the paper. */
  about: z.string(),
  family: z.enum(['popularity', 'neighbourhood', 'factors', 'linear', 'clusters', 'content']),
  /** What it learns from. */
  signal: z.enum(['explicit', 'implicit', 'either']),
  /** Attributes that it cannot do without. */
  needs: z.array(z.enum(['user attributes', 'item attributes'])),
  params: z.array(paramInfo),
});
export type AlgorithmInfo = z.infer<typeof algorithmInfo>;

/** The ways to part data into what is learnt from and what is asked; loo leaves one pair of each user out. */
export const splitKinds = ['random', 'user', 'loo', 'temporal', 'cold-users', 'cold-items'] as const;
export type SplitKind = (typeof splitKinds)[number];

/** How models are measured: what is held out, and how. */
export const protocol = z.object({
  split: z.enum(splitKinds).default('user'),
  /** The share that is held out; loo has none. */
  share: z.number().min(0.01).max(0.9).default(0.2),
  k: z.number().int().min(1).max(200).default(10),
  /** Held-out pairs of a smaller rating are not relevant; null takes all. */
  relevantFrom: z.number().nullable().default(null),
});
export type Protocol = z.infer<typeof protocol>;

/** A mean over users (RMSE and MAE over pairs) with its 95 % bootstrap interval; null where there is none. */
export const metric = z.object({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
});
export type Metric = z.infer<typeof metric>;

/** A point of a learning curve: units done (epochs, sweeps), and the loss there. */
export const curvePoint = z.object({ done: z.number(), loss: z.number() });
export type CurvePoint = z.infer<typeof curvePoint>;

const trained = z.object({
  id: rowId,
  job: rowId.nullable(),
  algorithm: z.string(),
  /** All of them, defaults included. */
  params,
  seed: z.number().int(),
  rule: z.string(),
  ruleVersion: z.number().int(),
  dataHash: z.string(),
  users: z.number().int(),
  items: z.number().int(),
  fitSeconds: z.number(),
  createdAt: time,
});

export const run = trained.extend({
  kind: z.enum(['evaluation', 'trial']),
  name: z.string(),
  protocol,
  trainPairs: z.number().int(),
  testPairs: z.number().int(),
  metrics: z.record(z.string(), metric),
  evaluateSeconds: z.number(),
});
export type Run = z.infer<typeof run>;

export const runDetail = run.extend({
  curve: z.array(curvePoint),
  /** What the units of the curve are; empty where there is no curve. */
  curveUnit: z.string(),
});
export type RunDetail = z.infer<typeof runDetail>;

/** A metric of two runs over the users that both measured. */
export const metricComparison = z.object({
  metric: z.string(),
  a: z.number(),
  b: z.number(),
  /** b - a, with its 95 % paired bootstrap interval. */
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  /** Paired bootstrap, and corrected by Holm over all metrics that are shown. */
  p: z.number(),
  corrected: z.number(),
  users: z.number().int(),
});
export type MetricComparison = z.infer<typeof metricComparison>;

export const comparison = z.object({
  a: runDetail,
  b: runDetail,
  /** Why the runs cannot be compared user by user (other data, other split); null where they can. */
  problem: z.string().nullable(),
  metrics: z.array(metricComparison),
});
export type Comparison = z.infer<typeof comparison>;

/** One user in two runs. */
export const comparedUser = z.object({
  user: z.string(),
  a: z.number(),
  b: z.number(),
  /** How many items the user has in the training part, where it is known. */
  history: z.number().int().nullable(),
});
export type ComparedUser = z.infer<typeof comparedUser>;

/** One user of a run: the value of each metric that is defined for them, and the list, best first. */
export const runUser = z.object({
  user: z.string(),
  history: z.number().int().nullable(),
  values: z.record(z.string(), z.number()),
  items: z.array(z.object({ item: z.string(), score: z.number() })),
});
export type RunUser = z.infer<typeof runUser>;

export const versionStates = ['candidate', 'active', 'retired'] as const;
export const modelVersion = trained.extend({
  slot: z.string(),
  state: z.enum(versionStates),
  /** How it was trained to serve groups or items more alike; null where it was not. */
  mitigation: fairTraining.nullable(),
  pairs: z.number().int(),
  bytes: z.number(),
  sha256: z.string(),
  /** Why the file cannot be used, where it cannot. */
  problem: z.string().nullable(),
  activatedAt: time.nullable(),
  retiredAt: time.nullable(),
  /** True where users, items or interactions changed since it was trained. */
  isBehind: z.boolean(),
});
export type ModelVersion = z.infer<typeof modelVersion>;

export const reason = z.object({
  kind: z.enum(['item', 'user', 'factor', 'bias', 'attribute', 'popularity', 'group']),
  /** In words: the item's title or id, the attribute's name, 'factor 7'. */
  label: z.string(),
  value: z.number(),
});
export const recommendation = z.object({
  rank: z.number().int(),
  item: z.string(),
  title: z.string().nullable(),
  score: z.number(),
  reasons: z.array(reason),
});
export type Recommendation = z.infer<typeof recommendation>;

const asked = z.object({ algorithm: slug, params: params.default({}), name: slug.optional() });
const common = {
  /** The name of a rule; by default the built-in one that fits each algorithm. */
  rule: slug.optional(),
  seed: z.number().int().nonnegative().default(1),
};
export const tuneMetrics = ['ndcg', 'recall', 'precision', 'map', 'mrr', 'hit', 'auc', 'rmse', 'mae'] as const;

export const modelsContract = {
  algorithms: operation.output(z.array(algorithmInfo)),
  /** Fits and measures models on the workspace's data, one run each. */
  evaluate: operation
    .input(z.object({ models: z.array(asked).min(1).max(20), protocol: protocol.prefault({}), ...common }))
    .output(job),
  /**
   * Random search on a validation part that is taken from the training part; the best is measured once on the test
   * part. Stops at `trials` or after `minutes`, whichever comes first.
   */
  tune: operation
    .input(
      z.object({
        algorithm: slug,
        /** Parameters that stay as they are. */
        fixed: params.default({}),
        metric: z.enum(tuneMetrics).default('ndcg'),
        trials: z.number().int().min(1).max(1000).default(20),
        minutes: z.number().positive().max(1440).default(10),
        protocol: protocol.prefault({}),
        ...common,
      }),
    )
    .output(job),
  /** Fits a model on all data and stores it as a new version. */
  fit: operation
    .input(
      z.object({
        algorithm: slug,
        params: params.default({}),
        slot: slug.default('default'),
        activate: z.boolean().default(false),
        mitigation: fairTraining.nullable().default(null),
        ...common,
      }),
    )
    .output(job),
  /** Newest first. */
  runs: operation
    .input(page.extend({ limit: z.number().int().min(1).max(5000).default(500), job: rowId.optional() }))
    .output(z.object({ rows: z.array(run), total: z.number().int() })),
  run: operation.input(z.object({ id: rowId })).output(runDetail),
  removeRun: operation.input(z.object({ id: rowId })).output(z.object({ id: rowId })),
  compare: operation.input(z.object({ a: rowId, b: rowId })).output(comparison),
  /** The users of both runs with their values of one metric; sorted by the size of the difference, largest first. */
  compareUsers: operation
    .input(page.extend({ a: rowId, b: rowId, metric: slug, limit: z.number().int().min(1).max(20_000).default(500) }))
    .output(z.object({ rows: z.array(comparedUser), total: z.number().int() })),
  /** The users of a run with their values and lists, in the workspace's order. Trials have none. */
  runUsers: operation
    .input(page.extend({ id: rowId, limit: z.number().int().min(1).max(5000).default(500) }))
    .output(z.object({ rows: z.array(runUser), total: z.number().int() })),
  /**
   * The training of a running job: its state now, then at each change, until the job ends. `curve` is always the whole
   * curve so far of the model that is trained, thinned to 500 points.
   */
  training: operation.input(z.object({ job: rowId })).output(
    eventIterator(
      z.object({
        model: z.string(),
        done: z.number(),
        total: z.number(),
        unit: z.string(),
        curve: z.array(curvePoint),
      }),
    ),
  ),
  /** Newest first. */
  versions: operation.output(z.array(modelVersion)),
  /** Makes a version the active one of its slot; the one before is retired and can be made active again. */
  activate: operation.input(z.object({ id: rowId })).output(modelVersion),
  /** Deletes a version and its file. CONFLICT for an active one. */
  removeVersion: operation.input(z.object({ id: rowId })).output(z.object({ id: rowId })),
  /** What a version recommends to a user, without what they had; by default the active one of the slot. */
  recommend: operation
    .input(
      z.object({
        user: slug,
        k: z.number().int().min(1).max(200).default(20),
        version: rowId.optional(),
        slot: slug.default('default'),
      }),
    )
    .output(z.object({ version: rowId, algorithm: z.string(), items: z.array(recommendation) })),
  /** The same for all users of the workspace, some users at a time; those whom the model knows nothing of are left out. */
  recommendAll: operation
    .input(
      z.object({
        k: z.number().int().min(1).max(200).default(20),
        version: rowId.optional(),
        slot: slug.default('default'),
      }),
    )
    .output(
      eventIterator(
        z.array(
          z.object({
            user: z.string(),
            items: z.array(z.object({ item: z.string(), score: z.number() })),
          }),
        ),
      ),
    ),
};
