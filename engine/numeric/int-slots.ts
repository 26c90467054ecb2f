/**
 * Numbers the different integers that are handed to it, from 0 in the order of their first appearance: an open hash table
 * in typed arrays, where a `Map` with an object or a number an entry would be most of the work.
 */
export class IntSlots {
  /** The integers by their numbers; only the first `size` are filled. */
  readonly keys: Int32Array;
  /** A number and 1, or 0 where nothing hashes; at least twice as many as there can be keys. */
  readonly #table: Int32Array;
  readonly #shift: number;
  #size = 0;

  /** `most` is how many different integers there can be; one more throws RangeError. */
  constructor(most: number) {
    this.keys = new Int32Array(most);
    const bits = Math.max(2, 1 + Math.ceil(Math.log2(most + 1)));
    this.#table = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of an integer, given to it now where it is new. */
  add(key: number): number {
    const at = this.#placeOf(key);
    const known = this.#table[at]!;
    if (known > 0) return known - 1;
    if (this.#size === this.keys.length) throw new RangeError(`There is room for ${this.keys.length} integers.`);
    this.keys[this.#size] = key;
    this.#size += 1;
    this.#table[at] = this.#size;
    return this.#size - 1;
  }

  /** The number of an integer; -1 where it was not added. */
  find(key: number): number {
    return this.#table[this.#placeOf(key)]! - 1;
  }

  #placeOf(key: number): number {
    const table = this.#table;
    // Fibonacci hashing: the high bits of the product are spread well even for runs of integers.
    let at = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (table[at] !== 0 && this.keys[table[at]! - 1] !== key) at = (at + 1) & (table.length - 1);
    return at;
  }
}
