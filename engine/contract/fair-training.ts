import { z } from 'zod';
import { slug } from './base.ts';

/** Ways to change what a model learns from; docs/mitigation.md says what each does. */
export const trainingMethods = ['reweigh', 'ips', 'regulariser'] as const;
export type TrainingMethod = (typeof trainingMethods)[number];

/** How a model is trained so that groups of users, or the items that few know, are served more alike. */
export const fairTraining = z.object({
  method: z.enum(trainingMethods),
  strength: z.number().positive(),
  /** What users are grouped by, as an audit names it; null for ips, which looks at items alone. */
  by: slug.nullable().default(null),
  /** The two groups that the regulariser holds together; null takes the two that there are. */
  between: z.array(z.string()).length(2).nullable().default(null),
});
export type FairTraining = z.infer<typeof fairTraining>;
