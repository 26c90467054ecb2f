import { createHash } from 'node:crypto';
import type { FeedConfig } from '../../contract/index.ts';
import type { Effect } from '../../store/feeds-read.ts';
import type { Store } from '../../store/store.ts';
import { ratesByAttribute } from '../candidates/sources/new-items.ts';
import { explore, type NewItem } from '../coldstart/exploration.ts';
import type { Candidate, Pool } from './pool.ts';
import type { Moment } from './snapshot.ts';

const day = 86_400_000;
/** New items that compete for a feed: the most like what the user had. */
const mostArms = 50;
/** Of the places of a feed no more than this share explores, whatever the budget. */
const mostShare = 0.1;

/** What is shown in a feed to learn who likes it. */
export interface Explored {
  /** The place, from 0, by row. */
  readonly places: ReadonlyMap<number, number>;
  /** Why, in words, by row. */
  readonly words: ReadonlyMap<number, string>;
  /** How many new items competed. */
  readonly arms: number;
  /** Why nothing is explored, where nothing is. */
  readonly absent: string | null;
}

/** What became of new items until a moment, kept for a day or until the data changes, so that a feed stays the same. */
const outcomes = new WeakMap<Moment, Map<string, { shown: number; liked: number }>>();
/** What is expected of items, by moment. */
const expectations = new WeakMap<Moment, (row: number) => number>();

/**
 * Gives places to new items, as many as the budget says: those among the candidates that moderation left alone, most
 * like what the user had. Which of them is drawn by the same seed for the same person, data and day.
 */
export function exploring(
  store: Store,
  pool: Pool,
  config: FeedConfig,
  kept: readonly Candidate[],
  effects: ReadonlyMap<string, Effect>,
): Explored {
  const nothing = { places: new Map<number, number>(), words: new Map<number, string>(), arms: 0 };
  const { exploration, k } = config;
  if (!exploration) return { ...nothing, absent: 'Exploration is off.' };
  const budget = Math.min(exploration.budget, Math.floor(mostShare * k));
  if (budget === 0) return { ...nothing, absent: `A feed of ${k} has no place to spare.` };
  const pinned = new Set(config.fixed.map(({ item }) => item));
  const isFree = ({ id }: Candidate) => !effects.has(id) && !pinned.has(id);
  const brought: { candidate: Candidate; rank: number }[] = [];
  for (const candidate of kept) {
    const rank = rankAsNew(candidate);
    if (rank < Number.POSITIVE_INFINITY && isFree(candidate)) brought.push({ candidate, rank });
  }
  const candidates = brought
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostArms)
    .map(({ candidate }) => candidate);
  if (candidates.length === 0) return { ...nothing, absent: 'There is no new item that may be shown.' };
  const today = Math.floor(pool.asOf / day);
  const arms = armsOf(store, pool, candidates, today);
  const seed = seedOf(`${JSON.stringify(pool.who)} ${pool.snapshot.data.revision} ${today}`);
  const { items } = explore(arms, { budget, policy: exploration.policy, seed });
  const taken = new Set(config.fixed.map(({ place }) => place - 1));
  const places = new Map<number, number>();
  for (const [n, row] of items.entries()) {
    // A quarter into its share of the feed: seen, and not first.
    let place = Math.floor(((n + 0.25) * k) / budget);
    while (taken.has(place)) place += 1;
    if (place >= k) break;
    taken.add(place);
    places.set(row, place);
  }
  const words = new Map(
    arms.filter(({ item }) => places.has(item)).map((arm) => [arm.item, inWords(arm, arms.length)] as const),
  );
  return { places, words, arms: arms.length, absent: items.length === 0 ? 'All new items were shown enough.' : null };
}

/** The better place of an item in the sources of new items; Infinity for one that none of them brought. */
function rankAsNew(candidate: Candidate): number {
  const byAttributes = candidate.rankIn('new-items') ?? Number.POSITIVE_INFINITY;
  const byText = candidate.rankIn('new-texts') ?? Number.POSITIVE_INFINITY;
  return Math.min(byAttributes, byText);
}

function armsOf(
  store: Store,
  { snapshot, moment, asOf }: Pool,
  candidates: readonly Candidate[],
  today: number,
): NewItem[] {
  const known = outcomes.get(moment) ?? new Map<string, { shown: number; liked: number }>();
  outcomes.set(moment, known);
  const { itemRows, itemAttributes } = snapshot.data;
  const missing = candidates.filter(({ row }) => !known.has(`${row} ${today}`));
  const found = store.feeds.outcomes(
    missing.map(({ row }) => itemRows[row]!),
    asOf,
  );
  for (const { row } of missing) known.set(`${row} ${today}`, found.get(itemRows[row]!) ?? { shown: 0, liked: 0 });
  const expected = expectations.get(moment) ?? expectationOf(itemAttributes?.rows ?? null, moment);
  expectations.set(moment, expected);
  return candidates.map(({ row }) => ({ item: row, ...known.get(`${row} ${today}`)!, expected: expected(row) }));
}

/** How often items of the same attributes were met; all items, for those without any. */
function expectationOf(attributes: Parameters<typeof ratesByAttribute>[0] | null, { met, activity }: Moment) {
  const overall = met.reduce((sum, count) => sum + count, 0) / Math.max(1, met.length * activity.users);
  const rate = attributes && ratesByAttribute(attributes, met, activity.users);
  return (row: number) => rate?.(row) || overall;
}

function inWords({ shown, liked }: NewItem, arms: number): string {
  const known = shown === 0 ? 'nobody was shown it yet' : `${liked} of ${shown} who were shown it took it`;
  return `Explored: new, and like what this person takes; ${known}. Drawn among ${arms} new ${arms === 1 ? 'item' : 'items'}.`;
}

function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}
