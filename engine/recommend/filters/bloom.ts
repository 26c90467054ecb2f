import { StewardError } from '../../contract/errors.ts';
import { hashKey, type Key } from './hash.ts';

/** The shape of a Bloom filter: cells, and how many of them a key sets. */
export interface BloomShape {
  readonly cells: number;
  readonly hashes: number;
}

/**
 * The best shape for `expected` keys at a false-positive rate in (0, 1): m = -n ln p / (ln 2)^2 cells, rounded up to
 * whole words, and k = m/n ln 2 hashes (Bloom 1970). BAD_INPUT where the rate or the number makes no filter.
 */
export function bloomShape(expected: number, rate: number): BloomShape {
  if (!(rate > 0 && rate < 1) || !(expected >= 0) || !Number.isFinite(expected)) {
    throw new StewardError('BAD_INPUT', `A Bloom filter for ${expected} keys at a rate of ${rate} cannot be.`, {
      advice: 'Give a number of keys of at least 0 and a rate between 0 and 1.',
    });
  }
  const n = Math.max(1, expected);
  const cells = Math.ceil((-n * Math.log(rate)) / Math.LN2 ** 2 / 32) * 32;
  if (cells > 2 ** 32) {
    throw new StewardError('BAD_INPUT', `A Bloom filter of ${cells} bits is too large.`, {
      advice: 'At most 2^32 bits: expect fewer keys, or allow a higher rate.',
    });
  }
  return { cells, hashes: Math.max(1, Math.round((cells / n) * Math.LN2)) };
}

/**
 * Calls `visit` with the cells of a key until it says false; returns whether it never did. Places come from two
 * hashes by enhanced double hashing (Kirsch and Mitzenmacher 2006; Dillinger and Manolios 2004), whose cubic term keeps
 * keys with equal strides from sharing all their cells.
 */
export function everyCell(key: Key, { cells, hashes }: BloomShape, visit: (cell: number) => boolean): boolean {
  let at = hashKey(key, 0) % cells;
  let stride = hashKey(key, 1) % cells;
  for (let i = 0; i < hashes; i++) {
    if (!visit(at)) return false;
    at = (at + stride) % cells;
    stride = (stride + i + 1) % cells;
  }
  return true;
}

const magic = 0x424c4d31;
const header = 4;

/**
 * A set that answers 'surely not' or 'probably': no key that was added is ever denied, and of the others the stated
 * share is claimed. Keys cannot be taken out; `CountingBloomFilter` is for that.
 */
export class BloomFilter {
  readonly shape: BloomShape;
  readonly #bits: Uint32Array;
  #added: number;

  constructor(shape: BloomShape, bits = new Uint32Array(shape.cells / 32), added = 0) {
    this.shape = shape;
    this.#bits = bits;
    this.#added = added;
  }

  /** An empty filter with the best shape for that many keys at that rate. */
  static forSize(expected: number, rate: number): BloomFilter {
    return new BloomFilter(bloomShape(expected, rate));
  }

  /** How many keys were added that the filter did not claim to hold already. */
  get added(): number {
    return this.#added;
  }

  /** Adds a key; false where the filter already claimed to hold it. */
  add(key: Key): boolean {
    let isNew = false;
    everyCell(key, this.shape, (cell) => {
      const bit = 1 << (cell & 31);
      if ((this.#bits[cell >>> 5]! & bit) === 0) isNew = true;
      this.#bits[cell >>> 5]! |= bit;
      return true;
    });
    if (isNew) this.#added += 1;
    return isNew;
  }

  has(key: Key): boolean {
    // As `everyCell`, written out: this is asked a thousand times a feed.
    const { cells, hashes } = this.shape;
    let at = hashKey(key, 0) % cells;
    let stride = hashKey(key, 1) % cells;
    for (let i = 0; i < hashes; i++) {
      if ((this.#bits[at >>> 5]! & (1 << (at & 31))) === 0) return false;
      at = (at + stride) % cells;
      stride = (stride + i + 1) % cells;
    }
    return true;
  }

  /** The share of absent keys that this filter claims as it is filled now: (bits set / bits)^hashes. */
  rate(): number {
    let ones = 0;
    for (const word of this.#bits) ones += bitCount(word);
    return (ones / this.shape.cells) ** this.shape.hashes;
  }

  /** Takes in all keys of another filter of the same shape. BAD_INPUT where shapes differ. */
  merge(other: BloomFilter): void {
    const { cells, hashes } = this.shape;
    if (other.shape.cells !== cells || other.shape.hashes !== hashes) {
      throw new StewardError('BAD_INPUT', 'Two Bloom filters of different shapes cannot become one.', {
        advice: 'Make both for the same number of keys and the same rate.',
      });
    }
    other.#bits.forEach((word, i) => {
      this.#bits[i]! |= word;
    });
    this.#added = Math.max(this.#added, other.#added, Math.round(this.#estimate()));
  }

  /** A new filter with the keys of both. BAD_INPUT where shapes differ. */
  union(other: BloomFilter): BloomFilter {
    const both = new BloomFilter(this.shape, this.#bits.slice(), this.#added);
    both.merge(other);
    return both;
  }

  /** All of the filter in words: a mark, cells, hashes, keys added, then the bits. `BloomFilter.from` reads it back. */
  words(): Uint32Array {
    const words = new Uint32Array(header + this.#bits.length);
    // 2^32 cells do not fit into a word; their number of words does.
    words.set([magic, this.#bits.length, this.shape.hashes, this.#added]);
    words.set(this.#bits, header);
    return words;
  }

  /** The filter that `words` wrote, over a copy of them. BAD_FILE where they are not one. */
  static from(words: Uint32Array): BloomFilter {
    const [mark, length, hashes, added] = words;
    if (mark !== magic || words.length !== header + length! || length! === 0 || !hashes) {
      throw new StewardError('BAD_FILE', 'This is no stored Bloom filter, or a part of it is missing.', {
        advice: 'Build the filter again from the list that it stood for.',
      });
    }
    return new BloomFilter({ cells: length! * 32, hashes }, words.slice(header), added);
  }

  /** How many keys would have set as many bits: -(m/k) ln(1 - ones/m) (Swamidass and Baldi 2007). */
  #estimate(): number {
    const { cells, hashes } = this.shape;
    let ones = 0;
    for (const word of this.#bits) ones += bitCount(word);
    return ones === cells ? cells : (-cells / hashes) * Math.log1p(-ones / cells);
  }
}

/** What a filter claims of `probes` against an exact set: how many it claims, and how many of those are not there. */
export function falsePositives(
  filter: { has(key: Key): boolean },
  probes: Iterable<Key>,
  exact: { has(key: Key): boolean },
): { probed: number; claimed: number; wrong: number; rate: number } {
  let [probed, claimed, wrong, absent] = [0, 0, 0, 0];
  for (const key of probes) {
    const isThere = exact.has(key);
    probed += 1;
    if (!isThere) absent += 1;
    if (!filter.has(key)) continue;
    claimed += 1;
    if (!isThere) wrong += 1;
  }
  return { probed, claimed, wrong, rate: absent === 0 ? Number.NaN : wrong / absent };
}

function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
