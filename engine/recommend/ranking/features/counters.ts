import { StewardError } from '../../../contract/errors.ts';
import type { FeatureData } from './data.ts';

const hour = 3_600_000;
export const day = 24 * hour;
/** A longer gap begins a new session. */
export const sessionGap = 30 * 60_000;
/** So many latest items of a user are remembered. */
export const remembered = 50;

/**
 * What is known at a moment: counters of users and items that grow in the order of time. What has the time of the
 * moment itself is not known yet, so that a row cannot see its own label nor what comes later.
 */
export class Counters {
  readonly #data: FeatureData;
  readonly #time: Float64Array;
  readonly #order: Int32Array;
  readonly #shownOrder: Int32Array;
  readonly #openedOrder: Int32Array;
  readonly #isRating: Uint8Array;
  #next = 0;
  #nextShown = 0;
  #nextOpened = 0;
  #now = Number.NEGATIVE_INFINITY;

  readonly kinds: number;
  readonly users: Side;
  readonly items: Side;
  /** users x kinds. */
  readonly byKind: Uint32Array;
  /** users x `remembered`: the latest items, in a ring; an item that comes again at once is remembered once. */
  readonly latest: Int32Array;
  /** How many items were put into a user's ring so far. */
  readonly latestCount: Uint32Array;
  readonly sessionStart: Float64Array;
  readonly sessionEvents: Uint32Array;
  /** Over everybody: what rates of the little known are drawn to. */
  readonly all = { shown: 0, opened: 0, ratings: 0, ratingSum: 0 };

  /** BAD_INPUT where interactions have no times. */
  constructor(data: FeatureData) {
    const { interactions, signals } = data.catalog;
    if (interactions.time === null) {
      throw new StewardError('BAD_INPUT', 'The interactions have no times, and a ranker learns from what was before.', {
        advice: 'Import interactions with times.',
      });
    }
    this.#data = data;
    this.#time = interactions.time;
    this.#order = byTime(interactions.time);
    this.#shownOrder = byTime(data.impressions?.time ?? new Float64Array(0));
    this.#openedOrder = byTime(data.impressions?.openedAt ?? new Float64Array(0));
    this.kinds = Math.max(1, interactions.kinds.size);
    this.#isRating = Uint8Array.from({ length: this.kinds }, (_, kind) => Number(signals[kind] === 'explicit'));
    const users = interactions.users.size;
    this.users = new Side(users);
    this.items = new Side(interactions.items.size);
    this.byKind = new Uint32Array(users * this.kinds);
    this.latest = new Int32Array(users * remembered);
    this.latestCount = new Uint32Array(users);
    this.sessionStart = new Float64Array(users).fill(Number.NaN);
    this.sessionEvents = new Uint32Array(users);
  }

  /** Takes in all that happened before `time`. Throws RangeError where time would go back. */
  advance(time: number): void {
    if (time < this.#now) throw new RangeError(`counters cannot go back from ${this.#now} to ${time}`);
    this.#now = time;
    const { user, item, value, kind } = this.#data.catalog.interactions;
    for (; this.#next < this.#order.length; this.#next++) {
      const at = this.#order[this.#next]!;
      if (this.#time[at]! >= time) break;
      this.observe(user[at]!, item[at]!, kind?.[at] ?? 0, value[at]!, this.#time[at]!);
    }
    if (this.#data.impressions) this.#advanceImpressions(time);
  }

  /** Takes in one interaction more, no earlier than all before: what happened after the data was read. */
  observe(user: number, item: number, kind: number, value: number, time: number): void {
    const { users } = this;
    if (!(time - users.last[user]! <= sessionGap)) {
      this.sessionStart[user] = time;
      this.sessionEvents[user] = 0;
    }
    this.sessionEvents[user]! += 1;
    this.byKind[user * this.kinds + kind]! += 1;
    users.add(user, time);
    this.items.add(item, time);
    if (this.#isRating[kind]) {
      users.rate(user, value);
      this.items.rate(item, value);
      this.all.ratings += 1;
      this.all.ratingSum += value;
    }
    const count = this.latestCount[user]!;
    const ring = user * remembered;
    if (count > 0 && this.latest[ring + ((count - 1) % remembered)] === item) return;
    this.latest[ring + (count % remembered)] = item;
    this.latestCount[user] = count + 1;
  }

  /** The user's latest items, the latest first; `most` of them at most. */
  latestOf(user: number, most: number): number[] {
    const count = this.latestCount[user]!;
    return Array.from(
      { length: Math.min(most, remembered, count) },
      (_, n) => this.latest[user * remembered + ((count - 1 - n) % remembered)]!,
    );
  }

  #advanceImpressions(time: number): void {
    const { user, item, time: shownAt, position, openedAt } = this.#data.impressions!;
    const { propensities } = this.#data;
    for (; this.#nextShown < this.#shownOrder.length; this.#nextShown++) {
      const at = this.#shownOrder[this.#nextShown]!;
      if (shownAt[at]! >= time) break;
      const weight = propensities?.[position[at]! - 1] ?? 1;
      this.users.shown[user[at]!]! += weight;
      this.items.shown[item[at]!]! += weight;
      this.all.shown += weight;
    }
    for (; this.#nextOpened < this.#openedOrder.length; this.#nextOpened++) {
      const at = this.#openedOrder[this.#nextOpened]!;
      // What was never opened lies behind everything.
      if (!(openedAt[at]! < time)) break;
      this.users.opened[user[at]!]! += 1;
      this.items.opened[item[at]!]! += 1;
      this.all.opened += 1;
    }
  }
}

/** Counters of all users, or of all items. */
class Side {
  readonly events: Uint32Array;
  /** Of the first and the latest interaction; NaN before. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly ratings: Uint32Array;
  readonly ratingSum: Float64Array;
  /** Impressions, each as much as its place is looked at, and those that were opened. */
  readonly shown: Float64Array;
  readonly opened: Float64Array;
  readonly #daily: Float64Array;
  readonly #weekly: Float64Array;

  constructor(size: number) {
    this.events = new Uint32Array(size);
    this.first = new Float64Array(size).fill(Number.NaN);
    this.last = new Float64Array(size).fill(Number.NaN);
    this.ratings = new Uint32Array(size);
    this.ratingSum = new Float64Array(size);
    this.shown = new Float64Array(size);
    this.opened = new Float64Array(size);
    this.#daily = new Float64Array(size);
    this.#weekly = new Float64Array(size);
  }

  add(row: number, time: number): void {
    this.#daily[row] = this.aDay(row, time) + 1;
    this.#weekly[row] = this.aWeek(row, time) + 1;
    this.events[row]! += 1;
    if (Number.isNaN(this.first[row]!)) this.first[row] = time;
    this.last[row] = time;
  }

  rate(row: number, value: number): void {
    this.ratings[row]! += 1;
    this.ratingSum[row]! += value;
  }

  /** The sum of e^(-age / day) over the interactions so far. */
  aDay(row: number, time: number): number {
    return this.events[row] === 0 ? 0 : this.#daily[row]! * Math.exp((this.last[row]! - time) / day);
  }

  /** The sum of e^(-age / week) over the interactions so far. */
  aWeek(row: number, time: number): number {
    return this.events[row] === 0 ? 0 : this.#weekly[row]! * Math.exp((this.last[row]! - time) / (7 * day));
  }
}

/** Places in the order of time, equal times by place; what has no time comes last. */
export function byTime(time: Float64Array): Int32Array {
  const key = (at: number) => (Number.isNaN(time[at]!) ? Number.POSITIVE_INFINITY : time[at]!);
  const order = Int32Array.from({ length: time.length }, (_, at) => at);
  return order.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}
