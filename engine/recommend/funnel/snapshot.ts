import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { inSlices, type Pieces } from '../../numeric/pace.ts';
import type { Store } from '../../store/store.ts';
import { type Activity, activityOf, countingBetween } from '../candidates/activity.ts';
import type { CandidateSource } from '../candidates/source.ts';
import { demographicSource, freshSource, popularSource, trendingSource } from '../candidates/sources/counts.ts';
import { newItemsSource } from '../candidates/sources/new-items.ts';
import { followedSource, userToUserSource, whoHadWhat } from '../candidates/sources/people.ts';
import type { Model } from '../models/model.ts';
import { coOccurrence } from './co-occurrence.ts';
import { type Groups, groupsOf } from './groups.ts';
import { type FactsOfItems, readFacts } from './item-facts.ts';

/** The share of all interactions that the head of the items takes (Abdollahpouri et al., RMSE 2019, call the rest the tail). */
const headShare = 0.8;
/** Rows sorted between two looks at the clock. */
const rowsASlice = 65_536;
/** Moments whose activity is kept beside the present one. */
const mostMoments = 2;
/** A revision that is stale is used until its successor is there, which is not begun more often than this. */
const leastPause = 2000;

/** What happened until a moment, and the sources over it. */
export interface Moment {
  /** Ages are relative to this: the moment asked for, or the newest thing in the data. */
  readonly now: number;
  readonly activity: Activity;
  /** How often each item was met, and the most of it. */
  readonly met: Float32Array;
  readonly mostMet: number;
  /** All rows, the most often met first. */
  readonly byPopularity: Int32Array;
  /** How often the least popular item of the head was met: the most popular ones that take `headShare` of everything. */
  readonly headLeast: number;
  readonly sources: readonly CandidateSource[];
  readonly together: Required<Pick<Model, 'similarItems'>>;
}

/** The data of one revision with all that sources and filters need of it. */
export class FeedSnapshot {
  readonly data: CatalogData;
  readonly facts: FactsOfItems;
  readonly groups: Groups;
  readonly #moments = new Map<number, Promise<Moment>>();
  readonly #clock: () => number;

  static async read(store: Store, data: CatalogData, clock: () => number): Promise<FeedSnapshot> {
    return new FeedSnapshot(data, await readFacts(store, data), await groupsOf(data), clock);
  }

  constructor(data: CatalogData, facts: FactsOfItems, groups: Groups, clock: () => number) {
    this.data = data;
    this.facts = facts;
    this.groups = groups;
    this.#clock = clock;
  }

  /** The state of things at a moment, by default at the newest thing in the data; made in slices, and kept. */
  moment(asOf?: number): Promise<Moment> {
    const key = asOf ?? Number.POSITIVE_INFINITY;
    const known = this.#moments.get(key);
    const moment = known ?? this.#make(asOf);
    this.#moments.delete(key);
    this.#moments.set(key, moment);
    for (const oldest of this.#moments.keys()) {
      if (this.#moments.size <= mostMoments + 1) break;
      if (oldest !== Number.POSITIVE_INFINITY) this.#moments.delete(oldest);
    }
    return moment;
  }

  async #make(asOf: number | undefined): Promise<Moment> {
    // What happens at the moment itself comes after it.
    const until = await activityOf(this.data.interactions, asOf === undefined ? undefined : asOf - 1);
    const now = asOf ?? Math.min(this.#clock(), Math.max(until.now, this.facts.newest));
    const activity = { ...until, now };
    const had = whoHadWhat(activity);
    const met = await inSlices(countingBetween(activity, 0, Number.POSITIVE_INFINITY));
    const byPopularity = await inSlices(mostFirst(met));
    const mostMet = met[byPopularity[0] ?? 0] ?? 0;
    const attributes = this.data.itemAttributes?.rows ?? null;
    const sources = [
      userToUserSource(activity, { had }),
      popularSource(activity),
      trendingSource({ ...activity, now: until.now }),
      freshSource(activity, this.facts),
      followedSource(activity, this.facts),
      demographicSource(activity, this.groups.ofUser),
      newItemsSource({ attributes, met, published: this.facts.published, now }),
    ];
    for (const source of sources) await warm(source);
    const headLeast = leastOfHead(met, byPopularity);
    return { now, activity, met, mostMet, byPopularity, headLeast, sources, together: coOccurrence(activity, had) };
  }
}

/** Whether an item is of the tail: beyond the most popular ones that take `headShare` of everything. */
export function isOfTail({ met, headLeast }: Pick<Moment, 'met' | 'headLeast'>, row: number): boolean {
  return met[row]! < headLeast;
}

/** All rows by falling counts, then ascending: a counting sort. */
function* mostFirst(met: Float32Array): Pieces<Int32Array> {
  let most = 0;
  for (let row = 0; row < met.length; row++) if (met[row]! > most) most = met[row]!;
  yield;
  // How many rows have a larger count.
  const next = new Int32Array(most + 2);
  for (let row = 0; row < met.length; row++) next[met[row]!]! += 1;
  let before = 0;
  for (let count = most; count >= 0; count--) {
    const own = next[count]!;
    next[count] = before;
    before += own;
  }
  const order = new Int32Array(met.length);
  for (let row = 0; row < met.length; row++) {
    if (row % rowsASlice === 0) yield;
    order[next[met[row]!]!++] = row;
  }
  return order;
}

function leastOfHead(met: Float32Array, byPopularity: Int32Array): number {
  const all = met.reduce((sum, count) => sum + count, 0);
  let head = 0;
  for (const row of byPopularity) {
    head += met[row]!;
    if (head >= headShare * all) return met[row]!;
  }
  return 0;
}

/** Has a source make what it makes once, and lets the event loop turn: together they would hold it for long. */
async function warm(source: CandidateSource): Promise<void> {
  const nothing = { items: new Int32Array(0), values: new Float32Array(0), times: null };
  await source.candidates({ user: -1, history: nothing, group: -1 }, 1);
  await new Promise((resolve) => setImmediate(resolve));
}

/** The snapshot of a workspace: a new revision is read while the last one still answers. */
export class FeedSnapshots {
  readonly #store: Store;
  readonly #data: () => Promise<CatalogData>;
  readonly #clock: () => number;
  #kept: FeedSnapshot | undefined;
  #reading: Promise<FeedSnapshot> | undefined;
  #next = 0;

  constructor(store: Store, data: () => Promise<CatalogData>, clock: () => number) {
    this.#store = store;
    this.#data = data;
    this.#clock = clock;
  }

  /** The snapshot of this moment, or of a moment ago where a newer one is being read. */
  async get(): Promise<FeedSnapshot> {
    if (!this.#kept) return this.#read();
    if (this.#kept.data.revision !== this.#store.catalog.revision() && performance.now() >= this.#next) {
      // Whoever asks next gets it; a failure shows itself to those who have nothing older.
      this.#read().catch(() => undefined);
    }
    return this.#kept;
  }

  #read(): Promise<FeedSnapshot> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readNow(): Promise<FeedSnapshot> {
    const started = performance.now();
    const snapshot = await FeedSnapshot.read(this.#store, await this.#data(), this.#clock);
    await snapshot.moment();
    this.#kept = snapshot;
    this.#next = performance.now() + Math.max(leastPause, 10 * (performance.now() - started));
    return snapshot;
  }
}
