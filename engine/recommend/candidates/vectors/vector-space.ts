import { StewardError } from '../../../contract/errors.ts';
import { type Call, evenParts, KernelCrew } from '../../../numeric/kernels/crew.ts';
import { type KernelName, type Kernels, kernelsOver } from '../../../numeric/kernels/instance.ts';
import { Pace } from '../../../numeric/pace.ts';
import { type ItemFilter, mostFound, type Similarity, type Vectors } from './vector-index.ts';

/** Queries that one call of a kernel takes at most. */
export const queriesAtOnce = 16;
/** Rows have a multiple of so many numbers, as the kernels want it. */
const lane = 8;
/** Numbers copied between two looks at the event loop. */
const copiedAtOnce = 1 << 18;

export interface SpaceSetup {
  size: number;
  dimensions: number;
  similarity: Similarity;
  /** Whether rows get one more number that brings them all to one length. */
  isAugmented: boolean;
  threads: number;
}

/**
 * Vectors in the kernels' memory, with room for queries and what is found, and threads to work on them. For cosines
 * rows have length 1. With `isAugmented` rows for inner products get one more coordinate, which queries have as 0, so
 * that all have the length of the longest: the order by product is then that by angle (Neyshabur and Srebro, ICML 2015;
 * Bachrach et al., RecSys 2014), which graphs and hashes need, and products stay what they are.
 */
export class VectorSpace {
  readonly size: number;
  readonly dimensions: number;
  readonly similarity: Similarity;
  readonly threads: number;
  /** Numbers and bytes of a row. */
  readonly width: number;
  readonly bytes: number;
  readonly crew: KernelCrew;
  /** size x width. */
  readonly rows: Float32Array;
  readonly queries: Float32Array;
  readonly items: Int32Array;
  readonly scores: Float32Array;
  readonly #kernels: Kernels;
  readonly #bits: Int32Array;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ size, dimensions, similarity, isAugmented, threads }: SpaceSetup) {
    this.size = size;
    this.dimensions = dimensions;
    this.similarity = similarity;
    this.threads = threads;
    const numbers = dimensions + (isAugmented && similarity === 'product' ? 1 : 0);
    this.width = Math.ceil(numbers / lane) * lane;
    this.bytes = this.width * 4;
    this.crew = new KernelCrew({ threads });
    this.#kernels = kernelsOver(this.crew.memory);
    this.rows = this.crew.floats(size * this.width);
    this.queries = this.crew.floats(queriesAtOnce * this.width);
    this.items = this.crew.ints(queriesAtOnce * mostFound);
    this.scores = this.crew.floats(queriesAtOnce * mostFound);
    this.#bits = this.crew.ints(Math.ceil(size / 32));
  }

  /** A space with these vectors, copied in slices. Rejects with BAD_INPUT where one holds what is not a finite number. */
  static async of(
    vectors: Vectors,
    options: { isAugmented: boolean; threads: number; signal?: AbortSignal },
  ): Promise<VectorSpace> {
    const { dimensions, values, similarity } = vectors;
    const size = sizeOf(vectors);
    const space = new VectorSpace({ size, dimensions, similarity, ...options });
    const pace = new Pace();
    const squares = new Float32Array(size);
    let longest = 0;
    for (let item = 0; item < size; item++) {
      if (item % 1024 === 0) {
        throwIfAborted(options.signal);
        await pace.turn();
      }
      const row = values.subarray(item * dimensions, (item + 1) * dimensions);
      const square = lengthSquared(row);
      if (!Number.isFinite(square)) throw unusable(`The vector of item number ${item}`);
      space.rows.set(row, item * space.width);
      if (similarity === 'cosine') normalise(space.rows, item * space.width, dimensions, square);
      squares[item] = square;
      longest = Math.max(longest, square);
    }
    if (options.isAugmented && similarity === 'product') {
      for (let item = 0; item < size; item++) {
        space.rows[item * space.width + dimensions] = Math.sqrt(Math.max(0, longest - squares[item]!));
      }
    }
    return space;
  }

  /** A space whose rows are those of another that was saved. */
  static async restored(setup: SpaceSetup, rows: Float32Array): Promise<VectorSpace> {
    const space = new VectorSpace(setup);
    await copyInSlices(rows, space.rows);
    return space;
  }

  /** Copies query number `from` and the following into the kernels' memory; returns how many. Throws BAD_INPUT. */
  takeQueries(queries: Float32Array, from: number): number {
    const { dimensions, width } = this;
    const count = Math.min(queriesAtOnce, queries.length / dimensions - from);
    this.queries.fill(0);
    for (let n = 0; n < count; n++) {
      const row = queries.subarray((from + n) * dimensions, (from + n + 1) * dimensions);
      const square = lengthSquared(row);
      if (!Number.isFinite(square)) throw unusable(`Query number ${from + n}`);
      this.queries.set(row, n * width);
      if (this.similarity === 'cosine') normalise(this.queries, n * width, dimensions, square);
    }
    return count;
  }

  /** The address of the filter's bits, copied into the kernels' memory; 0 without one. Throws BAD_INPUT. */
  takeFilter(filter: ItemFilter | undefined): number {
    if (!filter) return 0;
    if (filter.bits.length !== this.#bits.length) {
      throw new StewardError('BAD_INPUT', 'The filter was made for another number of items.');
    }
    this.#bits.set(filter.bits);
    return this.#bits.byteOffset;
  }

  /** One short call on the calling thread. */
  here(kernel: KernelName, ...args: (number | Float32Array | Int32Array)[]): number {
    return this.#kernels[kernel](...args.map((arg) => (typeof arg === 'number' ? arg : arg.byteOffset))) ?? 0;
  }

  /**
   * Makes `total` units of work in parts of `chunk`, as many at a time as there are threads. `callFor` gets the part and
   * which of the parts at work it is, from 0: for work space of its own.
   */
  async overParts(
    total: number,
    chunk: number,
    callFor: (from: number, to: number, lane: number) => Call,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
  ): Promise<void> {
    const parts = evenParts(total, chunk);
    for (let at = 0; at < parts.length; at += this.threads) {
      throwIfAborted(signal);
      const some = parts.slice(at, at + this.threads);
      await this.crew.runEach(some.map(([from, to], n) => callFor(from, to, n)));
      onProgress?.(some.at(-1)![1]);
    }
    throwIfAborted(signal);
  }

  /** Runs one piece of work after the other: they share the room for queries. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Rejects with CANCELLED where the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
}

/** Copies long arrays with turns of the event loop in between. */
export async function copyInSlices<A extends Float32Array | Int32Array>(from: A, to: A): Promise<void> {
  const pace = new Pace();
  for (let at = 0; at < from.length; at += copiedAtOnce) {
    to.set(from.subarray(at, at + copiedAtOnce), at);
    await pace.turn();
  }
}

/** How many vectors there are. Throws BAD_INPUT where the numbers do not come out even. */
export function sizeOf({ dimensions, values }: Vectors): number {
  const size = values.length / dimensions;
  if (Number.isInteger(dimensions) && dimensions > 0 && Number.isInteger(size)) return size;
  throw new StewardError('BAD_INPUT', `${values.length} numbers are no vectors of ${dimensions} dimensions.`);
}

function lengthSquared(row: Float32Array): number {
  let square = 0;
  for (let n = 0; n < row.length; n++) square += row[n]! * row[n]!;
  return square;
}

function normalise(values: Float32Array, from: number, length: number, square: number): void {
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  for (let n = from; n < from + length; n++) values[n]! *= scale;
}

function unusable(what: string): StewardError {
  return new StewardError('BAD_INPUT', `${what} holds something that is not a finite number.`, {
    advice: 'Train the model again, or compute the embeddings again.',
  });
}
