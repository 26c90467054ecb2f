import { z } from 'zod';
import { operation, rowId, slug, time } from './base.ts';
import { sourceIds } from './feed-config.ts';
import { measuredModel } from './feed-measures.ts';
import { job } from './jobs.ts';

/** How scores of sources are held against what people did next. */
export const calibrationRequest = z.object({
  /** Whose active model takes part. */
  slot: slug.default('default'),
  /** Users whose candidates are looked at, drawn by chance of those who did something new after the cutoff. */
  users: z.number().int().min(2).max(100_000).default(1000),
  /** The share of the interactions that is held out: the latest, or of each user's by chance where none has a time. */
  share: z.number().gt(0).lt(1).default(0.1),
  seed: z.number().int().nonnegative().default(1),
});
export type CalibrationRequest = z.infer<typeof calibrationRequest>;

/** What the scores of one source are worth. */
export const calibratedSource = z.object({
  source: z.enum(sourceIds),
  /** Candidates that it brought and that were new to the user, and those of them that the user met next. */
  candidates: z.number().int(),
  right: z.number().int(),
  /** A step function of the scores, or, where few were right, Platt's curve. */
  kind: z.enum(['isotonic', 'platt']),
  /** Pairs of score and chance, both rising; of a curve its slope and intercept on the scale of log-odds. */
  values: z.array(z.number()),
});
export type CalibratedSource = z.infer<typeof calibratedSource>;

/** Why a calibration says little of sources as they are now; of another model it is not used. */
export const calibrationBehind = ['data', 'model'] as const;

export const sourceCalibration = z.object({
  id: rowId,
  job: rowId.nullable(),
  at: time,
  slot: slug,
  dataHash: z.string(),
  split: z.enum(['time', 'user']),
  cutoff: time.nullable(),
  share: z.number(),
  users: z.number().int(),
  seed: z.number().int(),
  /** As the slot's active version, fitted to what was before the cutoff; null where there was none. */
  model: measuredModel.nullable(),
  /** What counted as right: the pairs that this rule takes of what was held out. */
  rule: z.string(),
  sources: z.array(calibratedSource),
  behind: z.array(z.enum(calibrationBehind)),
});
export type SourceCalibration = z.infer<typeof sourceCalibration>;

export const feedCalibrationOperations = {
  /**
   * Starts a job that finds out what the scores of sources are worth: what each brought as of a moment of the past is
   * held against what people did next. The one that runs, where one does.
   */
  calibrate: operation.input(calibrationRequest).output(job),
  /** The latest calibration of each slot, by slot. */
  calibrations: operation.output(z.array(sourceCalibration)),
};
