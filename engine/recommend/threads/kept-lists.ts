import type { ScoredItems } from './requests.ts';

/**
 * Lists of one length by number, side by side in two arrays: kept as arrays of their own, tens of thousands of them make
 * every collection of the thread's garbage take longer than a feed. What is kept beyond the room for it takes the place
 * of what was kept longest ago.
 */
export class KeptLists {
  /** Entries of a list. */
  readonly length: number;
  readonly #items: Int32Array;
  readonly #scores: Float32Array;
  readonly #placeOf = new Map<number, number>();
  /** The number of the list at each place. */
  readonly #numbers: Int32Array;
  readonly #stays: number;
  #next = 0;

  /** Room for `most` lists of `length` entries; the first `stays` that are kept are never let go, fewer than `most`. */
  constructor({ most, length, stays }: { most: number; length: number; stays: number }) {
    this.length = length;
    this.#stays = stays;
    this.#numbers = new Int32Array(most).fill(-1);
    this.#items = new Int32Array(most * length);
    this.#scores = new Float32Array(most * length);
  }

  has(number: number): boolean {
    return this.#placeOf.has(number);
  }

  /** The list of a number, as it is kept: good until the next one is put. Undefined where there is none. */
  get(number: number): ScoredItems | undefined {
    const place = this.#placeOf.get(number);
    if (place === undefined) return undefined;
    const [from, to] = [place * this.length, (place + 1) * this.length];
    return { items: this.#items.subarray(from, to), scores: this.#scores.subarray(from, to) };
  }

  /** Keeps a list of `length` entries. */
  put(number: number, { items, scores }: ScoredItems): void {
    const place = this.#placeOf.get(number) ?? this.#take(number);
    this.#items.set(items, place * this.length);
    this.#scores.set(scores, place * this.length);
  }

  #take(number: number): number {
    const place = this.#next;
    this.#next = place + 1 < this.#numbers.length ? place + 1 : this.#stays;
    if (this.#numbers[place]! >= 0) this.#placeOf.delete(this.#numbers[place]!);
    this.#numbers[place] = number;
    this.#placeOf.set(number, place);
    return place;
  }
}
