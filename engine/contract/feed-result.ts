import { z } from 'zod';
import { rowId, slug, time } from './base.ts';
import { sourceIds } from './feed-config.ts';

/** What a visitor says about an item that they are asked about. */
export const visitorAnswers = ['like', 'dislike', 'unknown'] as const;
export const visitorAnswer = z.object({ item: slug, answer: z.enum(visitorAnswers) });
export type VisitorAnswer = z.infer<typeof visitorAnswer>;
/** Everything that a visitor answered so far. */
export const answersGiven = z.array(visitorAnswer).max(50);

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

/** Where a candidate came from: its place there, from 1, its score there, and the chance that this was found to be. */
export const broughtBy = z.object({
  source: z.enum(sourceIds),
  rank: z.number().int(),
  score: z.number(),
  /** Of being met next, 0..1; only where candidates were merged by calibrated score and the source was calibrated. */
  chance: z.number().optional(),
});

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

/** What a person can start so that a part of the funnel takes part: `feeds.embedItems`, `feeds.calibrate`. */
export const feedPartRemedies = ['embed-items', 'calibrate-sources'] as const;
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
  /** How many are shown; null where no candidate has one. */
  publishers: z.number().int().nullable(),
  topics: z.number().int().nullable(),
  /** Price x relevance x discount of the place, summed; null where no price is known. */
  revenue: z.number().nullable(),
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
    /** What sources were merged by; null where their places alone counted. */
    calibration: rowId.nullable(),
    dataRevision: z.number().int(),
    /** Grows with every decision, undo and change of policies. */
    moderation: z.number().int(),
  }),
  /** What the list is worth: of its own candidates, so that configurations can be compared. */
  measures: feedMeasures,
  ms: z.number(),
});
export type Feed = z.infer<typeof feed>;
