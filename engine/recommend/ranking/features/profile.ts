import type { Csr } from '../../../numeric/csr.ts';
import { plainNumber } from './schema.ts';

/** Contents are compared with so many latest items; shares are of all that are remembered. */
const recent = 10;

/** What one user's latest items are about, and how an item fits to that. */
export class Profile {
  readonly #attributes: Csr | null;
  readonly #topics: Int32Array;
  readonly #embeddings: { dimensions: number; values: Float32Array } | null;
  /** How many of the recent items, and of all, have each attribute. */
  readonly #recent: Float32Array;
  readonly #all: Float32Array;
  #touched: number[] = [];
  #count = 0;
  #length = 0;
  readonly #mean: Float32Array;
  #meanLength = 0;

  /** `topics`: the place of each attribute among the topics with shares, or -1. */
  constructor(
    attributes: Csr | null,
    topics: Int32Array,
    embeddings: { dimensions: number; values: Float32Array } | null,
  ) {
    this.#attributes = attributes;
    this.#topics = topics;
    this.#embeddings = embeddings;
    this.#recent = new Float32Array(attributes?.columns ?? 0);
    this.#all = new Float32Array(attributes?.columns ?? 0);
    this.#mean = new Float32Array(embeddings?.dimensions ?? 0);
  }

  /** Sums up these items, the latest first. */
  of(items: readonly number[]): void {
    for (const column of this.#touched) this.#recent[column] = this.#all[column] = 0;
    this.#touched = [];
    this.#count = items.length;
    if (this.#attributes) this.#sumAttributes(this.#attributes, items);
    if (this.#embeddings) this.#sumEmbeddings(this.#embeddings, items.slice(0, recent));
  }

  /**
   * Writes the cosine of the item's attributes (and that of its text) with the recent items', and for each topic, from
   * `shares` on, the largest share of the items so far that have one of the item's values. NaN stays where there is nothing to compare.
   */
  write(item: number, to: Float32Array, shares: number): void {
    if (this.#count === 0) return;
    if (this.#attributes) this.#compare(this.#attributes, item, to, shares);
    if (this.#embeddings) to[plainNumber['text similarity to history']] = this.#cosine(this.#embeddings, item);
  }

  #sumAttributes({ indptr, indices }: Csr, items: readonly number[]): void {
    for (const [n, item] of items.entries()) {
      for (let k = indptr[item]!; k < indptr[item + 1]!; k++) {
        const column = indices[k]!;
        if (this.#all[column] === 0) this.#touched.push(column);
        this.#all[column]! += 1;
        if (n < recent) this.#recent[column]! += 1;
      }
    }
    this.#length = Math.sqrt(this.#touched.reduce((sum, column) => sum + this.#recent[column]! ** 2, 0));
  }

  #compare({ indptr, indices }: Csr, item: number, to: Float32Array, shares: number): void {
    const [start, end] = [indptr[item]!, indptr[item + 1]!];
    let product = 0;
    for (let k = start; k < end; k++) {
      const column = indices[k]!;
      product += this.#recent[column]!;
      const topic = this.#topics[column]!;
      if (topic < 0) continue;
      const share = this.#all[column]! / this.#count;
      const known = to[shares + topic]!;
      if (!(known >= share)) to[shares + topic] = share;
    }
    if (end > start && this.#length > 0) {
      to[plainNumber['similarity to history']] = product / (this.#length * Math.sqrt(end - start));
    }
  }

  #sumEmbeddings({ dimensions, values }: { dimensions: number; values: Float32Array }, items: readonly number[]): void {
    this.#mean.fill(0);
    for (const item of items) {
      for (let d = 0; d < dimensions; d++) this.#mean[d]! += values[item * dimensions + d]!;
    }
    this.#meanLength = Math.sqrt(this.#mean.reduce((sum, value) => sum + value * value, 0));
  }

  #cosine({ dimensions, values }: { dimensions: number; values: Float32Array }, item: number): number {
    let [product, square] = [0, 0];
    for (let d = 0; d < dimensions; d++) {
      const value = values[item * dimensions + d]!;
      product += value * this.#mean[d]!;
      square += value * value;
    }
    return product / (this.#meanLength * Math.sqrt(square));
  }
}
