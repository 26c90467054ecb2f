import { z } from 'zod';
import { operation, path, rowId, slug } from './base.ts';
import { job } from './jobs.ts';

export const feedBatchRequest = z.object({
  /** Users who get feeds: all, or so many drawn by chance. */
  users: z.union([z.literal('all'), z.number().int().min(1)]).default('all'),
  config: slug.default('default'),
  /** Places; as the configuration says by default. */
  k: z.number().int().min(1).max(200).optional(),
  /** At most this share of all exposure for each publisher, over all feeds together; null has none. */
  ceiling: z.number().gt(0).max(1).nullable().default(null),
  /** Decides who is drawn. */
  seed: z.number().int().nonnegative().default(1),
  /** Written as JSON lines, one feed a line; there when it is whole, and not before. */
  out: path,
});
export type FeedBatchRequest = z.infer<typeof feedBatchRequest>;

/** A line of the file of a batch. */
export const feedBatchLine = z.object({
  user: z.string(),
  /** Best place first; the score is that of the second pass. */
  items: z.array(z.object({ item: z.string(), score: z.number() })),
});
export type FeedBatchLine = z.infer<typeof feedBatchLine>;

/** What came of feeds that were allocated together. Exposure is 1 / log2(place + 1), summed. */
export const feedBatchReport = z.object({
  out: z.string(),
  feeds: z.number().int(),
  places: z.number().int(),
  /** Programmes that were solved one after the other, each making up for what those before missed of the floors. */
  programmes: z.number().int(),
  floors: z.array(
    z.object({
      words: z.string(),
      asked: z.number(),
      /** The share of the exposure in the file. */
      reached: z.number(),
      /** Value lost by one more unit of exposure for it, on average over the programmes that tell; null where none does. */
      price: z.number().nullable(),
    }),
  ),
  /** The publisher of the largest share; null where no publisher is known. */
  largest: z.object({ publisher: z.string(), share: z.number() }).nullable(),
  /** What could not be held, in the order of giving up: in how many programmes, and how much at worst, in words. */
  relaxed: z.array(z.object({ words: z.string(), programmes: z.number().int() })),
  /** Score x discount of the place, as a mean over feeds. */
  engagement: z.number(),
  /** Price x score x discount of the place, as a mean over feeds; null where no price is known. */
  revenue: z.number().nullable(),
  /** Items that moderation removed while the feeds were made, taken out of the file. */
  removed: z.number().int(),
  versions: z.object({
    config: z.string(),
    configVersion: z.number().int(),
    dataRevision: z.number().int(),
    moderation: z.number().int(),
  }),
  seconds: z.number(),
});
export type FeedBatchReport = z.infer<typeof feedBatchReport>;

export const feedBatchOperations = {
  /**
   * Orders the feeds of many users by linear programmes, floors and ceilings over all of them together, into a file.
   * NOT_FOUND where there is no such configuration.
   */
  batch: operation.input(feedBatchRequest).output(job),
  /** What came of a batch, once its job is done; waits for it. CANCELLED where it was called off. */
  batchReport: operation.input(z.object({ job: rowId })).output(feedBatchReport),
};
