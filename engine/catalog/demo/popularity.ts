import type { ItemTruth } from './items.ts';
import { behaviour, day, growth, topics } from './plan.ts';
import type { DemoSettings } from './settings.ts';

/** What decides about views, of all items in typed arrays: a million items take some 40 MB. */
export class ItemTable {
  readonly topic: Uint8Array;
  readonly second: Uint8Array;
  readonly mix: Float32Array;
  readonly quality: Float32Array;
  readonly appeal: Float32Array;
  readonly isClickbait: Uint8Array;
  readonly publisherSize: Float32Array;
  readonly publishedAt: Float64Array;
  /** Infinity where the item stays. */
  readonly removedAt: Float64Array;
  /** 0 where the item is free. */
  readonly price: Float32Array;

  constructor(size: number) {
    this.topic = new Uint8Array(size);
    this.second = new Uint8Array(size);
    this.mix = new Float32Array(size);
    this.quality = new Float32Array(size);
    this.appeal = new Float32Array(size);
    this.isClickbait = new Uint8Array(size);
    this.publisherSize = new Float32Array(size);
    this.publishedAt = new Float64Array(size);
    this.removedAt = new Float64Array(size);
    this.price = new Float32Array(size);
  }

  get size(): number {
    return this.topic.length;
  }

  set(n: number, truth: ItemTruth): void {
    this.topic[n] = truth.topic;
    this.second[n] = truth.second;
    this.mix[n] = truth.mix;
    this.quality[n] = truth.quality;
    this.appeal[n] = truth.appeal;
    this.isClickbait[n] = truth.isClickbait ? 1 : 0;
    this.publisherSize[n] = truth.publisherSize;
    this.publishedAt[n] = truth.publishedAt;
    this.removedAt[n] = truth.removedAt ?? Number.POSITIVE_INFINITY;
    this.price[n] = truth.price ?? 0;
  }
}

/** The items of a topic in the order of their times, and for each period the running sums of their attraction. */
interface Pool {
  members: Int32Array;
  sums: Float32Array[];
}

/** What the feed shows when: for each topic and period of time, how likely each item is. */
export interface Popularity {
  readonly pools: readonly Pool[];
  readonly periods: number;
  /** In milliseconds. */
  readonly period: number;
}

/** Periods a day where there is room, and the most sums that are held at once (4 bytes each). */
const periodsPerDay = 4;
const mostSums = 30_000_000;
/** Items between two steps. */
const stepItems = 4096;

/**
 * Lets popularity grow period by period, on average over all users: an item's attraction is its publisher's reach and
 * its quality, times freshness, times what it has got so far (docs/demo.md). Views of a period go by attraction within
 * a topic and by the topics' shares. A step some thousand items, so that the caller can let others work.
 */
export function* popularityOf(settings: DemoSettings, table: ItemTable): Generator<void, Popularity> {
  const { interactions, days, start } = settings;
  const most = Math.max(1, Math.floor(mostSums / table.size));
  const periods = Math.min(periodsPerDay * days, most);
  const period = (days * day) / periods;
  const pools = yield* poolsOf(table);
  const views = new Float64Array(table.size);
  const base = yield* attractionOf(table);
  const mean = Math.max(interactions / table.size, Number.EPSILON);
  for (let p = 0; p < periods; p++) {
    const at = start + p * period;
    for (const [t, { members, sums }] of pools.entries()) {
      const present = countUntil(table.publishedAt, members, at + period);
      const running = new Float32Array(present);
      let sum = 0;
      for (let m = 0; m < present; m++) {
        const n = members[m]!;
        if (table.removedAt[n]! > at) {
          const age = Math.max(0, at + period / 2 - table.publishedAt[n]!) / day;
          const fresh = growth.evergreen + (1 - growth.evergreen) * 2 ** (-age / growth.halfLifeDays);
          sum += base[n]! * fresh * (1 + views[n]! / mean) ** growth.gamma;
        }
        running[m] = sum;
        if (m % stepItems === stepItems - 1) yield;
      }
      sums.push(running);
      const total = (interactions / periods) * topics[t]!.share;
      for (let m = 0; m < present && sum > 0; m++) {
        const n = members[m]!;
        const share = (running[m]! - (m > 0 ? running[m - 1]! : 0)) / sum;
        // What is opened more often than the mean item is what grows: the headline's appeal counts.
        views[n]! += total * share * Math.exp(0.5 * table.appeal[n]!);
        if (m % stepItems === stepItems - 1) yield;
      }
      yield;
    }
  }
  return { pools, periods, period };
}

/** The chance that the place k of a page, from 1 on, is looked at. */
export const attention: readonly number[] = Array.from(
  { length: behaviour.pageLength },
  (_, place) => (place + 1) ** -behaviour.positionDecay,
);

/** What an item has from the beginning: reach and quality. */
function* attractionOf({ publisherSize, quality, size }: ItemTable): Generator<void, Float32Array> {
  const base = new Float32Array(size);
  for (let n = 0; n < size; n++) {
    base[n] = publisherSize[n]! ** growth.reach * Math.exp(growth.quality * quality[n]!);
    if (n % stepItems === stepItems - 1) yield;
  }
  return base;
}

function* poolsOf({ topic, size }: ItemTable): Generator<void, Pool[]> {
  const counts = new Int32Array(topics.length);
  for (const t of topic) counts[t]! += 1;
  yield;
  const pools = Array.from(counts, (count) => ({ members: new Int32Array(count), sums: [] }));
  counts.fill(0);
  for (let n = 0; n < size; n++) pools[topic[n]!]!.members[counts[topic[n]!]!++] = n;
  return pools;
}

/** How many of the members, which are in the order of time, were published before this time. */
function countUntil(publishedAt: Float64Array, members: Int32Array, time: number): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (publishedAt[members[middle]!]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
