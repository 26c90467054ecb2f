import { z } from 'zod';
import { broughtBy, dropReasons, feedReason, feedStage } from './feed-result.ts';

export const journeySteps = [
  'score',
  'objective',
  'freshness',
  'reduce',
  'not-interested',
  'allocator',
  'constraints',
  'fixed',
] as const;

/** One step of re-ranking, and where it took an item. */
export const journeyStep = z.object({
  by: z.enum(journeySteps),
  /** From 1, among all that the third pass looks at; null where the item is not in the feed after the step. */
  place: z.number().int().nullable(),
  words: z.string(),
});
export type JourneyStep = z.infer<typeof journeyStep>;

/** How one item fared in a feed, shown or not: where it came from, what its score is made of, what each step did with it. */
export const itemJourney = z.object({
  item: z.string(),
  title: z.string().nullable(),
  /** Its place in the feed, from 1; null where it is not shown. */
  place: z.number().int().nullable(),
  /** Where it fell and why; null where it is shown. */
  dropped: z
    .object({
      stage: feedStage.shape.name,
      reason: z.enum([...dropReasons, 'not-brought']),
      words: z.string(),
    })
    .nullable(),
  sources: z.array(broughtBy),
  /** Of the second pass; null where it got none. */
  score: z.number().nullable(),
  /** The score after what moderation, age and the user's wishes do to it; null where the third pass never looked at it. */
  relevance: z.number().nullable(),
  reasons: z.array(feedReason),
  /** In their order; those that changed nothing for any item are left out. Empty where the third pass never looked at it. */
  steps: z.array(journeyStep),
  /** The decision that stands; null where moderation left it alone. */
  decision: z
    .object({
      effect: z.enum(['remove', 'reduce', 'inform']),
      source: z.enum(['person', 'automatic']).nullable(),
      policy: z.string().nullable(),
      notice: z.string().nullable(),
    })
    .nullable(),
});
export type ItemJourney = z.infer<typeof itemJourney>;
