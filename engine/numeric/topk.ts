/**
 * Keeps the k largest of the numbers offered to it, with their indices, in a binary heap whose root is the worst one
 * kept: O(log k) an offer that gets in, O(1) for one that does not. Equal values are ordered by the smaller index, so
 * what is kept does not depend on the order of the offers. Not a number is never kept.
 */
export class TopK {
  readonly #indices: Int32Array;
  readonly #values: Float64Array;
  readonly #k: number;
  #size = 0;

  constructor(k: number) {
    this.#k = k;
    this.#indices = new Int32Array(k);
    this.#values = new Float64Array(k);
  }

  get size(): number {
    return this.#size;
  }

  /** The worst value kept; NaN where none is. */
  get worst(): number {
    return this.#size > 0 ? this.#values[0]! : Number.NaN;
  }

  /** Offers one value; each index at most once. */
  offer(index: number, value: number): void {
    if (this.#size < this.#k) {
      if (!Number.isNaN(value)) this.#rise(this.#size++, index, value);
    } else if (this.#k > 0) {
      const worst = this.#values[0]!;
      if (value > worst || (value === worst && index < this.#indices[0]!)) this.#sink(index, value, this.#size);
    }
  }

  /**
   * Takes out all that is kept, best first, into `indices` and `values` from `at` on, and returns how many they were.
   * The places up to `at + k` that are left over are filled with -1 and NaN.
   */
  drain(indices: Int32Array, values: Float32Array, at = 0): number {
    const found = this.#size;
    indices.fill(-1, at + found, at + this.#k);
    values.fill(Number.NaN, at + found, at + this.#k);
    for (let place = found - 1; place >= 0; place--) {
      indices[at + place] = this.#indices[0]!;
      values[at + place] = this.#values[0]!;
      this.#size = place;
      this.#sink(this.#indices[place]!, this.#values[place]!, place);
    }
    return found;
  }

  #rise(from: number, index: number, value: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.#values[parent]!;
      if (other < value || (other === value && this.#indices[parent]! > index)) break;
      this.#values[at] = other;
      this.#indices[at] = this.#indices[parent]!;
      at = parent;
    }
    this.#values[at] = value;
    this.#indices[at] = index;
  }

  /** Puts an entry at the root of a heap of `size` and lets it sink until no worse one lies below it. */
  #sink(index: number, value: number, size: number): void {
    const values = this.#values;
    const indices = this.#indices;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        (values[right]! < values[child]! || (values[right] === values[child] && indices[right]! > indices[child]!))
      ) {
        child = right;
      }
      const other = values[child]!;
      if (other > value || (other === value && indices[child]! < index)) break;
      values[at] = other;
      indices[at] = indices[child]!;
      at = child;
    }
    values[at] = value;
    indices[at] = index;
  }
}
