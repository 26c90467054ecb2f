import { z } from 'zod';
import { auditedCriteria, auditedRun, reportFormats } from './audited.ts';
import { operation, page, rowId, slug, time } from './base.ts';
import { criteriaContract } from './criteria.ts';
import { job } from './jobs.ts';
import { mitigationContract } from './mitigation.ts';

/** What an audit says of a cell: p > alpha alone is neither equality nor a lack of it. */
export const auditVerdicts = ['differs', 'equivalent', 'no-evidence', 'not-estimable'] as const;
export type AuditVerdict = (typeof auditVerdicts)[number];

export const auditSides = ['people', 'items', 'moderation'] as const;

/** What is audited, and how. The same specification on the same data gives the same audit, to the last digit. */
export const auditSpec = z.object({
  /** What the audit is to answer, in the words of who asks. */
  question: z.string().trim().max(500).default(''),
  /** Evaluation runs; each is audited on the users whom it measured. */
  runs: z.array(rowId).max(20).default([]),
  /**
   * What users are grouped by: attributes of users, 'activity' (thirds by the length of the history), or 'name=value'
   * for one value of a set against the rest. Empty: every attribute of two to 30 values, and the activity.
   */
  attributes: z.array(slug).max(20).default([]),
  /** Crosses of up to so many of the attributes are audited beside each alone. */
  intersections: z.number().int().min(1).max(3).default(1),
  /** Metrics of users; empty: all that every run has. */
  metrics: z.array(slug).max(20).default([]),
  /** An attribute within whose groups all others are compared (Simpson's check); null for none. */
  control: slug.nullable().default(null),
  /** What items are grouped by, and calibrated to; null takes the first attribute of two to 40 values. */
  itemAttribute: slug.nullable().default(null),
  sides: z.array(z.enum(auditSides)).min(1).default(['people', 'items', 'moderation']),
  /** Values of groups smaller than this are hidden, from smaller ones than `markBelow` they are marked. */
  hideBelow: z.number().int().min(2).max(1000).default(10),
  markBelow: z.number().int().min(2).max(10_000).default(100),
  alpha: z.number().min(0.0001).max(0.2).default(0.05),
  /** Gaps smaller than this share of the overall mean count as equal enough. */
  margin: z.number().positive().max(1).default(0.1),
  /** Bootstrap and permutation draws, each. */
  draws: z.number().int().min(100).max(100_000).default(10_000),
  seed: z.number().int().nonnegative().default(1),
});
export type AuditSpec = z.infer<typeof auditSpec>;

/** A value with its 95 % interval; nulls where it is hidden or there is none. */
const estimate = { value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() };

/** One group in a cell. */
export const groupValue = z.object({
  group: z.string(),
  n: z.number().int(),
  ...estimate,
  sd: z.number().nullable(),
  /** 'hidden' below the least size, 'small' below the size where values are marked. */
  size: z.enum(['hidden', 'small', 'enough']),
});
export type GroupValue = z.infer<typeof groupValue>;

/** A test as the drawer shows it: every figure by its name. */
export const auditTest = z.object({
  /** 'Welch ANOVA'. */
  name: z.string(),
  /** Why this branch of the ladder was taken, in words. */
  branch: z.string(),
  /** The value is null where it is infinite: an odds ratio over none. */
  statistic: z.object({ name: z.string(), value: z.number().nullable() }),
  df: z.array(z.number()),
  p: z.number(),
  effects: z.array(
    z.object({ name: z.string(), value: z.number(), low: z.number().nullable(), high: z.number().nullable() }),
  ),
  /** What the test assumes, and whether it looks so here. */
  assumptions: z.array(z.object({ about: z.string(), holds: z.boolean() })),
  definition: z.string(),
  source: z.string(),
});
export type AuditTest = z.infer<typeof auditTest>;

/** Two groups against each other, corrected within the cell. */
export const pairTest = z.object({
  a: z.string(),
  b: z.string(),
  /** a - b. */
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  p: z.number(),
  effect: z.number(),
});

/** One metric by one grouping. */
export const auditCell = z.object({
  /** Names the cell within its audit. */
  key: z.string(),
  side: z.enum(auditSides),
  /** The run that was measured, null on the side of moderation; and how people call it: 'ials', 'toxicity'. */
  run: rowId.nullable(),
  subject: z.string(),
  metric: z.string(),
  /** What the groups are of: 'gender', 'gender x age'. */
  grouping: z.string(),
  /** The group of the control attribute; null over everybody. */
  stratum: z.string().nullable(),
  groups: z.array(groupValue),
  /** Of the smallest group that is shown. */
  smallest: z.number().int(),
  /** Largest minus smallest value, and smallest over largest; null where fewer than two groups can be shown. */
  gap: z.number().nullable(),
  ratio: z.number().nullable(),
  /** The gap that equal groups of these sizes would show: its mean, and the 95 % quantile; by permutation. */
  expected: z.object({ mean: z.number(), high: z.number() }).nullable(),
  test: auditTest.nullable(),
  /** The other tests that were made, for comparison and without a vote. */
  others: z.array(auditTest),
  pairs: z.array(pairTest),
  /** Of the studentised permutation test; of rates, of permuted chi-square. */
  permutation: z.number().nullable(),
  /** Whose p is corrected and decides; an audit that was stored before this was asked went by the test. */
  decides: z.enum(['test', 'permutation']).default('test'),
  /** p after Holm over the cells of the metric, and after Benjamini and Hochberg over the whole audit. */
  holm: z.number().nullable(),
  discovery: z.number().nullable(),
  /** The gap below which groups count as equal enough, and the smallest that 80 % of such audits would find, after Holm. */
  margin: z.number().nullable(),
  detectable: z.number().nullable(),
  verdict: z.enum(auditVerdicts),
  /** True where the verdict is 'equivalent' and a difference, smaller than the margin, is shown too. */
  differsWithin: z.boolean().default(false),
  /** The verdict in a sentence. */
  words: z.string(),
});
export type AuditCell = z.infer<typeof auditCell>;

/** A figure of lists as a whole, or of a group of items. */
export const itemFigure = z.object({
  name: z.string(),
  label: z.string(),
  /** null for all items together. */
  group: z.string().nullable(),
  ...estimate,
  /** The convention, where there are several. */
  convention: z.string(),
});
export type ItemFigure = z.infer<typeof itemFigure>;

/** How a run spreads its attention over items. */
export const itemSide = z.object({
  run: rowId,
  subject: z.string(),
  figures: z.array(itemFigure),
  /** Points from (0, 0) to (1, 1): share of items, the least shown first, and share of exposure. */
  lorenz: z.array(z.object({ items: z.number(), exposure: z.number() })),
  /** Tenths of the catalogue by popularity, the most popular first: shares of exposure and of the interactions. */
  deciles: z.array(z.object({ decile: z.number().int(), exposure: z.number(), interactions: z.number() })),
});
export type ItemSide = z.infer<typeof itemSide>;

/** One identity term under one policy's classifier. */
export const identityTerm = z.object({
  term: z.string(),
  n: z.number().int(),
  subgroupAuc: z.object(estimate),
  bpsn: z.object(estimate),
  bnsp: z.object(estimate),
  negativeGap: z.number().nullable(),
  positiveGap: z.number().nullable(),
  /** Share of probes whose decision changes when the term takes another's place; null over the workspace's decisions. */
  flips: z.number().nullable(),
});
export type IdentityTerm = z.infer<typeof identityTerm>;

/** How a policy's classifier treats texts that name an identity. */
export const moderationSide = z.object({
  policy: z.string(),
  threshold: z.number(),
  /** 'probes': templates filled with terms. 'decisions': what people decided in this workspace. */
  source: z.enum(['probes', 'decisions']),
  overallAuc: z.number().nullable(),
  /** Generalised mean of the AUCs over terms (p = -5), and the competition score. */
  score: z.number().nullable(),
  terms: z.array(identityTerm),
});
export type ModerationSide = z.infer<typeof moderationSide>;

export const auditSummary = z.object({
  id: rowId,
  job: rowId.nullable(),
  createdAt: time,
  question: z.string(),
  subjects: z.array(z.string()),
  groupings: z.array(z.string()),
  metrics: z.array(z.string()),
  counts: z.record(z.enum(auditVerdicts), z.number().int()),
  /** Over all that went in: data, runs, specification. */
  hash: z.string(),
  seconds: z.number(),
  /** True where the data changed since. */
  isBehind: z.boolean(),
});
export type AuditSummary = z.infer<typeof auditSummary>;

export const audit = auditSummary.extend({
  spec: auditSpec,
  dataHash: z.string(),
  cells: z.array(auditCell),
  items: z.array(itemSide),
  moderation: z.array(moderationSide),
  /** Of policies about which people decided both ways; none in audits of earlier versions, as `measured`. */
  criteria: z.array(auditedCriteria),
  measured: z.array(auditedRun),
  /** What limits the reading, in sentences. */
  limits: z.array(z.string()),
});
export type Audit = z.infer<typeof audit>;

/** A way to group users, as a form offers it. */
export const groupingInfo = z.object({
  name: z.string(),
  groups: z.array(z.object({ group: z.string(), n: z.number().int() })),
  /** Users of whom nothing is known. */
  unknown: z.number().int(),
});
export type GroupingInfo = z.infer<typeof groupingInfo>;

export const auditMetrics = [
  'ndcg',
  'recall',
  'precision',
  'hit',
  'map',
  'mrr',
  'rmse',
  'mae',
  'calibration',
  'diversity',
  'novelty',
  'arp',
] as const;

/** A group of one attribute or of a cross of several, beside everybody. */
export const worstSlice = z.object({
  grouping: z.string(),
  group: z.string(),
  n: z.number().int(),
  mean: z.number(),
  /** Its mean less the overall mean. */
  difference: z.number(),
  /** Standard errors on the worse side of the overall mean; below 0 on the better. */
  z: z.number(),
  /** Adjusted for all slices that were looked at, by permutation of the largest z. */
  p: z.number(),
});
export type WorstSlice = z.infer<typeof worstSlice>;

export const sliceSearch = z.object({
  overall: z.number(),
  /** Users with a value. */
  units: z.number().int(),
  /** How many slices were looked at, and how many were left because they are too small. */
  tested: z.number().int(),
  left: z.number().int(),
  draws: z.number().int(),
  seed: z.number().int(),
  /** The worst first, at most 20. */
  slices: z.array(worstSlice),
});
export type SliceSearch = z.infer<typeof sliceSearch>;

export const sliceQuery = z.object({
  /** The audit whose attributes, least size, draws and seed are used. */
  audit: rowId,
  run: rowId,
  metric: slug,
  /** Whether low or high values are worse. */
  worse: z.enum(['low', 'high']).default('low'),
  /** Crosses of up to so many attributes are slices too. */
  depth: z.number().int().min(1).max(3).default(2),
});

export const fairnessContract = {
  /** What users of the workspace can be grouped by. */
  groupings: operation.output(z.array(groupingInfo)),
  /** Starts an audit; its result is `{audit}`. BAD_INPUT where a run, metric or attribute cannot be audited. */
  audit: operation.input(auditSpec).output(job),
  /** Newest first. */
  audits: operation
    .input(page.extend({ job: rowId.optional() }))
    .output(z.object({ rows: z.array(auditSummary), total: z.number().int() })),
  /** NOT_FOUND where there is none. */
  read: operation.input(z.object({ id: rowId })).output(audit),
  remove: operation.input(z.object({ id: rowId })).output(z.object({ id: rowId })),
  /** The audit as a file to hand on, and a name for it. The same inputs give the same bytes. NOT_FOUND where there is none. */
  report: operation
    .input(z.object({ id: rowId, format: z.enum(reportFormats) }))
    .output(z.object({ name: z.string(), data: z.instanceof(Blob) })),
  /**
   * The groups, of all attributes and their crosses, that a run serves worst. NOT_FOUND where there is no such audit or
   * run, BAD_INPUT where the run was measured on other data than the present.
   */
  worstSlices: operation.input(sliceQuery).output(sliceSearch),
  ...criteriaContract,
  ...mitigationContract,
};
