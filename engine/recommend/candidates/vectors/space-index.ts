import { StewardError } from '../../../contract/errors.ts';
import { Pace } from '../../../numeric/pace.ts';
import type { SectionArray } from '../../../numeric/sections.ts';
import {
  type Found,
  type IndexHeader,
  type IndexKind,
  type IndexStats,
  mostFound,
  type SearchOptions,
  type Similarity,
  type VectorIndex,
} from './vector-index.ts';
import { queriesAtOnce, throwIfAborted, type VectorSpace } from './vector-space.ts';

/** Multiply-adds of a scan that the calling thread does without a turn: some milliseconds. */
const scannedAtOnce = 40_000_000;

/** How many a graph has to find, and what ends the search. */
export interface FindOptions {
  least: number;
  signal: AbortSignal | undefined;
}

/** What all indexes have in common: checks, the queries' way in and the results' way out, and the scan of all rows. */
export abstract class SpaceIndex implements VectorIndex {
  abstract readonly id: IndexKind;
  readonly size: number;
  readonly dimensions: number;
  readonly similarity: Similarity;
  protected readonly space: VectorSpace;
  readonly #buildMs: number;
  /** 8 k + 8 bytes for each query of a scan, once a thread. */
  readonly #lists: Float32Array[];
  readonly #found: { items: Int32Array; scores: Float32Array }[];

  constructor(space: VectorSpace, buildMs: number) {
    this.space = space;
    this.size = space.size;
    this.dimensions = space.dimensions;
    this.similarity = space.similarity;
    this.#buildMs = buildMs;
    const length = queriesAtOnce * mostFound;
    this.#lists = Array.from({ length: space.threads }, () => space.crew.floats(2 * length + 2 * queriesAtOnce));
    this.#found = Array.from({ length: space.threads }, () => {
      return { items: space.crew.ints(length), scores: space.crew.floats(length) };
    });
  }

  get stats(): IndexStats {
    const { sections } = this.sections();
    const bytes = Object.values(sections).reduce((sum, array) => sum + array.byteLength, 0);
    return { kind: this.id, items: this.size, dimensions: this.dimensions, bytes, buildMs: this.#buildMs };
  }

  search(queries: Float32Array, k: number, { filter, least = k, signal }: SearchOptions = {}): Promise<Found> {
    const { space } = this;
    return space.alone(async () => {
      const count = queries.length / this.dimensions;
      if (!Number.isInteger(count)) {
        throw new StewardError('BAD_INPUT', `A query for this index has ${this.dimensions} numbers.`);
      }
      if (!(Number.isInteger(k) && k >= 1 && k <= mostFound)) {
        throw new StewardError('BAD_INPUT', `Between 1 and ${mostFound} items can be asked for, not ${k}.`);
      }
      const found = { items: new Int32Array(count * k).fill(-1), scores: new Float32Array(count * k).fill(Number.NaN) };
      const bits = space.takeFilter(filter);
      for (let from = 0; from < count; from += queriesAtOnce) {
        throwIfAborted(signal);
        const some = space.takeQueries(queries, from);
        await this.find(some, k, bits, filter?.allowed ?? this.size, { least, signal });
        found.items.set(space.items.subarray(0, some * k), from * k);
        found.scores.set(space.scores.subarray(0, some * k), from * k);
      }
      return found;
    });
  }

  abstract sections(): { header: IndexHeader; sections: Record<string, SectionArray> };

  /** Answers the first `count` queries of the space into its `items` and `scores`. */
  protected abstract find(count: number, k: number, bits: number, allowed: number, options: FindOptions): Promise<void>;

  /** Answers queries [from, to) by a look at every row, on all threads where that is much. */
  protected async scan(from: number, to: number, k: number, bits: number, signal?: AbortSignal): Promise<void> {
    const { space, size } = this;
    const rows = Math.max(4096, Math.ceil(scannedAtOnce / space.width / (to - from)));
    const call = (start: number, stop: number, n: number, items: Int32Array, scores: Float32Array) =>
      [this.#lists[n]!, from, to, space.queries, space.rows, start, stop, space.bytes, bits, k, items, scores] as const;
    if (size <= rows) {
      space.here('scanTop', ...call(0, size, 0, space.items, space.scores));
      return;
    }
    // Each part's best are merged into the best of the parts before.
    const best = { items: space.items, scores: space.scores };
    best.items.fill(-1, from * k, to * k);
    best.scores.fill(Number.NaN, from * k, to * k);
    const parts = Math.ceil(size / rows);
    for (let part = 0; part < parts; part += space.threads) {
      throwIfAborted(signal);
      const lanes = Array.from({ length: Math.min(space.threads, parts - part) }, (_, n) => n);
      await space.crew.runAll(
        'scanTop',
        lanes.map((n) => {
          const start = (part + n) * rows;
          const { items, scores } = this.#found[n]!;
          return call(start, Math.min(size, start + rows), n, items, scores);
        }),
      );
      for (const n of lanes)
        for (let query = from; query < to; query++) mergeLists(best, this.#found[n]!, query * k, k);
    }
    if (space.threads > 1) await space.crew.close();
  }

  /** Runs `find` for each query alone, with turns of the event loop in between. */
  protected async eachQuery(count: number, work: (query: number) => void | Promise<void>): Promise<void> {
    const pace = new Pace();
    for (let query = 0; query < count; query++) {
      await work(query);
      await pace.turn();
    }
  }
}

/** Merges the k places of `other` from `at` on into those of `best`: both best first, -1 at the end, items of `other` larger. */
export function mergeLists(best: Found, other: Found, at: number, k: number): void {
  const items = best.items.slice(at, at + k);
  const scores = best.scores.slice(at, at + k);
  for (let place = 0, a = 0, b = 0; place < k; place++) {
    const left = a < k && items[a]! >= 0;
    const right = b < k && other.items[at + b]! >= 0;
    if (!left && !right) break;
    if (left && (!right || scores[a]! >= other.scores[at + b]!)) {
      best.items[at + place] = items[a]!;
      best.scores[at + place] = scores[a++]!;
    } else {
      best.items[at + place] = other.items[at + b]!;
      best.scores[at + place] = other.scores[at + b++]!;
    }
  }
}
