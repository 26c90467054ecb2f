import { StewardError } from '../../contract/errors.ts';
import { day } from './plan.ts';

/** How much of everything a demo holds. The same settings give the same data, byte for byte. */
export interface DemoSettings {
  /** Posts of the feed: they go through moderation, and each is an item too. */
  posts: number;
  /** Items in all, at least `posts`; those that are no posts are articles of the catalogue. */
  items: number;
  users: number;
  /** Exactly as many interactions, of all kinds together. */
  interactions: number;
  /** The days that interactions come from. */
  days: number;
  seed: number;
  /** When the first of these days begins, in milliseconds since 1970. */
  start: number;
}

/** What a first start makes: enough for a model to learn something, and scored within a minute on two cores. */
const defaults = { posts: 600, users: 400, interactions: 20_000, days: 28, seed: 1 };

/**
 * Completes what a person asked for. Without `start` the last day is the last full one (UTC) before `now`. Throws
 * BAD_INPUT, with the field, where sizes do not go together.
 */
export function demoSettings(wanted: Partial<DemoSettings>, now: number): DemoSettings {
  const posts = wanted.posts ?? wanted.items ?? defaults.posts;
  const items = wanted.items ?? posts;
  const { users = defaults.users, days = defaults.days, seed = defaults.seed } = wanted;
  if (items < posts) {
    throw new StewardError('BAD_INPUT', `${items} items cannot hold ${posts} posts: every post is an item.`, {
      advice: 'Ask for as many items as posts, or more.',
      place: { field: 'items' },
    });
  }
  const most = mostInteractions({ users, items, days });
  const interactions = wanted.interactions ?? Math.min(defaults.interactions, most);
  if (interactions > most) {
    throw new StewardError(
      'BAD_INPUT',
      `${users} users and ${items} items have ${most} interactions in ${days} days at most.`,
      { advice: 'Ask for fewer interactions, or for more users, items or days.', place: { field: 'interactions' } },
    );
  }
  const start = wanted.start ?? Math.max(0, Math.floor(now / day) - days) * day;
  return { posts, items, users, interactions, days, seed, start };
}

/** The most interactions that one person may have: nobody sees more than half of what there is, nor reads all day. */
export function mostPerUser({ items, days }: Pick<DemoSettings, 'items' | 'days'>): number {
  return Math.max(1, Math.min(Math.floor(items / 2), 60 * days));
}

/** The most interactions in all: a third of what everybody together could have, as activity is very unequal. */
function mostInteractions(settings: Pick<DemoSettings, 'items' | 'days' | 'users'>): number {
  return Math.floor((settings.users * mostPerUser(settings)) / 3);
}
