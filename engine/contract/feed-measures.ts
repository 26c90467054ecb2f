import { z } from 'zod';
import { operation, rowId, slug, time } from './base.ts';
import { merges, rankings } from './feed-config.ts';
import { job } from './jobs.ts';
import { metric, metricComparison, params } from './models.ts';
import { rankerCard, rankerSettings } from './rankers.ts';

/** What feeds are measured by on behaviour that was held out; docs/feeds.md says what each is. */
export const feedMetrics = [
  'ndcg',
  'recall',
  'precision',
  'hit',
  'mrr',
  'revenue',
  'coverage',
  'popularity',
  'tail',
  'diversity',
  'novelty',
  'publisher-gini',
] as const;
export type FeedMetric = (typeof feedMetrics)[number];

/** A configuration by name, or one of its saved versions. */
const configToMeasure = z.union([slug, z.object({ name: slug, version: z.number().int().positive() })]);

export const feedMeasureRequest = z.object({
  configs: z.array(configToMeasure).min(1).max(8),
  /** Each configuration is measured once for each of these ways to merge candidates; as it says itself by default. */
  merge: z.array(z.enum(merges)).min(1).max(merges.length).optional(),
  /** And once for each of these ways to score them; as it says itself by default. */
  ranking: z.array(z.enum(rankings)).min(1).max(rankings.length).optional(),
  /** Users who get feeds, drawn by chance of those who did something new after the cutoff; all where there are fewer. */
  users: z.number().int().min(2).max(100_000).default(500),
  k: z.number().int().min(1).max(200).default(20),
  /** The share of the interactions that is held out: the latest, or of each user's by chance where none has a time. */
  share: z.number().gt(0).lt(1).default(0.1),
  seed: z.number().int().nonnegative().default(1),
});
export type FeedMeasureRequest = z.infer<typeof feedMeasureRequest>;

/** The model that feeds were made with: as the slot's active version, but fitted to what was before the cutoff only. */
export const measuredModel = z.object({
  version: rowId,
  algorithm: z.string(),
  params,
  rule: z.string(),
  ruleVersion: z.number().int(),
});
export type MeasuredModel = z.infer<typeof measuredModel>;

/** The ranker that feeds were ordered by: as the slot's active one, but trained on what was before the cutoff only. */
export const measuredRanker = z.object({
  version: rowId,
  settings: rankerSettings,
  /** What of that it learnt from. */
  source: rankerCard.shape.source,
});
export type MeasuredRanker = z.infer<typeof measuredRanker>;

/** Why a measurement says little of feeds as they are now. */
export const behindReasons = ['data', 'configuration', 'model', 'ranker'] as const;

export const measuredFeed = z.object({
  /** Unlike that of all others of the measurement. */
  name: z.string(),
  /** A configuration, or the best k by the model of a slot alone, without any later pass. */
  kind: z.enum(['configuration', 'model alone']),
  /** Null for a model alone. */
  config: z.string().nullable(),
  /** 0 for a built-in configuration. */
  version: z.number().int().nonnegative(),
  slot: z.string(),
  /** Null where no version is active in the slot: measured was the feed without a model. */
  model: measuredModel.nullable(),
  /** Null where the blend ordered, and for a model alone. */
  ranker: measuredRanker.nullable(),
  /** Means over users with 95 % bootstrap intervals; coverage and publisher-gini are of all lists together. */
  metrics: z.partialRecord(z.enum(feedMetrics), metric),
  behind: z.array(z.enum(behindReasons)),
});
export type MeasuredFeed = z.infer<typeof measuredFeed>;

export const feedMeasurement = z.object({
  id: rowId,
  job: rowId.nullable(),
  at: time,
  dataHash: z.string(),
  /** How behaviour was held out: what came after the cutoff, or, where no times are known, some of each user's by chance. */
  split: z.enum(['time', 'user']),
  cutoff: time.nullable(),
  share: z.number(),
  /** What counted as relevant: the pairs that this rule takes of what was held out. */
  rule: z.string(),
  k: z.number().int(),
  seed: z.number().int(),
  /** Users who got feeds, of so many who did something new after the cutoff. */
  users: z.number().int(),
  eligible: z.number().int(),
  /** The items whose embedded texts feeds could search; 0 where none was embedded. */
  texts: z.number().int().nonnegative(),
  seconds: z.number(),
  feeds: z.array(measuredFeed),
  /** Every two of them over the same users: b - a, p corrected by Holm over the metrics of the two. */
  comparisons: z.array(z.object({ a: z.string(), b: z.string(), metrics: z.array(metricComparison) })),
});
export type FeedMeasurement = z.infer<typeof feedMeasurement>;

export const feedMeasuresOperations = {
  /**
   * Starts a job that measures what configurations serve on held-out behaviour. NOT_FOUND where one is not there. The job
   * fails with BAD_INPUT where too little was before the cutoff to train a ranker on that feeds are ordered by.
   */
  measure: operation.input(feedMeasureRequest).output(job),
  /** What was measured, newest first; of one configuration where it is named. */
  measured: operation
    .input(z.object({ config: slug.optional(), limit: z.number().int().min(1).max(100).default(20) }))
    .output(z.array(feedMeasurement)),
};
