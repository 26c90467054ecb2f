import type { Csr } from '../../../numeric/csr.ts';
import { type CandidateSource, recentWeights, sourceOf } from '../source.ts';

/** An item that was met less often than this is new: nothing but its attributes says whom it is for. */
export const newBelow = 5;

export interface NewItems {
  /** items x attributes, ones; null where nothing is known of items. */
  attributes: Csr | null;
  /** How often each item was met. */
  met: Float32Array;
  /** When items came out, NaN where it is not known; null where of none. What comes out later is not new yet. */
  published: Float64Array | null;
  now: number;
}

/**
 * New items whose attributes are those of the recent history, by the cosine of the attributes with the weighted sum of
 * the history's items, each at length 1; without a history, of what everybody met.
 */
export function newItemsSource(
  { attributes, met, published, now }: NewItems,
  { most = 20, halfLife = 10 } = {},
): CandidateSource {
  const isNew = (item: number) => met[item]! < newBelow && !((published?.[item] ?? Number.NaN) > now);
  const rows = attributes ? newestFirst(attributes, isNew, published) : new Int32Array(0);
  let everybody: Float64Array | null = null;
  return sourceOf('new-items', 'New items like what the user had, by their attributes', ({ history }) => {
    if (!attributes) return 'Nothing is known of the items but their ids.';
    if (rows.length === 0) return `Every item that is described was met ${newBelow} times or more.`;
    everybody ??= tasteOf(attributes, { items: Int32Array.from(met.keys()), weights: met });
    const own = tasteOf(attributes, recentWeights(history, { most, halfLife }));
    const taste = own.some((weight) => weight > 0) ? own : everybody;
    const length = Math.sqrt(taste.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
    const scores = Float32Array.from(rows, (item) => {
      let sum = 0;
      for (let at = attributes.indptr[item]!; at < attributes.indptr[item + 1]!; at++) {
        sum += taste[attributes.indices[at]!]!;
      }
      return sum / Math.sqrt(sizeOf(attributes, item)) / length;
    });
    const had = new Set(history.items);
    return { items: rows.map((item, n) => (scores[n]! > 0 && !had.has(item) ? item : -1)), scores };
  });
}

/** New items that are looked at for one feed: the newest. */
const mostLookedAt = 20_000;

function newestFirst(attributes: Csr, isNew: (item: number) => boolean, published: Float64Array | null): Int32Array {
  const rows = Int32Array.from({ length: attributes.rows }, (_, item) => item).filter(
    (item) => isNew(item) && sizeOf(attributes, item) > 0,
  );
  if (rows.length <= mostLookedAt) return rows;
  const at = (item: number) => published?.[item] || 0;
  return rows.sort((a, b) => at(b) - at(a) || b - a).slice(0, mostLookedAt);
}

function tasteOf(attributes: Csr, { items, weights }: { items: Int32Array; weights: Float32Array }): Float64Array {
  const taste = new Float64Array(attributes.columns);
  items.forEach((item, n) => {
    if (!(weights[n]! > 0)) return;
    const share = weights[n]! / Math.sqrt(sizeOf(attributes, item) || 1);
    for (let at = attributes.indptr[item]!; at < attributes.indptr[item + 1]!; at++) {
      taste[attributes.indices[at]!]! += share;
    }
  });
  return taste;
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
