import { z } from 'zod';
import { operation, rowId, slug, time } from './base.ts';
import { feedBatchOperations } from './feed-batch.ts';
import { feedMeasuresOperations } from './feed-measures.ts';
import { job } from './jobs.ts';
import { params } from './models.ts';

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
] as const;
export type SourceId = (typeof sourceIds)[number];

export const rankings = ['auto', 'blend', 'ranker'] as const;

/** A configuration of the whole funnel. Shares and strengths are from 0 to 1. */
export const feedConfig = z.object({
  name: slug,
  about: z.string().max(500).default(''),
  /** The slot whose active model version brings candidates and scores, and whose active ranker orders them. */
  slot: slug.default('default'),
  /** What the second pass orders by: the active ranker where there is one, the fixed blend of scores, or the ranker said aloud. */
  ranking: z.enum(rankings).default('auto'),
  sources: z
    .array(z.object({ id: z.enum(sourceIds), quota: z.number().int().min(0).max(2000).default(200) }))
    .max(sourceIds.length)
    .default(sourceIds.map((id) => ({ id, quota: 200 }))),
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

/** What a visitor says about an item that they are asked about. */
export const visitorAnswers = ['like', 'dislike', 'unknown'] as const;
export const visitorAnswer = z.object({ item: slug, answer: z.enum(visitorAnswers) });
export type VisitorAnswer = z.infer<typeof visitorAnswer>;
const answersGiven = z.array(visitorAnswer).max(50);

/**
 * For whom a feed is: a user of the workspace, a visitor with a history made by hand (or nothing yet), or a typical member
 * of those with some attributes, whose history is what they had more than others.
 */
export const feedFor = z.union([
  z.object({ user: slug }),
  z.object({
    visitor: z.object({
      history: z
        .array(z.object({ item: slug, value: z.number().default(1) }))
        .max(500)
        .default([]),
      attributes: z.record(z.string(), z.string()).default({}),
      /** Items that they are not interested in. */
      dislikes: z.array(slug).max(500).default([]),
      /** What they said of the items that `question` asked about. */
      answers: answersGiven.optional(),
    }),
  }),
  z.object({ group: z.object({ attributes: z.record(z.string(), z.string()) }) }),
]);
export type FeedFor = z.infer<typeof feedFor>;

export const persona = z.object({ name: slug, about: z.string().max(500).default(''), who: feedFor });
export type Persona = z.infer<typeof persona>;

export const itemEffects = ['none', 'reduce', 'inform', 'remove'] as const;

export const reasonGroups = ['user', 'item', 'context', 'cross', 'source'] as const;
/** One reason in words with its share of the score; where a ranker scored, with the group of features that it is of. */
export const feedReason = z.object({ label: z.string(), value: z.number(), group: z.enum(reasonGroups).optional() });
export type FeedReason = z.infer<typeof feedReason>;

/** Where a candidate came from: its place there, from 1, and its score there. */
export const broughtBy = z.object({ source: z.enum(sourceIds), rank: z.number().int(), score: z.number() });

/** What the third pass did with an item. */
export const placement = z.object({
  /** The place, from 1, that relevance alone would have given it. */
  before: z.number().int(),
  /** Places up, negative for down. */
  push: z.number().int(),
  reason: z.enum(['fixed', 'relevance', 'diversity', 'taste', 'value', 'constraint']),
  /** In words: the constraint, the most like item above, what relevance was multiplied by and why. */
  words: z.array(z.string()),
});

export const feedItem = z.object({
  place: z.number().int(),
  item: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  publisher: z.string().nullable(),
  topic: z.string().nullable(),
  price: z.number().nullable(),
  published: time.nullable(),
  media: z.array(z.string()),
  /** What moderation decided of it, and the notice that goes with it. */
  effect: z.enum(itemEffects),
  notices: z.array(z.string()),
  /** The score of the second pass, and the relevance after adjustments, 0..1. */
  score: z.number(),
  relevance: z.number(),
  sources: z.array(broughtBy),
  reasons: z.array(feedReason),
  placement,
  badges: z.array(z.enum(['reduced', 'notice', 'fresh', 'exploring'])),
});
export type FeedItem = z.infer<typeof feedItem>;

/** What a person can start so that a part of the funnel takes part: `feeds.embedItems`. */
export const feedPartRemedies = ['embed-items'] as const;
export type FeedPartRemedy = (typeof feedPartRemedies)[number];

/** A pass of the funnel: how many went in and came out, and how long it took, in milliseconds. */
export const feedStage = z.object({
  name: z.enum(['candidates', 'filters', 'ranking', 'reranking']),
  in: z.number().int(),
  out: z.number().int(),
  ms: z.number(),
  parts: z.array(
    z.object({
      name: z.string(),
      in: z.number().int(),
      out: z.number().int(),
      ms: z.number(),
      /** Why the part took no part, where it did not. */
      absent: z.string().nullable(),
      /** What else is to be said of it, in words. */
      note: z.string().optional(),
      /** What would bring it, or bring it whole. */
      remedy: z.enum(feedPartRemedies).optional(),
    }),
  ),
});
export type FeedStage = z.infer<typeof feedStage>;

export const dropReasons = [
  'seen',
  'removed',
  'rule',
  'not-interested',
  'constraint',
  'diversity',
  'taste',
  'value',
  'relevance',
] as const;
export const droppedItem = z.object({
  item: z.string(),
  title: z.string().nullable(),
  stage: z.enum(['filters', 'ranking', 'reranking']),
  reason: z.enum(dropReasons),
  words: z.string(),
  score: z.number().nullable(),
  sources: z.array(broughtBy),
});
export type DroppedItem = z.infer<typeof droppedItem>;

export const feedMeasures = z.object({
  /** Relevance discounted by place, as a share of the most that the candidates allow. */
  relevance: z.number(),
  /** The mean of 1 - likeness over all pairs of the list. */
  diversity: z.number(),
  publishers: z.number().int(),
  topics: z.number().int(),
  /** Price x relevance x discount of the place, summed. */
  revenue: z.number(),
  freshDays: z.number().nullable(),
  /** The mean over the items of the share of items that are met less often; 0.5 is a draw by lot. */
  popularity: z.number(),
  /** The share of items of the tail: those beyond the most popular ones that take 80 % of all interactions. */
  tail: z.number(),
  /**
   * How unequally exposure is parted among the publishers of all candidates: Gini's index, 0 where each has the same.
   * Null where no publisher is known.
   */
  publisherGini: z.number().nullable(),
});
export type FeedMeasures = z.infer<typeof feedMeasures>;

export const feed = z.object({
  /** Names this feed for `rerank`, for as long as the engine remembers it. */
  key: z.string(),
  for: feedFor,
  asOf: time,
  items: z.array(feedItem),
  stages: z.array(feedStage),
  /** The best of what was dropped, at most 200. */
  dropped: z.array(droppedItem),
  /** Constraints that could not be held, in words. */
  relaxed: z.array(z.string()),
  /** Steps of the ladder that were taken because something was missing, in words; empty where all was there. */
  fallbacks: z.array(z.string()),
  versions: z.object({
    config: z.string(),
    configVersion: z.number().int(),
    model: rowId.nullable(),
    algorithm: z.string().nullable(),
    rule: z.string().nullable(),
    /** The ranker of the second pass; null where the blend ordered. */
    ranker: rowId.nullable(),
    dataRevision: z.number().int(),
    /** Grows with every decision, undo and change of policies. */
    moderation: z.number().int(),
  }),
  /** What the list is worth: of its own candidates, so that configurations can be compared. */
  measures: feedMeasures,
  ms: z.number(),
});
export type Feed = z.infer<typeof feed>;

/** What is said when a feed is to be shown to somebody; the parameters of `GET /v1/feed` are these. */
export const servedFeed = z.object({
  user: slug.describe('The id of the user; somebody whom the workspace does not know gets the feed of a newcomer.'),
  config: slug.default('default').describe('A saved or built-in configuration, by name.'),
  k: z.number().int().min(1).max(200).optional().describe('Places; as the configuration says by default.'),
  explain: z
    .boolean()
    .default(false)
    .describe("Whether it says what was dropped, and tells the model's part of scores by the model's own reasons."),
});

/** A parameter of an allocator, as a form shows it. Numbers have bounds, texts choices, the others neither. */
export const allocatorParam = z.object({
  name: z.string(),
  about: z.string(),
  default: z.union([z.number(), z.string(), z.boolean()]),
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

/** What a visitor is shown of an item that they are asked about. */
export const askedItem = feedItem.pick({
  item: true,
  title: true,
  description: true,
  publisher: true,
  topic: true,
  published: true,
  media: true,
});

/** Where the questions to a visitor stand. */
export const visitorQuestion = z.object({
  /** 'growing' while the questions are made for the first time, 'absent' where the data is too little for any. */
  state: z.enum(['growing', 'ready', 'absent']),
  /** The share of the growing that is done, 0..1; null while nothing grows. */
  progress: z.number().min(0).max(1).nullable(),
  /** Why there are no questions, or none any more; null while there is one. */
  words: z.string().nullable(),
  question: askedItem.nullable(),
  /** Answers that were used, and the most that it can be. */
  asked: z.number().int(),
  most: z.number().int(),
  /** How many users answer alike, of all that the questions were made from. */
  alike: z.number().int(),
  people: z.number().int(),
  /** The best for this visitor by what is known so far; `before` is the place before the latest answer, null where it was beyond the first 500. */
  estimate: z.array(
    z.object({
      place: z.number().int(),
      item: z.string(),
      title: z.string().nullable(),
      before: z.number().int().nullable(),
    }),
  ),
});
export type VisitorQuestion = z.infer<typeof visitorQuestion>;

/** What one allocator makes of the candidates that all are given. */
export const allocatorOutcome = z.object({
  id: z.string(),
  /** As the configuration has them for its own allocator; every other one takes its defaults. */
  params,
  /** Whether it is the allocator of the configuration. */
  isPresent: z.boolean(),
  /** Best place first. */
  items: z.array(z.string()),
  measures: feedMeasures,
  /** The share of all exposure that the items of each floor have. */
  floors: z.array(z.object({ words: z.string(), share: z.number(), atLeast: z.number() })),
  /** Constraints that it could not hold, in words. */
  relaxed: z.array(z.string()),
  ms: z.number(),
});
export type AllocatorOutcome = z.infer<typeof allocatorOutcome>;

export const allocatorsCompared = z.object({
  /** How many candidates each was given, after filters. */
  candidates: z.number().int(),
  rows: z.array(allocatorOutcome),
});
export type AllocatorsCompared = z.infer<typeof allocatorsCompared>;

export const feedActions = ['like', 'seen', 'not-interested'] as const;

const asked = {
  for: feedFor,
  /** A saved configuration by name, or one that is tried and not saved; the built-in 'default' where it is left out. */
  config: z.union([slug, feedConfig]).default('default'),
  /** Only interactions before this count, milliseconds since 1970; all by default. */
  asOf: time.optional(),
};

export const feedsContract = {
  /** A feed as it would be served, with all its reasons; nothing is logged. */
  preview: operation.input(z.object(asked)).output(feed),
  /** The third pass of a feed again, with other knobs: candidates and scores stay. NOT_FOUND where it is forgotten. */
  rerank: operation.input(z.object({ key: z.string(), config: feedConfig })).output(feed),
  /** A feed that is served: the same as a preview, and its impressions are logged. */
  serve: operation.input(servedFeed).output(feed),
  /** What a user did with an item of a feed; `undo` takes it back. */
  act: operation
    .input(z.object({ user: slug, item: slug, action: z.enum(feedActions), undo: z.boolean().default(false) }))
    .output(z.object({ user: slug, item: slug, action: z.enum(feedActions), done: z.boolean() })),
  /**
   * The next question to a visitor who gave these answers: the item whose answers part people best, and the estimate so
   * far. Nobody waits: while questions are made, that is what it says.
   */
  question: operation.input(z.object({ answers: answersGiven.default([]) })).output(visitorQuestion),
  ...feedMeasuresOperations,
  ...feedBatchOperations,
  /**
   * Embeds the texts of items, so that feeds find items of like text. What is embedded already stays, so that it goes on
   * where it was called off; the job that runs, where one does. NO_MODELS is the error of the job.
   */
  embedItems: operation.output(job),
  allocators: operation.output(z.array(allocatorInfo)),
  /**
   * Allocators on the same candidates, those of a remembered feed: all that there are by default, and always the one of
   * the configuration. NOT_FOUND where the feed is forgotten, BAD_INPUT where there is no such allocator.
   */
  compareAllocators: operation
    .input(z.object({ key: z.string(), config: feedConfig, allocators: z.array(slug).min(1).max(20).optional() }))
    .output(allocatorsCompared),
  configs: operation.output(z.array(storedConfig)),
  saveConfig: operation.input(feedConfig).output(storedConfig),
  personas: operation.output(z.array(persona)),
  savePersona: operation.input(persona).output(persona),
  removePersona: operation.input(z.object({ name: slug })).output(z.object({ name: slug })),
};
