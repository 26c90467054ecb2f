/** Parameters of the hashed n-grams; a head's card repeats them, because its weights mean nothing under others. */
export const hashing = { version: 1, buckets: 2 ** 18, words: [1, 2], characters: [2, 5] } as const;

const half = hashing.buckets / 2;
const basis = 0x811c9dc5;
const prime = 0x01000193;
const startingUnits = 4096;

/**
 * Hashes a text's word unigrams and bigrams, and its runs of 2 to 5 characters, to bucket numbers. Words fall into the
 * lower half of the buckets, character runs into the upper. Presence counts, not frequency. Nothing is allocated per
 * text: results lie in `buckets` until the next call.
 *
 * The hash of a run is FNV-1a over UTF-16 units, extended one unit at a time, then mixed by MurmurHash3's finaliser
 * (Weinberger et al. 2009 for the hashing trick itself).
 */
export class NgramHasher {
  /** Distinct buckets of the last text: `words` of them for words, then `size - words` for characters. */
  buckets = new Int32Array(startingUnits * 8);
  size = 0;
  words = 0;

  readonly #seen = new Int32Array(hashing.buckets);
  #stamp = 0;
  #units = new Uint16Array(startingUnits + 2);

  /** Hashes one cleaned text (`cleanText`). The empty text has no n-grams. */
  hash(text: string): void {
    this.#stamp++;
    this.size = 0;
    const length = this.#read(text);
    this.#hashWords(length);
    this.words = this.size;
    this.#hashCharacters(length);
  }

  /** What each word n-gram weighs: the words of a text together have length 1. */
  get wordValue(): number {
    return this.words === 0 ? 0 : 1 / Math.sqrt(this.words);
  }

  /** What each character n-gram weighs: those of a text together have length 1. */
  get characterValue(): number {
    return this.size === this.words ? 0 : 1 / Math.sqrt(this.size - this.words);
  }

  /** Lower case, digits as 0, a space at each end: fills `#units` and returns how many units it holds. */
  #read(text: string): number {
    const lower = text.toLowerCase();
    if (lower.length === 0) return 0;
    if (this.#units.length < lower.length + 2) this.#units = new Uint16Array(lower.length + 2);
    if (this.buckets.length < lower.length * 8) this.buckets = new Int32Array(lower.length * 8);
    this.#units[0] = 32;
    for (let i = 0; i < lower.length; i++) {
      const unit = lower.charCodeAt(i);
      this.#units[i + 1] = unit >= 48 && unit <= 57 ? 48 : unit;
    }
    this.#units[lower.length + 1] = 32;
    return lower.length + 2;
  }

  /** A word is a run of letters, digits, apostrophes or anything beyond ASCII; other signs are words of one unit. */
  #hashWords(length: number): void {
    let previous = 0;
    for (let i = 0; i < length; ) {
      let unit = this.#units[i++]!;
      if (unit === 32) continue;
      let hash = Math.imul(basis ^ unit, prime);
      if (isWordUnit(unit)) {
        for (; i < length && isWordUnit(this.#units[i]!); i++) {
          unit = this.#units[i]!;
          hash = Math.imul(hash ^ unit, prime);
        }
      }
      this.#add(mix(hash) & (half - 1));
      if (previous !== 0) this.#add(mix(Math.imul(previous, prime) ^ hash) & (half - 1));
      previous = hash;
    }
  }

  #hashCharacters(length: number): void {
    const units = this.#units;
    const [shortest, longest] = hashing.characters;
    for (let i = 0; i + shortest <= length; i++) {
      let hash = basis;
      const end = Math.min(longest, length - i);
      for (let k = 0; k < end; k++) {
        hash = Math.imul(hash ^ units[i + k]!, prime);
        if (k + 1 >= shortest) this.#add(half + (mix(hash) & (half - 1)));
      }
    }
  }

  #add(bucket: number): void {
    if (this.#seen[bucket] === this.#stamp) return;
    this.#seen[bucket] = this.#stamp;
    this.buckets[this.size++] = bucket;
  }
}

function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || unit === 48 || unit === 39 || unit > 127;
}

/** MurmurHash3's 32-bit finaliser: spreads every input bit over the low bits that pick a bucket. */
export function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
