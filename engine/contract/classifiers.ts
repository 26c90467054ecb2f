import { z } from 'zod';
import { operation, slug } from './base.ts';

/** A figure with what it was measured on; `n` is always there, because a percentage without its n says nothing. */
export const measurement = z.object({
  label: z.string(),
  dataset: z.string(),
  part: z.string(),
  n: z.number().int(),
  positives: z.number().int(),
  rocAuc: z.number().nullable(),
  averagePrecision: z.number().nullable(),
  f1: z.number().nullable(),
  threshold: z.number().nullable(),
  ece: z.number().nullable(),
});
export type Measurement = z.infer<typeof measurement>;

export const reliabilityPoint = z.object({ predicted: z.number(), observed: z.number(), n: z.number().int() });

export const classifierSummary = z.object({
  id: slug,
  name: z.string(),
  version: z.string(),
  labels: z.array(z.string()),
  status: z.enum(['ready', 'broken']),
  /** Why it was refused and what to do, where it was. */
  problem: z.string().nullable(),
  folder: z.string(),
  description: z.string(),
  licences: z.array(z.string()),
  calibration: z.string().nullable(),
  reliability: z.array(reliabilityPoint),
  measurements: z.array(measurement),
});
export type ClassifierSummary = z.infer<typeof classifierSummary>;

export const classifiersContract = {
  list: operation.output(
    z.object({ classifiers: z.array(classifierSummary), ready: z.boolean(), problem: z.string().nullable() }),
  ),
  /** Looks at the classifier folders again, as after a model was dropped in. */
  rescan: operation.output(z.object({ ready: z.number().int(), broken: z.number().int() })),
};
