/**
 * Numbers the different integers that are handed to it, from 0 in the order of their first appearance: an open hash table
 * in typed arrays, where a `Map` with an object or a number an entry would be most of the work.
 */
export class IntSlots {
  /** The one that `forNow` hands out; as large as was ever asked for. */
  static #again: IntSlots | undefined;
  /** The integers by their numbers; only the first `size` are filled. */
  readonly keys: Int32Array;
  /** A number and 1, or 0 where nothing hashes; at least twice as many as there can be keys. */
  readonly #table: Int32Array;
  #shift: number;
  #most: number;
  #size = 0;

  /** `most` is how many different integers there can be; one more throws RangeError. */
  constructor(most: number) {
    this.keys = new Int32Array(most);
    this.#most = most;
    const bits = bitsFor(most);
    this.#table = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  /**
   * The same one for every caller, emptied: for work that is done with it before it awaits anything or calls what may ask
   * for it too. Tables of some ten kilobytes by the dozen a feed are much of what the garbage collector has to do.
   */
  static forNow(most: number): IntSlots {
    if (!IntSlots.#again || IntSlots.#again.keys.length < most) {
      IntSlots.#again = new IntSlots(2 ** Math.ceil(Math.log2(Math.max(1024, most))));
    }
    IntSlots.#again.#empty(most);
    return IntSlots.#again;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of an integer, given to it now where it is new. */
  add(key: number): number {
    const at = this.#placeOf(key);
    const known = this.#table[at]!;
    if (known > 0) return known - 1;
    if (this.#size === this.#most) throw new RangeError(`There is room for ${this.#most} integers.`);
    this.keys[this.#size] = key;
    this.#size += 1;
    this.#table[at] = this.#size;
    return this.#size - 1;
  }

  /** The number of an integer; -1 where it was not added. */
  find(key: number): number {
    return this.#table[this.#placeOf(key)]! - 1;
  }

  #empty(most: number): void {
    const bits = bitsFor(most);
    this.#table.fill(0, 0, 2 ** bits);
    this.#shift = 32 - bits;
    this.#most = most;
    this.#size = 0;
  }

  #placeOf(key: number): number {
    const table = this.#table;
    const last = (1 << (32 - this.#shift)) - 1;
    // Fibonacci hashing: the high bits of the product are spread well even for runs of integers.
    let at = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (table[at] !== 0 && this.keys[table[at]! - 1] !== key) at = (at + 1) & last;
    return at;
  }
}

/** A table of 2^bits places is at least twice as large as what it holds. */
function bitsFor(most: number): number {
  return Math.max(2, 1 + Math.ceil(Math.log2(most + 1)));
}
