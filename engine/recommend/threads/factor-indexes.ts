import { availableParallelism } from 'node:os';
import { Pace } from '../../numeric/pace.ts';
import { TopK } from '../../numeric/topk.ts';
import { KeptIndex } from '../candidates/vectors/kept-index.ts';
import { type Found, mostFound, type VectorIndex, type Vectors } from '../candidates/vectors/vector-index.ts';
import { type Factorisation, type FactorModel, scoreSome, type UserVector } from '../models/factors/factor-model.ts';
import type { TopItems } from '../models/model.ts';
import type { ScoredItems } from './requests.ts';

/** Items from which on a graph answers what is like an item: that is asked of some twenty at once. */
const graphFrom = 20_000;
/** Nodes looked at for items like one: they need no such care as the best for a user. */
const efAlike = 160;

/**
 * Items with the longest vectors, whose scores are looked at whatever the index says: they are the best for almost
 * everybody, and a graph by product may have no way to some of them (6 of the best 100 of a million, bench/README.md).
 */
const mostLong = 1000;

/** Where the indexes of a version are kept: the folder, the version's own name there, and the hash of its file. */
export interface IndexPlace {
  /** Null keeps them in memory alone. */
  dir: string | null;
  name: string;
  hash: string;
}

/** Items of the model's own numbers, best first, and by which index, in words. */
export interface FoundByIndex {
  items: Int32Array;
  scores: Float32Array;
  note: string;
}

/** The names of a version's indexes in the folder. */
export function indexNames(name: string): string[] {
  return [`${name}-products`, `${name}-alike`];
}

/**
 * The indexes over the items of a factor model, by product for users and by cosine for items. They are made in the
 * background when first asked for: until then the answers are null.
 */
export class FactorIndexes {
  readonly #model: FactorModel;
  readonly #hash: string;
  readonly #products: KeptIndex;
  readonly #alike: KeptIndex;
  #made: Promise<void> | null = null;
  /** With the index of products. */
  #longest: Longest | null = null;

  constructor(model: FactorModel, { dir, name, hash }: IndexPlace) {
    this.#model = model;
    this.#hash = hash;
    const threads = Math.max(2, Math.min(4, availableParallelism()));
    const [products, alike] = indexNames(name);
    this.#products = new KeptIndex({ dir, name: products!, threads });
    const choice = model.items < graphFrom ? {} : { kind: 'hnsw' as const, hnsw: { ef: efAlike } };
    this.#alike = new KeptIndex({ dir, name: alike!, threads, choice });
  }

  /** Begins to make the indexes, one after the other; resolves when they are there. */
  start(): Promise<void> {
    this.#made ??= this.#make();
    return this.#made;
  }

  async #make(): Promise<void> {
    this.#longest = sideBySide(this.#model.learned, await longestOf(this.#vectors()));
    await this.#products.keep(this.#hash, () => this.#vectors());
    const { factors, items } = this.#model.learned;
    await this.#alike.keep(this.#hash, () => ({ dimensions: factors, values: items, similarity: 'cosine' }));
  }

  /** Why no index answers for users, in words. */
  get missing(): string {
    const { current, progress, problem } = this.#products;
    if (current) return 'more was asked for than the index finds at once.';
    if (progress === null) return problem ?? 'there is no index yet.';
    return `the index is being made (${Math.floor(100 * progress)} %).`;
  }

  /**
   * The best k items for a user's vector without those that the user had, all by the model's own numbers; null where the
   * index is not there yet.
   */
  async best(user: UserVector, k: number, had: ReadonlySet<number>): Promise<FoundByIndex | null> {
    const current = this.#products.current;
    // What the user had is left out of what is found, so that much more is asked for.
    const wanted = k + had.size;
    if (!current || wanted > mostFound) return null;
    const { index } = current;
    const query = user.vector.subarray(0, index.dimensions);
    // A graph may have no way to so many: it need not, as long as enough are left of what it found.
    let found = await index.search(query, wanted, { least: k });
    const left = found.items.reduce((count, item) => count + (item >= 0 && !had.has(item) ? 1 : 0), 0);
    if (left < k && found.items.includes(-1)) found = await index.search(query, wanted);
    return { ...this.#bestOf(found, user, k, had), note: inWords(index) };
  }

  /** The best k of what an index found and of the longest, without those that the user had. */
  #bestOf(found: Found, user: UserVector, k: number, had: ReadonlySet<number>): ScoredItems {
    const top = new TopK(k);
    const seen = new Set(had);
    const offer = (item: number, score: number) => {
      if (item < 0 || seen.has(item)) return;
      seen.add(item);
      top.offer(item, score);
    };
    found.items.forEach((item, at) => {
      offer(item, found.scores[at]! + user.offset);
    });
    const longest = this.#longest!;
    const scores = scoreSome(longest.learned, user, longest.places);
    longest.items.forEach((item, at) => {
      offer(item, scores[at]!);
    });
    const out = { items: new Int32Array(k), scores: new Float32Array(k) };
    const size = top.drain(out.items, out.scores);
    return { items: out.items.subarray(0, size), scores: out.scores.subarray(0, size) };
  }

  /** The k items most like each of some by the cosine of their factors, without itself; null where the index is not there yet. */
  async similar(items: Int32Array, k: number): Promise<TopItems | null> {
    const index = this.#alike.current?.index;
    if (!index || k >= mostFound) return null;
    const { factors, items: values } = this.#model.learned;
    const queries = new Float32Array(items.length * factors);
    items.forEach((item, n) => {
      queries.set(values.subarray(item * factors, (item + 1) * factors), n * factors);
    });
    const found = await index.search(queries, k + 1);
    return withoutSelf(items, found, k);
  }

  async close(): Promise<void> {
    await Promise.all([this.#products.close(), this.#alike.close()]);
  }

  /** Without biases the last coordinate says nothing. */
  #vectors(): Vectors {
    const { factors, items, itemBias } = this.#model.learned;
    if (itemBias) return { ...this.#model.itemVectors(), similarity: 'product' };
    return { dimensions: factors, values: items, similarity: 'product' };
  }
}

/** The items with the longest vectors, with these once more: gathered from all over a large model they take most of a search. */
interface Longest {
  items: Int32Array;
  learned: Pick<Factorisation, 'factors' | 'items' | 'itemBias'>;
  /** 0 to the last. */
  places: Int32Array;
}

function sideBySide({ factors, items: all, itemBias }: Factorisation, items: Int32Array): Longest {
  const rows = new Float32Array(items.length * factors);
  items.forEach((item, n) => {
    rows.set(all.subarray(item * factors, (item + 1) * factors), n * factors);
  });
  const biases = itemBias && Float32Array.from(items, (item) => itemBias[item]!);
  return { items, learned: { factors, items: rows, itemBias: biases }, places: items.map((_, n) => n) };
}

/** The items whose vectors are longest, in slices. */
async function longestOf({ dimensions, values }: Vectors): Promise<Int32Array> {
  const pace = new Pace();
  const items = values.length / dimensions;
  const most = Math.min(mostLong, items);
  const top = new TopK(most);
  for (let item = 0; item < items; item++) {
    if (item % 1024 === 0) await pace.turn();
    let square = 0;
    for (let at = item * dimensions; at < (item + 1) * dimensions; at++) square += values[at]! * values[at]!;
    top.offer(item, square);
  }
  const longest = new Int32Array(most);
  top.drain(longest, new Float32Array(most));
  return longest;
}

function withoutSelf(items: Int32Array, found: Awaited<ReturnType<VectorIndex['search']>>, k: number): TopItems {
  const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
  out.items.fill(-1);
  out.scores.fill(Number.NaN);
  items.forEach((item, row) => {
    let place = row * k;
    for (let at = row * (k + 1); at < (row + 1) * (k + 1) && place < (row + 1) * k; at++) {
      if (found.items[at] === item || found.items[at]! < 0) continue;
      out.items[place] = found.items[at]!;
      out.scores[place++] = found.scores[at]!;
    }
  });
  return out;
}

const kinds = { exact: 'Exact', hnsw: 'HNSW', lsh: 'LSH', projection: 'Projections' } as const;

/** 'HNSW over 1,000,000 items.' */
function inWords({ id, size }: VectorIndex): string {
  return `${kinds[id]} over ${size.toLocaleString('en')} items.`;
}
