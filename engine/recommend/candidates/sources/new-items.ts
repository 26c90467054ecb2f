import type { Csr } from '../../../numeric/csr.ts';
import { IntSlots } from '../../../numeric/int-slots.ts';
import { atOnce, inSlices, type Pieces } from '../../../numeric/pace.ts';
import { TopK } from '../../../numeric/topk.ts';
import { type CandidateSource, recentWeights, sourceOf } from '../source.ts';
import { isAllowed } from '../vectors/vector-index.ts';

/** An item that was met less often than this is new: nothing but its attributes says whom it is for. */
export const newBelow = 5;

export interface NewItems extends Newness {
  /** items x attributes, ones; null where nothing is known of items. */
  attributes: Csr | null;
}

/** What decides which items are new at a moment. */
export interface Newness {
  /** How often each item was met. */
  met: Float32Array;
  /** When items came out, NaN where it is not known; null where of none. What comes out later is not new yet. */
  published: Float64Array | null;
  now: number;
}

/** Whether an item is new. */
export function newAt({ met, published, now }: Newness): (item: number) => boolean {
  return (item) => met[item]! < newBelow && !((published?.[item] ?? Number.NaN) > now);
}

/**
 * New items whose attributes are those of the recent history, by the cosine of the attributes with the weighted sum of
 * the history's items, each at length 1; without a history, of what everybody met.
 */
export function newItemsSource(
  { attributes, met, published, now }: NewItems,
  { most = 20, halfLife = 10 } = {},
): CandidateSource {
  const isNew = newAt({ met, published, now });
  const make = async (of: Csr) => {
    const rows = await inSlices(newestFirst(of, isNew, published));
    const everybody = await inSlices(tasting(of, met.length, (item) => item, met));
    return { rows, everybody, scorer: scorerOf(of, rows) };
  };
  let made: ReturnType<typeof make> | null = null;
  return sourceOf(
    'new-items',
    'New items like what the user had, by their attributes',
    async ({ history, filter }, quota) => {
      if (!attributes) return 'Nothing is known of the items but their ids.';
      made ??= make(attributes);
      const { rows, everybody, scorer } = await made;
      if (rows.length === 0) return `Every item that is described was met ${newBelow} times or more.`;
      const { items, weights } = recentWeights(history, { most, halfLife });
      const own = atOnce(tasting(attributes, items.length, (n) => items[n]!, weights));
      const had = new Set(history.items);
      const top = new TopK(quota);
      const cosines = scorer(own.length > 0 ? own : everybody);
      // Most are told by the number alone.
      let least = Number.MIN_VALUE;
      for (let n = 0; n < rows.length; n++) {
        if (!(cosines[n]! >= least)) continue;
        const item = rows[n]!;
        if (had.has(item) || (filter && !isAllowed(filter, item))) continue;
        top.offer(item, cosines[n]!);
        if (top.size === quota) least = top.worst;
      }
      const found = { items: new Int32Array(top.size), scores: new Float32Array(top.size) };
      top.drain(found.items, found.scores);
      return found;
    },
  );
}

/** New items that are looked at for one feed: the newest. */
const mostLookedAt = 20_000;

/** Items between two looks at the clock. */
const itemsASlice = 32_768;

/** The new items that have attributes, ascending; where they are too many the newest of them, newest first. */
function* newestFirst(
  attributes: Csr,
  isNew: (item: number) => boolean,
  published: Float64Array | null,
): Pieces<Int32Array> {
  const most = Math.min(mostLookedAt, attributes.rows);
  const first = new Int32Array(most);
  // Of one date the larger number is the newer one, so that it is offered as the smaller.
  const top = new TopK(most);
  let count = 0;
  for (let item = 0; item < attributes.rows; item++) {
    if (item % itemsASlice === 0) yield;
    if (!isNew(item) || sizeOf(attributes, item) === 0) continue;
    if (count < most) first[count] = item;
    count += 1;
    top.offer(-item, published?.[item] || 0);
  }
  if (count <= most) return first.subarray(0, count);
  const newest = new Int32Array(most);
  top.drain(newest, new Float32Array(most));
  return newest.map((negative) => -negative);
}

/** How much each attribute counts, and the length of that as a vector. */
interface Taste {
  columns: Int32Array;
  weights: Float64Array;
  length: number;
}

/** The sum of some items by weight, each at length 1. */
function* tasting(attributes: Csr, count: number, itemOf: (n: number) => number, weights: Float32Array): Pieces<Taste> {
  const { indptr, indices } = attributes;
  let most = 0;
  for (let n = 0; n < count; n++) most += sizeOf(attributes, itemOf(n));
  const slots = new IntSlots(Math.min(attributes.columns, most));
  const sums = new Float64Array(slots.keys.length);
  for (let n = 0; n < count; n++) {
    if (n % itemsASlice === 0) yield;
    if (!(weights[n]! > 0)) continue;
    const item = itemOf(n);
    const share = weights[n]! / Math.sqrt(sizeOf(attributes, item) || 1);
    for (let at = indptr[item]!; at < indptr[item + 1]!; at++) sums[slots.add(indices[at]!)]! += share;
  }
  // Added up in one order, so that it does not depend on that of the history.
  const columns = slots.keys.slice(0, slots.size).sort();
  const own = Float64Array.from(columns, (column) => sums[slots.find(column)]!);
  return { columns, weights: own, length: Math.sqrt(own.reduce((sum, weight) => sum + weight * weight, 0)) };
}

/**
 * Makes what tells the cosine of each of some items with a taste, in an array that the next call writes over: the items'
 * attributes lie side by side in it.
 */
function scorerOf(attributes: Csr, rows: Int32Array) {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((item, n) => {
    starts[n + 1] = starts[n]! + sizeOf(attributes, item);
  });
  const columns = new Int32Array(starts.at(-1)!);
  rows.forEach((item, n) => {
    columns.set(attributes.indices.subarray(attributes.indptr[item], attributes.indptr[item + 1]), starts[n]);
  });
  const lengths = Float64Array.from(rows, (item) => Math.sqrt(sizeOf(attributes, item)));
  const taste = new Float64Array(attributes.columns);
  const cosines = new Float32Array(rows.length);
  return ({ columns: tasted, weights, length }: Taste): Float32Array => {
    tasted.forEach((column, n) => {
      taste[column] = weights[n]!;
    });
    for (let n = 0, at = 0; n < cosines.length; n++) {
      const end = starts[n + 1]!;
      let sum = 0;
      for (; at < end; at++) sum += taste[columns[at]!]!;
      cosines[n] = sum === 0 ? 0 : sum / lengths[n]! / (length || 1);
    }
    for (const column of tasted) taste[column] = 0;
    return cosines;
  };
}

function sizeOf({ indptr }: Csr, item: number): number {
  return indptr[item + 1]! - indptr[item]!;
}

/**
 * The chance that somebody takes an item, by its attributes: the mean over them of how often items with it were met, as
 * a share of `people`; 0 for items without attributes.
 */
export function ratesByAttribute(attributes: Csr, met: Float32Array, people: number): (item: number) => number {
  const [sums, counts] = [new Float64Array(attributes.columns), new Float64Array(attributes.columns)];
  for (let item = 0; item < attributes.rows; item++) {
    // New items say nothing of what is to be expected of new items.
    if (met[item]! < newBelow) continue;
    for (let at = attributes.indptr[item]!; at < attributes.indptr[item + 1]!; at++) {
      sums[attributes.indices[at]!]! += Math.min(1, met[item]! / Math.max(1, people));
      counts[attributes.indices[at]!]! += 1;
    }
  }
  return (item) => {
    const own = attributes.indices.subarray(attributes.indptr[item]!, attributes.indptr[item + 1]!);
    const known = own.filter((column) => counts[column]! > 0);
    return known.reduce((sum, column) => sum + sums[column]! / counts[column]!, 0) / Math.max(1, known.length);
  };
}
