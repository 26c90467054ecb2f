import { type BloomShape, bloomShape, everyCell } from './bloom.ts';
import type { Key } from './hash.ts';

/** The most that a 4-bit counter holds. A counter that came up to it stays there, so that no key is ever denied. */
const most = 15;

/**
 * A Bloom filter with a 4-bit counter for each bit (Fan et al. 2000), so that keys can be taken out again: what was
 * forbidden by mistake comes back. Four times the memory of a plain one.
 */
export class CountingBloomFilter {
  readonly shape: BloomShape;
  /** Two counters a byte; the even cell is in the low half. */
  readonly counters: Uint8Array;

  constructor(shape: BloomShape, counters = new Uint8Array(shape.cells / 2)) {
    this.shape = shape;
    this.counters = counters;
  }

  /** An empty filter with the best shape for that many keys at that rate. */
  static forSize(expected: number, rate: number): CountingBloomFilter {
    return new CountingBloomFilter(bloomShape(expected, rate));
  }

  /**
   * Adds a key, even one that the filter claims to hold: a false claim must not leave it uncounted, or its removal would
   * take away what others stand on. A key added twice is in until it was removed twice.
   */
  add(key: Key): void {
    everyCell(key, this.shape, (cell) => this.#change(cell, 1));
  }

  has(key: Key): boolean {
    return everyCell(key, this.shape, (cell) => this.#count(cell) > 0);
  }

  /**
   * Takes out a key that was added; false where it is surely not in. To take out a key that was never added, but is
   * claimed, would break the promise for others: only remove what an exact list says was there.
   */
  remove(key: Key): boolean {
    if (!this.has(key)) return false;
    everyCell(key, this.shape, (cell) => this.#change(cell, -1));
    return true;
  }

  #count(cell: number): number {
    return (this.counters[cell >>> 1]! >> ((cell & 1) * 4)) & most;
  }

  #change(cell: number, by: 1 | -1): true {
    const count = this.#count(cell);
    if (count < most && count + by >= 0) this.counters[cell >>> 1]! += by << ((cell & 1) * 4);
    return true;
  }
}
