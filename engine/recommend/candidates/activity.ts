import type { NumberedPairs } from '../../catalog/interactions/interactions.ts';
import { atOnce, inSlices, Pace, type Pieces } from '../../numeric/pace.ts';
import type { RecentHistory } from './source.ts';

const day = 24 * 60 * 60 * 1000;
/** Events that are looked at between two looks at the clock. */
const eventsASlice = 65_536;

/** All that happened until a moment, by user and time. Every time an item was met counts, not only the last. */
export interface Activity {
  readonly users: number;
  readonly items: number;
  /** What counts as now, in milliseconds since 1970: nothing later is in here. 0 where no times are known. */
  readonly now: number;
  /** users + 1 offsets into the arrays below. */
  readonly indptr: Int32Array;
  /** Items of each user, oldest first; those of one time in the order of the data. */
  readonly item: Int32Array;
  readonly value: Float32Array;
  readonly time: Float64Array | null;
}

/** Sorts interactions by user and time, in slices, and leaves out what came after `now` (by default nothing). */
export async function activityOf(data: NumberedPairs, now?: number): Promise<Activity> {
  const pace = new Pace();
  const { users, items, user, item, value, time } = data;
  let newest = 0;
  const indptr = new Int32Array(users.size + 1);
  const isIn = (at: number) => !time || now === undefined || !(time[at]! > now);
  for (let at = 0; at < user.length; at++) {
    if (at % 65_536 === 0) await pace.turn();
    if (!isIn(at)) continue;
    indptr[user[at]! + 1]! += 1;
    if (time && time[at]! > newest) newest = time[at]!;
  }
  for (let u = 0; u < users.size; u++) indptr[u + 1]! += indptr[u]!;
  const order = new Int32Array(indptr[users.size]!);
  const next = indptr.slice();
  for (let at = 0; at < user.length; at++) {
    if (at % 65_536 === 0) await pace.turn();
    if (isIn(at)) order[next[user[at]!]!++] = at;
  }
  if (time) {
    for (let u = 0; u < users.size; u++) {
      if (u % 64 === 0) await pace.turn();
      // Times that are not known come first: nothing says that they are recent.
      const known = (at: number) => (Number.isNaN(time[at]!) ? Number.NEGATIVE_INFINITY : time[at]!);
      order.subarray(indptr[u]!, indptr[u + 1]!).sort((a, b) => {
        return known(a) === known(b) ? a - b : known(a) - known(b);
      });
    }
  }
  return {
    users: users.size,
    items: items.size,
    now: now ?? newest,
    indptr,
    item: await inSlices(gathering(item, order, new Int32Array(order.length))),
    value: await inSlices(gathering(value, order, new Float32Array(order.length))),
    time: time && (await inSlices(gathering(time, order, new Float64Array(order.length)))),
  };
}

/** The values at some places. */
function* gathering<A extends Int32Array | Float32Array | Float64Array>(from: A, places: Int32Array, to: A): Pieces<A> {
  for (let n = 0; n < places.length; n++) {
    if (n % eventsASlice === 0) yield;
    to[n] = from[places[n]!]!;
  }
  return to;
}

/** What a user did, oldest first; empty for whoever is not in the data. */
export function historyOf({ users, indptr, item, value, time }: Activity, user: number): RecentHistory {
  const [from, to] = user >= 0 && user < users ? [indptr[user]!, indptr[user + 1]!] : [0, 0];
  return { items: item.subarray(from, to), values: value.subarray(from, to), times: time?.subarray(from, to) ?? null };
}

/**
 * How often each item was met in the days [from, to) before now; all times where none are known and `to` is infinite.
 * An event exactly now is 0 days ago.
 */
export function countsBetween(activity: Activity, from: number, to: number): Float32Array {
  return atOnce(countingBetween(activity, from, to));
}

/** As `countsBetween`, in pieces. */
export function* countingBetween({ items, item, time, now }: Activity, from: number, to: number): Pieces<Float32Array> {
  const counts = new Float32Array(items);
  for (let at = 0; at < item.length; at++) {
    if (at % eventsASlice === 0) yield;
    const age = time ? (now - time[at]!) / day : 0;
    if (to === Number.POSITIVE_INFINITY && from === 0) counts[item[at]!]! += 1;
    else if (age >= from && age < to) counts[item[at]!]! += 1;
  }
  return counts;
}
