import type { Pieces } from '../../../numeric/pace.ts';
import { byTime, Counters, sessionGap } from './counters.ts';
import type { FeatureData, Requests, SourceScores } from './data.ts';
import { textHash } from './hashing.ts';
import { type AttributeSlots, attributeSlots, type Layout, layoutOf, sharesOf, topicOfColumns } from './layout.ts';
import { Profile } from './profile.ts';
import { type CategoryField, missing, other, plainNumber, plainNumberCount, type RankingSchema } from './schema.ts';

/** Features as they are, before the encoder's statistics: rows in the order of the requests. */
export interface RawRows {
  rows: number;
  /** rows x category slots: an index within the field, `missing`, or -1 where a slot is not taken. */
  categories: Int32Array;
  /** rows x numbers; NaN is missing. */
  numbers: Float32Array;
}

/** Rows between two places where the work can pause. */
const rowsAtOnce = 128;
const hour = 3_600_000;
/** Rates and means of few are drawn to everybody's as if by so many more. */
const prior = { rate: 10, rating: 5 };

/**
 * Makes features of users, items, the moment and what crosses them, each as of the time of the request. Time only goes
 * on: a training set is one pass in the order of time; a server's extractor stands at the present. Hours and weekdays are UTC.
 */
export class FeatureExtractor {
  readonly schema: RankingSchema;
  readonly layout: Layout;
  /** What is known so far. */
  readonly counters: Counters;
  readonly #data: FeatureData;
  readonly #users: AttributeSlots;
  readonly #items: AttributeSlots;
  readonly #last: AttributeSlots;
  readonly #userBucket: Int32Array | null;
  readonly #itemBucket: Int32Array | null;
  readonly #profile: Profile;
  readonly #shares: number;
  /** The places of the fields that every row has. */
  readonly #at: Readonly<Record<'user' | 'item' | 'effect' | 'hour' | 'weekday' | 'device', number>>;
  /** What all rows of one person and moment have alike. */
  readonly #common: { readonly categories: Int32Array; readonly numbers: Float32Array };
  /** The data's number of each of the schema's kinds; -1 where it has none. */
  readonly #kinds: Int32Array;

  /** BAD_INPUT where interactions have no times. */
  constructor(data: FeatureData, schema: RankingSchema) {
    this.#data = data;
    this.schema = schema;
    this.layout = layoutOf(schema);
    this.counters = new Counters(data);
    const { interactions, userAttributes, itemAttributes } = data.catalog;
    const { users, items } = interactions;
    this.#users = attributeSlots(schema, 'user', userAttributes, users.size);
    this.#items = attributeSlots(schema, 'item', itemAttributes, items.size);
    this.#last = attributeSlots(schema, 'last', itemAttributes, items.size);
    this.#userBucket = this.#buckets('user', users);
    this.#itemBucket = this.#buckets('item', items);
    const topics = topicOfColumns(schema, itemAttributes?.names ?? []);
    this.#profile = new Profile(itemAttributes?.rows ?? null, topics, data.embeddings ?? null);
    this.#shares = sharesOf(schema).length;
    const at = (name: string) => this.layout.placeOf.get(name) ?? -1;
    const [user, item, effect] = [at('user'), at('item'), at('item effect')];
    this.#at = { user, item, effect, hour: at('hour'), weekday: at('weekday'), device: at('device') };
    this.#common = {
      categories: new Int32Array(this.layout.categories),
      numbers: new Float32Array(this.layout.numbers),
    };
    this.#kinds = Int32Array.from(schema.kinds, (kind) => interactions.kinds.row(kind) ?? -1);
  }

  /** The rows of requests in any order, none of them before the time that the counters stand at. */
  *rows(requests: Requests): Pieces<RawRows> {
    const rows = requests.item.length;
    const { categories, numbers } = this.layout;
    const raw: RawRows = {
      rows,
      categories: new Int32Array(rows * categories),
      numbers: new Float32Array(rows * numbers),
    };
    let [user, time] = [Number.NaN, Number.NaN];
    const order = byTime(requests.time);
    for (let n = 0; n < rows; n++) {
      const at = order[n]!;
      if (n % rowsAtOnce === 0) yield;
      if (requests.time[at] !== time || requests.user[at] !== user) {
        [user, time] = [requests.user[at]!, requests.time[at]!];
        this.counters.advance(time);
        this.#profile.of(user < 0 ? (requests.latest ?? []) : this.counters.latestOf(user, Number.POSITIVE_INFINITY));
        this.#meet(user, time);
      }
      this.#write(raw, at, requests, time);
    }
    return raw;
  }

  /** What all rows of a person at a moment have alike. */
  #meet(user: number, time: number): void {
    const { categories: slots, numbers } = this.#common;
    const at = this.#at;
    slots.fill(-1);
    numbers.fill(Number.NaN);
    if (this.#userBucket) slots[at.user] = user < 0 ? missing : this.#userBucket[user]!;
    copySlots(this.#users, user, slots);
    slots[at.hour] = 2 + Math.floor(positive(time / hour, 24));
    slots[at.weekday] = 2 + Math.floor(positive(time / (24 * hour) + 4, 7));
    copySlots(this.#last, this.#lastInSession(user, time), slots);
    if (user >= 0) this.#ofUser(user, time, numbers);
  }

  #write(raw: RawRows, row: number, requests: Requests, time: number): void {
    const item = requests.item[row]!;
    const { categories, numbers } = this.layout;
    const at = this.#at;
    const slots = raw.categories.subarray(row * categories, (row + 1) * categories);
    slots.set(this.#common.categories);
    if (this.#itemBucket) slots[at.item] = this.#itemBucket[item]!;
    copySlots(this.#items, item, slots);
    slots[at.effect] = 2 + this.#effectOf(item, time);
    const device = requests.device?.[row] ?? -1;
    slots[at.device] = device < 0 ? missing : device < this.schema.devices.length ? 2 + device : other;
    const target = raw.numbers.subarray(row * numbers, (row + 1) * numbers);
    target.set(this.#common.numbers);
    this.#ofItem(item, time, target);
    this.#profile.write(item, target, plainNumberCount + this.schema.kinds.length);
    if (requests.sources) this.#ofSources(requests.sources, row, target);
  }

  #ofUser(user: number, time: number, to: Float32Array): void {
    const { users, all, byKind, kinds } = this.counters;
    const events = users.events[user]!;
    to[plainNumber['user events']] = events;
    to[plainNumber['user events a week']] = users.aWeek(user, time);
    to[plainNumber['time since last']] = time - users.last[user]!;
    to[plainNumber['time since first']] = time - users.first[user]!;
    to[plainNumber['user mean rating']] = towards(
      users.ratingSum[user]!,
      users.ratings[user]!,
      all.ratingSum / all.ratings,
      prior.rating,
    );
    to[plainNumber['user open rate']] = towards(
      users.opened[user]!,
      users.shown[user]!,
      all.opened / all.shown,
      prior.rate,
    );
    const inSession = time - users.last[user]! <= sessionGap;
    to[plainNumber['session events']] = inSession ? this.counters.sessionEvents[user]! : 0;
    to[plainNumber['session length']] = inSession ? time - this.counters.sessionStart[user]! : 0;
    if (events === 0) return;
    for (const [place, kind] of this.#kinds.entries()) {
      to[plainNumberCount + place] = kind < 0 ? 0 : byKind[user * kinds + kind]! / events;
    }
  }

  #ofItem(item: number, time: number, to: Float32Array): void {
    const { items, all } = this.counters;
    const price = this.#data.catalog.prices?.[item] ?? 0;
    if (price > 0) to[plainNumber.price] = price;
    const published = this.#data.publishedAt?.[item] ?? Number.NaN;
    to[plainNumber['item age']] = time - (Number.isNaN(published) ? items.first[item]! : published);
    to[plainNumber['item events']] = items.events[item]!;
    to[plainNumber['item events a week']] = items.aWeek(item, time);
    to[plainNumber['item events a day']] = items.aDay(item, time);
    to[plainNumber['item mean rating']] = towards(
      items.ratingSum[item]!,
      items.ratings[item]!,
      all.ratingSum / all.ratings,
      prior.rating,
    );
    to[plainNumber['item open rate']] = towards(
      items.opened[item]!,
      items.shown[item]!,
      all.opened / all.shown,
      prior.rate,
    );
  }

  #ofSources({ score, rank }: SourceScores, row: number, to: Float32Array): void {
    const count = this.schema.sources.length;
    const start = plainNumberCount + this.schema.kinds.length + this.#shares;
    for (let source = 0; source < count; source++) {
      to[start + 2 * source] = rank[row * count + source]!;
      to[start + 2 * source + 1] = score[row * count + source]!;
    }
  }

  #effectOf(item: number, time: number): number {
    const { effects } = this.#data;
    // A decision that was not made yet has no effect.
    return effects && !(effects.since[item]! >= time) ? effects.effect[item]! : 0;
  }

  /** What the user opened last in the session that goes on; -1 where none does. */
  #lastInSession(user: number, time: number): number {
    if (user < 0 || !(time - this.counters.users.last[user]! <= sessionGap)) return -1;
    return this.counters.latestOf(user, 1)[0]!;
  }

  #buckets(name: string, ids: { size: number; id(row: number): string }): Int32Array | null {
    const field = this.schema.fields.find((one): one is CategoryField => one.kind === 'category' && one.name === name);
    if (!field) return null;
    return Int32Array.from({ length: ids.size }, (_, row) => 2 + (textHash(ids.id(row)) % field.buckets));
  }
}

/** The attributes of a row; of nobody only the first slot of each field is taken, as missing. */
function copySlots({ place, width, slots, first }: AttributeSlots, row: number, to: Int32Array): void {
  if (row < 0) for (const at of first) to[place + at] = missing;
  else for (let k = 0; k < width; k++) to[place + k] = slots[row * width + k]!;
}

function positive(value: number, length: number): number {
  return value - length * Math.floor(value / length);
}

/** sum / count drawn towards the mean of all; NaN where nothing is known of anybody. */
function towards(sum: number, count: number, mean: number, weight: number): number {
  return (sum + weight * mean) / (count + weight);
}
