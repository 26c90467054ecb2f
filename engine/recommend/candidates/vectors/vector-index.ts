import { atOnce, type Pieces } from '../../../numeric/pace.ts';
import type { SectionArray } from '../../../numeric/sections.ts';

/** How vectors are compared: by inner product, or by cosine. */
export type Similarity = 'product' | 'cosine';
export type IndexKind = 'exact' | 'hnsw' | 'lsh' | 'projection';

/** The vectors of items, by item number. */
export interface Vectors {
  readonly dimensions: number;
  /** items x dimensions, row-major. */
  readonly values: Float32Array;
  readonly similarity: Similarity;
}

/** A set of items, one bit an item: bit i % 32 of word i / 32. */
export interface ItemFilter {
  readonly bits: Int32Array;
  /** How many items are in it. */
  readonly allowed: number;
}

export interface SearchOptions {
  /** Only these items may be found. */
  filter?: ItemFilter;
  /** Where a graph finds fewer than so many it looks at every item instead; k by default. */
  least?: number;
  signal?: AbortSignal;
}

/** The best k items of each query, best first; -1 and NaN where fewer were found. */
export interface Found {
  /** queries x k. */
  items: Int32Array;
  /** queries x k: inner products or cosines, computed exactly whatever found the item. */
  scores: Float32Array;
}

export interface IndexStats {
  kind: IndexKind;
  items: number;
  dimensions: number;
  /** All that the index holds, vectors included. */
  bytes: number;
  /** What building it took; 0 where it was loaded. */
  buildMs: number;
}

/** Finds the items whose vectors are most like a query's. Equal scores go by the smaller item number. */
export interface VectorIndex {
  readonly id: IndexKind;
  /** Items. */
  readonly size: number;
  readonly dimensions: number;
  readonly similarity: Similarity;
  readonly stats: IndexStats;
  /**
   * The k best items for each row of `queries` (n x dimensions, row-major). Short searches run on the calling thread,
   * with turns of the event loop in between; calls wait for each other. Rejects with BAD_INPUT where a query is not of
   * the index's dimensions or not finite or k not in [1, `mostFound`], and with CANCELLED.
   */
  search(queries: Float32Array, k: number, options?: SearchOptions): Promise<Found>;
  /** All that is needed to make the same index again; the arrays are views, not copies. */
  sections(): { header: IndexHeader; sections: Record<string, SectionArray> };
}

/** What is said about a saved index: whole numbers and words alone. */
export interface IndexHeader {
  kind: IndexKind;
  similarity: Similarity;
  size: number;
  dimensions: number;
  params: Readonly<Record<string, number>>;
}

export interface BuildOptions {
  seed: number;
  /** Worker threads; 1 builds on the calling thread in slices. What is built does not depend on it. */
  threads?: number;
  signal?: AbortSignal;
  /** Units done of `total`. */
  onProgress?: (done: number, total: number) => void;
}

/** The most items that one query may ask for. */
export const mostFound = 4096;

/** The filter that lets those items through for which `isAllowed` says so. */
export function itemFilter(size: number, isAllowed: (item: number) => boolean): ItemFilter {
  return atOnce(filtering(size, isAllowed));
}

/** Items between two looks at the clock. */
const itemsASlice = 32_768;

/** As `itemFilter`, in pieces. */
export function* filtering(size: number, isAllowed: (item: number) => boolean): Pieces<ItemFilter> {
  const bits = new Int32Array(Math.ceil(size / 32));
  let allowed = 0;
  for (let item = 0; item < size; item++) {
    if (item % itemsASlice === 0) yield;
    if (!isAllowed(item)) continue;
    bits[item >> 5]! |= 1 << (item & 31);
    allowed += 1;
  }
  return { bits, allowed };
}

/** The filter that lets all items through but those listed; items that do not exist are passed over. */
export function allBut(size: number, items: Iterable<number>): ItemFilter {
  const bits = new Int32Array(Math.ceil(size / 32)).fill(-1);
  if (size % 32 > 0) bits[bits.length - 1] = (1 << (size % 32)) - 1;
  let allowed = size;
  for (const item of items) {
    if (!(item >= 0 && item < size) || !isAllowed({ bits, allowed }, item)) continue;
    bits[item >> 5]! &= ~(1 << (item & 31));
    allowed -= 1;
  }
  return { bits, allowed };
}

/** Whether the filter lets an item through. */
export function isAllowed({ bits }: ItemFilter, item: number): boolean {
  return ((bits[item >> 5]! >>> (item & 31)) & 1) === 1;
}
