import { z } from 'zod';
import { operation, probability, slug } from './base.ts';

/**
 * What posts are grouped by: their language, their kind, whether they name a term, or an attribute of the users who wrote
 * them, named as audits name it ('gender', 'activity', 'name=value').
 */
export const judgedBy = z.union([z.enum(['language', 'kind']), z.object({ term: slug }), z.object({ author: slug })]);
export type JudgedBy = z.infer<typeof judgedBy>;

/** What is written for it on command lines and over columns of files: 'language', 'author:gender', 'term:deaf'. */
export function judgedByName(by: JudgedBy): string {
  if (typeof by === 'string') return by;
  return 'term' in by ? `term:${by.term}` : `author:${by.author}`;
}

export const criterionNames = ['independence', 'separation', 'sufficiency'] as const;
export type CriterionName = (typeof criterionNames)[number];

const criterionVerdict = z.enum(['differs', 'equivalent', 'no-evidence', 'not-estimable']);
export type CriterionVerdict = z.infer<typeof criterionVerdict>;

/** Of several groupings the crosses are looked at. */
const judgedPosts = z.object({ policy: slug, by: z.union([judgedBy, z.array(judgedBy).min(1).max(3)]) });

/** A fairness criterion at some thresholds: which rates it asks to be alike, and whether they are. */
export const judgedCriterion = z.object({
  name: z.enum(criterionNames),
  verdict: criterionVerdict,
  rates: z.array(
    z.object({
      rate: z.string(),
      /** Largest minus smallest over groups; null where fewer than two groups have the rate. */
      gap: z.number().nullable(),
      /** Of the test over all groups, corrected by Holm over the rates. */
      p: z.number().nullable(),
      verdict: criterionVerdict,
    }),
  ),
});
export type JudgedCriterion = z.infer<typeof judgedCriterion>;

export const judgedCriteria = z.object({
  policy: z.string(),
  /** Where the policy begins to do something to a post. */
  threshold: probability,
  attribute: z.string(),
  /** Posts that a person judged and the classifier scored; those in no group that is shown. */
  rows: z.number().int(),
  ungrouped: z.number().int(),
  /** Groups of too few posts, or of the posts of too few authors, to be shown. */
  hidden: z.array(z.object({ group: z.string(), n: z.number().int() })),
  /** Bin b holds scores from edge b to below edge b + 1, the last one all from 1: hundredths, and the threshold. */
  edges: z.array(probability),
  /** Posts that people acted against, and posts that they kept, by bin. */
  groups: z.array(
    z.object({
      group: z.string(),
      positives: z.array(z.number().int()),
      negatives: z.array(z.number().int()),
      /** How many users wrote its posts; null where posts are not grouped by their authors. */
      authors: z.number().int().nullable(),
    }),
  ),
  /** What this policy's posts can be grouped by, with the posts that are in one of the groups. */
  offers: z.array(z.object({ by: judgedBy, label: z.string(), n: z.number().int() })),
  /** Empty where there are no groups. */
  criteria: z.array(judgedCriterion),
  /** Whether base rates differ, so that separation and sufficiency exclude each other; null where that cannot be told. */
  impossibility: z.object({ applies: z.boolean().nullable(), p: z.number().nullable(), note: z.string() }).nullable(),
});
export type JudgedCriteria = z.infer<typeof judgedCriteria>;

const outcome = z.object({
  tpr: z.number().nullable(),
  fpr: z.number().nullable(),
  selection: z.number().nullable(),
  /** Of a post. */
  cost: z.number().nullable(),
  /** Largest minus smallest of the rate that is made equal. */
  gap: z.number().nullable(),
  groups: z.array(
    z.object({
      group: z.string(),
      n: z.number().int(),
      tpr: z.number().nullable(),
      fpr: z.number().nullable(),
      selection: z.number().nullable(),
    }),
  ),
});

/** Thresholds chosen on one half of the posts, and what they do on the other. */
export const equalRates = z.object({
  target: z.number(),
  thresholds: z.array(
    z.object({
      group: z.string(),
      threshold: z.number(),
      /** True where the half had no posts of the kind, so that today's threshold stays. */
      isKept: z.boolean(),
      validationRows: z.number().int(),
    }),
  ),
  heldOut: z.number().int(),
  before: outcome,
  after: outcome,
});
export type EqualRates = z.infer<typeof equalRates>;

/** A text that names a term: a template of the probe, or the first line of a post, masked. */
export const namedText = z.object({
  /** The post's own id; null for a template. */
  post: z.string().nullable(),
  line: z.string(),
  score: probability,
  isViolation: z.boolean(),
});
export type NamedText = z.infer<typeof namedText>;

export const criteriaContract = {
  /**
   * How alike a policy's classifier treats groups of posts, by what people decided about them, at the policy's threshold
   * or at others. NOT_FOUND where there is no such policy, term or group; BAD_INPUT where the policy has no threshold.
   */
  criteria: operation
    .input(
      judgedPosts.extend({
        threshold: probability.optional(),
        /** Thresholds of groups that differ from the one of all. */
        thresholds: z.record(z.string(), probability).default({}),
        /** The group that others are held against for equivalence; the largest by default. */
        reference: slug.optional(),
        /** Differences within it count as none. */
        margin: z.number().positive().max(1).default(0.05),
      }),
    )
    .output(judgedCriteria),
  /** Thresholds of groups that make a rate equal; null where the rate is not defined on the half they are chosen on. */
  equalRates: operation
    .input(
      judgedPosts.extend({
        rate: z.enum(['fpr', 'tpr']).default('fpr'),
        threshold: probability.optional(),
        /** What a wrong action costs, in missed violations. */
        costRatio: z.number().positive().max(1000).default(1),
        seed: z.number().int().nonnegative().default(1),
      }),
    )
    .output(equalRates.nullable()),
  /**
   * What people decided under a policy as CSV, a row a post: id, truth, score, threshold, the scores of other classifiers,
   * and groups; no text. `steward rates` reads it. The audit log notes who took it.
   */
  decisionsFile: operation
    .input(z.object({ policy: slug }))
    .output(z.object({ name: z.string(), rows: z.number().int(), data: z.instanceof(Blob) })),
  /** The texts behind an AUC of a term, those that are furthest on the wrong side of the threshold first. */
  texts: operation
    .input(
      z.object({
        policy: slug,
        term: slug,
        source: z.enum(['probes', 'decisions']),
        /** 'bpsn' asks for ordinary texts, 'bnsp' for violations, 'subgroup' for both. */
        figure: z.enum(['subgroup', 'bpsn', 'bnsp']),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ threshold: probability, total: z.number().int(), rows: z.array(namedText) })),
};
