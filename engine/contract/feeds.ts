import { z } from 'zod';
import { operation, slug, time } from './base.ts';
import { feedBatchOperations } from './feed-batch.ts';
import { feedCalibrationOperations } from './feed-calibrations.ts';
import { allocatorInfo, feedConfig, storedConfig } from './feed-config.ts';
import { itemJourney } from './feed-journey.ts';
import { feedMeasuresOperations } from './feed-measures.ts';
import { answersGiven, feed, feedFor, feedItem, feedMeasures, persona } from './feed-result.ts';
import { job } from './jobs.ts';
import { params } from './models.ts';

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
  /**
   * How one item of the workspace fares in a remembered feed under a configuration: shown, dropped, or never a candidate.
   * NOT_FOUND where the feed is forgotten, or there is no such item.
   */
  why: operation.input(z.object({ key: z.string(), config: feedConfig, item: slug })).output(itemJourney),
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
  ...feedCalibrationOperations,
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
