import { z } from 'zod';
import { operation, page, rowId, slug, time } from './base.ts';
import { trainingMethods } from './fair-training.ts';
import { storedConfig } from './feed-config.ts';
import { job } from './jobs.ts';
import { paramValue } from './models.ts';

/** docs/mitigation.md says what each does. */
export const mitigationMethods = [...trainingMethods, 'floor', 'fair', 'calibrated', 'cp'] as const;
export const mitigationMethod = z.enum(mitigationMethods);
export type MitigationMethod = z.infer<typeof mitigationMethod>;

export const mitigationSpec = z.object({
  /** The evaluation run whose model is to be made fairer; its protocol is that of the measurement. */
  run: rowId,
  /** What users are grouped by, as an audit names it. */
  by: slug,
  /** Empty: all that work with the model. */
  methods: z.array(mitigationMethod).max(mitigationMethods.length).default([]),
  /** Strengths to try instead of a method's own. */
  strengths: z.partialRecord(mitigationMethod, z.array(z.number().positive()).min(1).max(12)).default({}),
  /** The metric whose gap between groups is looked at. */
  metric: z.enum(['ndcg', 'recall']).default('ndcg'),
  /** The share of the metric that a chosen point may lose on the validation part. */
  budget: z.number().min(0).max(1).default(0.05),
  /** The attribute of items whose values calibration looks at; null for head and tail of popularity. */
  categories: slug.nullable().default(null),
  /** How many of a model's best items re-ranking chooses from. */
  candidates: z.number().int().min(10).max(500).default(100),
  draws: z.number().int().min(100).max(10_000).default(500),
});
export type MitigationSpec = z.infer<typeof mitigationSpec>;

/** A figure with its 95 % interval over users. */
export const figure = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Figure = z.infer<typeof figure>;

/** What lists were measured to be on the test part. */
export const mitigationMeasure = z.object({
  ndcg: figure,
  recall: figure,
  /** Of the metric: the group that was better off at the base on the validation part less the one that was worse off. */
  gap: figure,
  coverage: figure,
  gini: figure,
  /** The share of all exposure that the tail of the items has. */
  tail: figure,
  groups: z.array(z.object({ group: z.string(), n: z.number().int(), value: z.number().nullable() })),
});
export type MitigationMeasure = z.infer<typeof mitigationMeasure>;

export const mitigationPoint = z.object({
  method: mitigationMethod,
  strength: z.number(),
  stage: z.enum(['training', 're-ranking']),
  aim: z.enum(['people', 'items']),
  /** On the validation part, which alone chooses. */
  validation: z.object({ metric: z.number(), gap: z.number(), tail: z.number() }),
  test: mitigationMeasure,
  /** Differences to the base over the same users and draws. */
  change: z.object({ ndcg: figure, recall: figure, gap: figure, tail: figure }),
  /** The strength of its method that the validation part chose. */
  chosen: z.boolean(),
  /** Another point, or the base, has at least as much of the metric and no larger gap, one of both strictly. */
  dominated: z.boolean(),
});
export type MitigationPoint = z.infer<typeof mitigationPoint>;

export const mitigation = z.object({
  id: rowId,
  job: rowId.nullable(),
  createdAt: time,
  spec: mitigationSpec,
  runName: z.string(),
  algorithm: z.string(),
  params: z.record(z.string(), paramValue),
  /** The groups between which the gap is: chosen by the base on the validation part. */
  better: z.string(),
  worse: z.string(),
  users: z.number().int(),
  k: z.number().int(),
  base: z.object({ validation: mitigationPoint.shape.validation, test: mitigationMeasure }),
  points: z.array(mitigationPoint),
  dataHash: z.string(),
  isBehind: z.boolean(),
  seconds: z.number(),
});
export type Mitigation = z.infer<typeof mitigation>;

/** A point of a frontier. */
const pointChoice = z.object({ mitigation: rowId, method: mitigationMethod, strength: z.number().positive() });
export type MitigationPointChoice = z.infer<typeof pointChoice>;

export const mitigationContract = {
  /**
   * Tries ways to make a run's lists fairer; its result is `{mitigation}`. BAD_INPUT where the run, the grouping or a
   * method cannot be used, NOT_FOUND for a run that is not there.
   */
  mitigate: operation.input(mitigationSpec).output(job),
  /** Newest first, all or those of one run. */
  mitigations: operation
    .input(page.extend({ run: rowId.optional(), job: rowId.optional() }))
    .output(z.object({ rows: z.array(mitigation), total: z.number().int() })),
  /**
   * Fits the model of a mitigation's run on all data, under a point of training, as a new version. NOT_FOUND where there
   * is no such point, BAD_INPUT for one of re-ranking.
   */
  fitPoint: operation
    .input(pointChoice.extend({ slot: slug.default('default'), activate: z.boolean().default(false) }))
    .output(job),
  /**
   * Saves a configuration of feeds that differs from `base` by what a point of re-ranking does. NOT_FOUND where there is
   * no such point or base, BAD_INPUT for a point that no feed alone can obey.
   */
  savePoint: operation.input(pointChoice.extend({ name: slug, base: slug.default('default') })).output(storedConfig),
  removeMitigation: operation.input(z.object({ id: rowId })).output(z.object({ id: rowId })),
};
