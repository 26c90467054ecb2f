import { inSlices, type Pieces } from '../../../numeric/pace.ts';
import { type Activity, countingBetween } from '../activity.ts';
import { type CandidateSource, firstOf, ranking, rankingOfSome, type Scored, sourceOf } from '../source.ts';

const noTimes = 'The interactions have no times.';

/** Popular items: how often each was met in the last `days` (all time by default). */
export function popularSource(activity: Activity, { days = Number.POSITIVE_INFINITY } = {}): CandidateSource {
  const isAll = days === Number.POSITIVE_INFINITY;
  const about = isAll ? 'Most often met of all time' : `Most often met in the last ${days} days`;
  const missing = isAll || activity.time ? null : noTimes;
  return fromRanking('popular', about, missing, async () =>
    inSlices(ranking(await inSlices(countingBetween(activity, 0, days)))),
  );
}

export interface TrendingOptions {
  /** Days that are compared with the days before. */
  days?: number;
  /** Days before them that say what was to be expected. */
  before?: number;
  /** Expected events that the growth of all items together counts as. */
  shrinkage?: number;
}

/**
 * Items that grow: (n + s g) / (e + s), with n the events of the last `days`, e those of the `before` days before them
 * brought to as many days, g the same ratio for all items together, and s the shrinkage. That is the mean of a rate with
 * a gamma prior (Poisson counts): few events do not make a trend. Only what was met in the last days counts.
 */
export function trendingSource(
  activity: Activity,
  { days = 2, before = 14, shrinkage = 10 }: TrendingOptions = {},
): CandidateSource {
  const about = `Met more in the last ${days} days than in the ${before} days before`;
  return fromRanking('trending', about, activity.time ? null : noTimes, async () => {
    const recent = await inSlices(countingBetween(activity, 0, days));
    const earlier = await inSlices(countingBetween(activity, days, days + before));
    const expected = earlier.map((count) => (count * days) / before);
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
    const overall = sum(recent) / Math.max(1, sum(expected));
    const growth = recent.map((count, item) => {
      return count > 0 ? (count + shrinkage * overall) / (expected[item]! + shrinkage) : 0;
    });
    return inSlices(ranking(growth));
  });
}

/** What is known of when items came out and who made them. */
export interface Publication {
  /** Milliseconds since 1970; NaN where it is not known, null where of none. */
  readonly published: Float64Array | null;
  /** A number for each item's publisher, -1 where it has none; null where of none. */
  readonly publisher: Int32Array | null;
}

/** The newest items until now, no more than `perPublisher` of one publisher. The score is minus the age in days. */
export function freshSource(
  { items, now }: Pick<Activity, 'items' | 'now'>,
  { published, publisher }: Publication,
  { perPublisher = 3 } = {},
): CandidateSource {
  const missing = published ? null : 'It is not known when items were published.';
  const all = () => {
    const age = new Float32Array(items);
    for (let item = 0; item < items; item++) {
      const days = (published![item]! - now) / 86_400_000;
      age[item] = days <= 0 ? days : Number.NaN;
    }
    return inSlices(ranking(age, Number.NEGATIVE_INFINITY));
  };
  let newest: Promise<Scored> | null = null;
  return sourceOf('fresh', `Newest, at most ${perPublisher} of a publisher`, async ({ filter }, quota) => {
    if (missing) return missing;
    newest ??= all();
    const found = await newest;
    if (!publisher) return firstOf(found, quota, filter);
    // The cap counts what may be shown: a publisher's forbidden items take no one's place.
    const taken = new Map<number, number>();
    const places: number[] = [];
    const open = filter ? firstOf(found, found.items.length, filter) : found;
    for (let at = 0; at < open.items.length && places.length < quota; at++) {
      const who = publisher[open.items[at]!]!;
      const count = taken.get(who) ?? 0;
      if (who >= 0 && count >= perPublisher) continue;
      taken.set(who, count + 1);
      places.push(at);
    }
    return {
      items: Int32Array.from(places, (at) => open.items[at]!),
      scores: Float32Array.from(places, (at) => open.scores[at]!),
    };
  });
}

/** People between two looks at the clock. */
const usersASlice = 64;

/** Places that are kept of each group: there may be hundreds of them, and no feed asks a source for more. */
const longestOfGroup = 2000;

/**
 * What is popular in the user's group: (n_gi + s p_i) / (N_g + s), with n_gi the events of the group with the item, N_g
 * all of the group's, p_i the item's share of all events, and s the shrinkage: small groups are taken for the average.
 */
export function demographicSource(
  activity: Activity,
  /** The group of each user, -1 for none; null where nothing is known of users. */
  groups: Int32Array | null,
  { shrinkage = 100 } = {},
): CandidateSource {
  const { indptr, item } = activity;
  const rankings = new Map<number, Promise<Scored>>();
  const about = 'Popular with people of the same group, few people shrunk to the average';
  let everybody: ReturnType<typeof countAll> | null = null;
  const countAll = async () => {
    const counts = await inSlices(countingBetween(activity, 0, Number.POSITIVE_INFINITY));
    return { counts, popular: await inSlices(ranking(counts, -1)), people: await inSlices(peopleOfEach(groups!)) };
  };
  const rank = function* (group: number, { counts, popular, people }: Awaited<ReturnType<typeof countAll>>) {
    const own = new Map<number, number>();
    let events = 0;
    for (const [n, user] of (people[group] ?? []).entries()) {
      if (n % usersASlice === 0) yield;
      for (let at = indptr[user]!; at < indptr[user + 1]!; at++) own.set(item[at]!, (own.get(item[at]!) ?? 0) + 1);
      events += indptr[user + 1]! - indptr[user]!;
    }
    const total = Math.max(1, item.length);
    const score = (i: number) => ((own.get(i) ?? 0) + (shrinkage * counts[i]!) / total) / (events + shrinkage);
    // Of items that the group never met only the most popular can be among the first.
    const some = new Set(own.keys());
    for (const one of popular.items.subarray(0, longestOfGroup)) some.add(one);
    return rankingOfSome(some, score, longestOfGroup);
  };
  return sourceOf('demographic', about, async ({ user, group: given, filter }, quota) => {
    if (!groups) return 'Nothing is known of users that they could be grouped by.';
    everybody ??= countAll();
    const all = await everybody;
    const group = given ?? groups[user] ?? -1;
    if (group < 0) return 'The group of this user is not known.';
    const ofGroup = rankings.get(group) ?? inSlices(rank(group, all));
    rankings.set(group, ofGroup);
    return firstOf(await ofGroup, quota, filter);
  });
}

/** The users of each group. */
function* peopleOfEach(groups: Int32Array): Pieces<Int32Array[]> {
  const people: number[][] = [];
  for (let user = 0; user < groups.length; user++) {
    if (user % 16_384 === 0) yield;
    const group = groups[user]!;
    if (group < 0) continue;
    people[group] ??= [];
    people[group].push(user);
  }
  return people.map((own) => Int32Array.from(own));
}

/** A source that brings the first of one ranking, which is made once, when first asked for. */
function fromRanking(id: string, about: string, missing: string | null, make: () => Promise<Scored>): CandidateSource {
  let made: Promise<Scored> | null = null;
  return sourceOf(id, about, async ({ filter }, quota) => {
    if (missing) return missing;
    made ??= make();
    return firstOf(await made, quota, filter);
  });
}
