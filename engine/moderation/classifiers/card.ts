import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/** How the n-grams of an `embedding+ngrams` classifier are hashed; it must agree with what this build computes. */
export const hashingSchema = z.object({
  version: z.literal(1),
  buckets: z.number().int().positive(),
  words: z.tuple([z.number().int(), z.number().int()]),
  characters: z.tuple([z.number().int(), z.number().int()]),
});

/** One source of a head's training data. */
export const dataSetSchema = z.object({
  name: z.string(),
  licence: z.string(),
  positives: z.number().int(),
  negatives: z.number().int(),
});

/** A point of a reliability curve: in a bin of `count` rows the mean probability and the share of positives. */
export const reliabilityPointSchema = z.object({
  mean: fraction,
  observed: fraction,
  count: z.number().int().nonnegative(),
});

/** What was measured on rows that took no part in training, calibration or the choice of the threshold. */
export const measuredSchema = z.object({
  rows: z.number().int(),
  positives: z.number().int(),
  rocAuc: fraction.nullable(),
  averagePrecision: fraction.nullable(),
  f1: fraction.nullable(),
  ece: fraction.nullable(),
});

/**
 * The card of a classifier folder. Only `name`, `labels`, `input` and `output` are needed to run one; the rest is what
 * a person should know before trusting it, and every head that ships has all of it.
 */
export const cardSchema = z.object({
  format: z.literal(1),
  name: z.string().min(1).max(80),
  labels: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).min(1),
  input: z.enum(['text', 'embedding', 'embedding+ngrams']),
  /** `probabilities` are used as they are; `logits` go through a sigmoid (multi-label) or a softmax (single-label). */
  output: z.enum(['probabilities', 'logits']),
  multiLabel: z.boolean().default(true),
  maxTokens: z.number().int().min(8).max(512).default(128),
  hashing: hashingSchema.optional(),
  textVersion: z.number().int().optional(),
  embeddingVersion: z.string().optional(),
  description: z.string().optional(),
  intendedUse: z.string().optional(),
  limits: z.array(z.string()).optional(),
  licence: z.string().optional(),
  seed: z.number().int().optional(),
  recipe: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  parts: z.object({ train: z.number().int(), calibration: z.number().int(), test: z.number().int() }).optional(),
  data: z.array(dataSetSchema).optional(),
  calibration: z.object({ method: z.string(), logLoss: z.record(z.string(), z.number()) }).optional(),
  threshold: fraction.optional(),
  measured: measuredSchema.optional(),
  perDataSet: z.record(z.string(), measuredSchema).optional(),
  atRemoval: z
    .object({
      threshold: fraction,
      precision: fraction.nullable(),
      recall: fraction.nullable(),
      fired: z.number().int(),
    })
    .optional(),
  reliability: z.array(reliabilityPointSchema).optional(),
  /** Share of each set's test rows that do not carry this label (or were never labelled for it) at or over each threshold. */
  firesOn: z
    .record(z.string(), z.object({ rows: z.number().int(), labelled: z.boolean(), at: z.record(z.string(), fraction) }))
    .optional(),
});

/** A checked card. */
export type Card = z.output<typeof cardSchema>;
