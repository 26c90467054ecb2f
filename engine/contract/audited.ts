import { z } from 'zod';
import { rowId } from './base.ts';
import { judgedCriteria, judgedCriterion } from './criteria.ts';

/** A run as an audit read it: what stays known of it when the run itself is removed. */
export const auditedRun = z.object({
  run: rowId,
  /** As cells name it. */
  subject: z.string(),
  /** Users with values. */
  users: z.number().int(),
  /** Length of the lists. */
  k: z.number().int(),
  split: z.string(),
  /** The share of pairs that was held out. */
  share: z.number(),
  seed: z.number().int(),
});
export type AuditedRun = z.infer<typeof auditedRun>;

/** A share with its 95 % interval (Wilson) and what it counts among; nulls where that is nothing. */
const rate = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
});

/** The three criteria of a policy's decisions between groups of posts, by what people decided, at the policy's threshold. */
export const auditedCriteria = judgedCriteria
  .pick({ policy: true, threshold: true, attribute: true, rows: true, ungrouped: true, hidden: true })
  .extend({
    groups: z.array(
      z.object({ group: z.string(), n: z.number().int(), selection: rate, tpr: rate, fpr: rate, ppv: rate, npv: rate }),
    ),
    criteria: z.array(judgedCriterion),
    impossibility: judgedCriteria.shape.impossibility,
  });
export type AuditedCriteria = z.infer<typeof auditedCriteria>;

/** What an audit can be written as, to hand on. */
export const reportFormats = ['html', 'pdf'] as const;
export type ReportFormat = (typeof reportFormats)[number];
