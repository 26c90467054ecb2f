import { StewardError } from '../../contract/errors.ts';
import { BloomFilter } from './bloom.ts';
import { CountingBloomFilter } from './counting.ts';

/** How much smaller each further filter of a chain makes its rate: the sum of all stays below what was asked for. */
const tightening = 0.5;

/**
 * What each user has seen, in one small chain of Bloom filters a user: when a filter holds what it was made for, one of
 * twice the size at half the rate is added (Almeida et al. 2007), so that nobody has to know how much a user will read.
 * A user's chain goes as one when the user is erased. An item that was seen is always claimed; of the others at most
 * `rate` are claimed and so kept from the user for nothing.
 */
export class SeenItems {
  readonly #first: number;
  readonly #rate: number;
  readonly #chains = new Map<number, BloomFilter[]>();

  /** `first` is how many items the first filter of a user is made for. */
  constructor({ first = 64, rate = 0.01 }: { first?: number; rate?: number } = {}) {
    this.#first = first;
    this.#rate = rate;
  }

  /** How many users have seen anything. */
  get users(): number {
    return this.#chains.size;
  }

  /** Notes that a user saw an item, by their row numbers. */
  add(user: number, item: number): void {
    const chain = this.#chains.get(user) ?? [];
    this.#chains.set(user, chain);
    if (chain.some((filter) => filter.has(item))) return;
    let last = chain.at(-1);
    if (!last || last.added >= this.#first * 2 ** (chain.length - 1)) {
      last = BloomFilter.forSize(this.#first * 2 ** chain.length, this.#rate * tightening ** (chain.length + 1));
      chain.push(last);
    }
    last.add(item);
  }

  /** Whether the user has probably seen the item. */
  has(user: number, item: number): boolean {
    const chain = this.#chains.get(user);
    if (!chain) return false;
    for (const filter of chain) if (filter.has(item)) return true;
    return false;
  }

  /** Which of the items the user has probably seen: 1 for seen, in the order of the items. */
  test(user: number, items: Int32Array): Uint8Array {
    const chain = this.#chains.get(user) ?? [];
    return Uint8Array.from(items, (item) => Number(chain.some((filter) => filter.has(item))));
  }

  /** Forgets all that a user saw; false where there was nothing. */
  forget(user: number): boolean {
    return this.#chains.delete(user);
  }

  /** All chains in words: for each user, in the order of their numbers, the user, and each filter's length and words. */
  words(): Uint32Array {
    const parts: ArrayLike<number>[] = [];
    for (const [user, chain] of [...this.#chains].sort(([a], [b]) => a - b)) {
      parts.push([user, chain.length]);
      for (const filter of chain) {
        const words = filter.words();
        parts.push([words.length], words);
      }
    }
    const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** The chains that `words` wrote, with the settings they were made with. BAD_FILE where they are not whole. */
  static from(words: Uint32Array, settings: { first?: number; rate?: number } = {}): SeenItems {
    const seen = new SeenItems(settings);
    let at = 0;
    const next = (): number => {
      const word = words[at];
      if (word === undefined) throw new StewardError('BAD_FILE', 'The list of what users have seen ends too early.');
      at += 1;
      return word;
    };
    while (at < words.length) {
      const user = next();
      const chain: BloomFilter[] = [];
      for (let left = next(); left > 0; left--) {
        const length = next();
        chain.push(BloomFilter.from(words.subarray(at, at + length)));
        at += length;
      }
      seen.#chains.set(user, chain);
    }
    return seen;
  }
}

/**
 * Items that nobody must be shown: a counting filter that answers almost every question at once, and an exact lookup
 * that is asked only where the filter claims an item. With the lookup no innocent item is held back, and how often the
 * filter was wrong is counted; without it the filter has the last word.
 */
export class ForbiddenItems {
  readonly #filter: CountingBloomFilter;
  readonly #isForbidden: ((item: number) => boolean) | undefined;
  readonly #counts = { asked: 0, claimed: 0, wrong: 0 };

  constructor(expected: number, rate: number, isForbidden?: (item: number) => boolean) {
    this.#filter = CountingBloomFilter.forSize(expected, rate);
    this.#isForbidden = isForbidden;
  }

  /** Questions asked so far, how many the filter claimed, and how many of these claims the exact lookup denied. */
  get counts(): { asked: number; claimed: number; wrong: number } {
    return { ...this.#counts };
  }

  add(item: number): void {
    this.#filter.add(item);
  }

  /** Lets an item be shown again that was added before; false where it surely was not. */
  remove(item: number): boolean {
    return this.#filter.remove(item);
  }

  has(item: number): boolean {
    this.#counts.asked += 1;
    if (!this.#filter.has(item)) return false;
    this.#counts.claimed += 1;
    if (!this.#isForbidden || this.#isForbidden(item)) return true;
    this.#counts.wrong += 1;
    return false;
  }
}
