import { z } from 'zod';
import { rowId, slug, time } from './base.ts';
import { params, paramValue } from './models.ts';

/** Where candidates come from. */
export const sourceIds = [
  'factors',
  'embeddings',
  'item-to-item',
  'user-to-user',
  'popular',
  'trending',
  'fresh',
  'followed',
  'demographic',
  'new-items',
  'new-texts',
] as const;
export type SourceId = (typeof sourceIds)[number];

export const rankings = ['auto', 'blend', 'ranker'] as const;

/** By places in the lists of sources alone, or by what their scores were found to be worth (`feeds.calibrate`). */
export const merges = ['rank', 'score'] as const;
export type Merge = (typeof merges)[number];

/** A configuration of the whole funnel. Shares and strengths are from 0 to 1. */
export const feedConfig = z.object({
  name: slug,
  about: z.string().max(500).default(''),
  /** The slot whose active model version brings candidates and scores, and whose active ranker orders them. */
  slot: slug.default('default'),
  /** A version of the model in the place of the slot's active one, so that versions can be tried side by side. */
  model: rowId.nullable().default(null),
  /** What the second pass orders by: the active ranker where there is one, the fixed blend of scores, or the ranker said aloud. */
  ranking: z.enum(rankings).default('auto'),
  sources: z
    .array(z.object({ id: z.enum(sourceIds), quota: z.number().int().min(0).max(2000).default(200) }))
    .max(sourceIds.length)
    .default(sourceIds.map((id) => ({ id, quota: 200 }))),
  /** How what sources bring becomes one list: by reciprocal rank, or by calibrated score, by rank where none is fitted. */
  merge: z.enum(merges).default('rank'),
  /** Items that the user had, and items of these languages and categories only. Empty lists take everything. */
  filters: z
    .object({
      seen: z.boolean().default(true),
      rules: z
        .array(z.object({ attribute: slug, is: z.enum(['allow', 'deny']), values: z.array(z.string()).max(200) }))
        .max(50)
        .default([]),
    })
    .prefault({}),
  allocator: slug.default('mmr'),
  allocatorParams: params.default({}),
  /** Relevance halves in so many days, as far as `weight` says; null leaves age alone. */
  freshness: z
    .object({ halfLifeDays: z.number().positive(), weight: z.number().min(0).max(1) })
    .nullable()
    .default({ halfLifeDays: 7, weight: 0.5 }),
  /** What the relevance of reduced items is multiplied by. */
  reduceFactor: z.number().min(0).max(1).default(0.3),
  /** At most so many of one publisher and one topic within `window` places; null has no cap. */
  caps: z
    .object({
      publisher: z.number().int().min(1).nullable().default(2),
      topic: z.number().int().min(1).nullable().default(null),
      window: z.number().int().min(1).max(200).default(10),
    })
    .prefault({}),
  /** At least this share of exposure for items of one value of a category. */
  floors: z
    .array(z.object({ attribute: slug, value: z.string(), share: z.number().min(0).max(1) }))
    .max(10)
    .default([]),
  /**
   * What the tail of the items, those beyond the most popular ones that take 80 % of all interactions, has of each feed at
   * least: a share of exposure, or of the places of every prefix as FA*IR counts them. Null asks for nothing.
   */
  tail: z
    .object({ share: z.number().min(0).max(1), of: z.enum(['exposure', 'prefixes']).default('exposure') })
    .nullable()
    .default(null),
  /** The mix of what is maximised; the sum of the weights is taken for 1. */
  objective: z
    .object({ engagement: z.number().min(0).max(1).default(1), revenue: z.number().min(0).max(1).default(0) })
    .prefault({}),
  /** No two items as like as this; 1 has no limit. */
  distinct: z.number().min(0).max(1).default(1),
  /** What is like something that the user is not interested in loses relevance: from this likeness on, times 1 - strength x likeness. */
  notInterested: z
    .object({ likeness: z.number().min(0).max(1).default(0.5), strength: z.number().min(0).max(1).default(0.6) })
    .prefault({}),
  /** Items with a place of their own, from 1. What filters drop is not shown there either. */
  fixed: z
    .array(z.object({ item: slug, place: z.number().int().min(1).max(200) }))
    .max(50)
    .refine(
      (pins) => ['item', 'place'].every((of) => new Set(pins.map((pin) => pin[of as 'item'])).size === pins.length),
      'an item or a place is pinned twice',
    )
    .default([]),
  /**
   * So many places, at most a tenth of the feed, go to new items, to learn who likes them: drawn by Thompson sampling, or
   * by an upper bound. Null explores nothing.
   */
  exploration: z
    .object({ budget: z.number().int().min(0).max(20), policy: z.enum(['thompson', 'ucb']).default('thompson') })
    .nullable()
    .default({ budget: 1, policy: 'thompson' }),
  k: z.number().int().min(1).max(200).default(20),
});
export type FeedConfig = z.infer<typeof feedConfig>;

export const storedConfig = feedConfig.extend({
  version: z.number().int().nonnegative(),
  at: time,
  actor: z.string(),
  isBuiltIn: z.boolean(),
});
export type StoredConfig = z.infer<typeof storedConfig>;

/** A parameter of an allocator, as a form shows it. Numbers have bounds, texts choices, the others neither. */
export const allocatorParam = z.object({
  name: z.string(),
  about: z.string(),
  default: paramValue,
  choices: z.array(z.string()).nullable(),
  /** Both ends included; the least is excluded where `above` is set. */
  bounds: z.object({ least: z.number(), most: z.number(), whole: z.boolean(), above: z.boolean() }).nullable(),
});
export type AllocatorParam = z.infer<typeof allocatorParam>;

export const allocatorInfo = z.object({
  id: z.string(),
  about: z.string(),
  holds: z.array(z.string()),
  params: z.array(allocatorParam),
});
export type AllocatorInfo = z.infer<typeof allocatorInfo>;
