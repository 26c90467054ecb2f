import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asStewardError, StewardError } from '../../../contract/errors.ts';
import { buildIndex, type IndexChoice } from './build.ts';
import { loadIndex, saveIndex } from './index-file.ts';
import type { VectorIndex, Vectors } from './vector-index.ts';
import { sizeOf } from './vector-space.ts';

const suffix = '.index';

export interface KeptIndexOptions {
  /** The folder of the files, which is made where it is missing; null keeps none. */
  dir: string | null;
  /** What the index is of, as a part of file names: letters, digits and hyphens. */
  name: string;
  /** Threads that build; 2 at least, so that the calling one only deals out the work. */
  threads?: number;
  seed?: number;
  /** Where it is true files are read but never written. */
  isReadOnly?: boolean;
  choice?: IndexChoice;
}

/** An index that is there, and of which vectors. */
export interface CurrentIndex {
  /** What `keep` was told that identifies the vectors. */
  readonly hash: string;
  readonly index: VectorIndex;
  /** Whether it came from its file. */
  readonly isLoaded: boolean;
}

/**
 * An index over vectors that change now and then. It is made in the background, loaded from a file where an earlier start
 * left one of the same vectors, and built and saved otherwise. Nobody need wait for it: until a new one is there
 * `current` is the one before, or null.
 */
export class KeptIndex {
  readonly #options: KeptIndexOptions;
  #current: CurrentIndex | null = null;
  #making: { hash: string; done: Promise<void>; stop: AbortController; share: number } | null = null;
  #problem: string | null = null;

  constructor(options: KeptIndexOptions) {
    this.#options = options;
  }

  get current(): CurrentIndex | null {
    return this.#current;
  }

  /** How far the one is that is being made, 0 to 1; null where none is. */
  get progress(): number | null {
    return this.#making?.share ?? null;
  }

  /** Why the last one could not be made, or its file not be written; null where all went well. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Makes the index of these vectors the current one. `hash` identifies them: where it is the current one's nothing is
   * done. A making of other vectors is called off. Resolves when the index is there, or could not be made: `problem` says
   * why. It never rejects.
   */
  keep(hash: string, vectors: () => Vectors | Promise<Vectors>): Promise<void> {
    if (this.#making?.hash === hash) return this.#making.done;
    this.callOff();
    if (this.#current?.hash === hash) return Promise.resolve();
    const stop = new AbortController();
    const making = { hash, stop, share: 0, done: Promise.resolve() };
    this.#making = making;
    this.#problem = null;
    making.done = this.#make(hash, vectors, stop.signal, (share) => {
      making.share = share;
    })
      .catch((thrown: unknown) => {
        if (!stop.signal.aborted) this.#problem = asStewardError(thrown).message;
      })
      .finally(() => {
        if (this.#making === making) this.#making = null;
      });
    return making.done;
  }

  /** Calls off what is being made; the index that is there stays. */
  callOff(): void {
    this.#making?.stop.abort();
    this.#making = null;
  }

  /** Calls off what is being made, and lets go of the index. The file stays. */
  async close(): Promise<void> {
    const making = this.#making;
    making?.stop.abort();
    await making?.done;
    this.#current = null;
  }

  async #make(
    hash: string,
    vectors: () => Vectors | Promise<Vectors>,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<void> {
    const { dir, name, seed = 1, isReadOnly = false, choice } = this.#options;
    const threads = Math.max(2, this.#options.threads ?? 2);
    const given = await vectors();
    const path = dir === null ? null : join(dir, `${name}-${hash.slice(0, 32)}${suffix}`);
    const saved = path === null ? null : await load(path, given, threads, signal);
    if (saved) {
      this.#take({ hash, index: saved, isLoaded: true }, signal);
      return;
    }
    const onProgress = (done: number, total: number) => onShare(done / total);
    const index = await buildIndex(given, { ...choice, seed, threads, signal, onProgress });
    this.#take({ hash, index, isLoaded: false }, signal);
    // To copy the vectors anew takes less than to read them from a file.
    if (path === null || isReadOnly || index.id === 'exact') return;
    mkdirSync(dir!, { recursive: true });
    await saveIndex(index, path, signal);
    forgetIndexes(dir!, name, path);
  }

  #take(current: CurrentIndex, signal: AbortSignal): void {
    if (!signal.aborted) this.#current = current;
  }
}

/** Deletes the files of the indexes of a name, but the one at `except`. */
export function forgetIndexes(dir: string, name: string, except?: string): void {
  const isOwn = new RegExp(`^${name}-[0-9a-f]+\\${suffix}(\\.part)?$`);
  for (const file of namesIn(dir)) {
    if (isOwn.test(file) && join(dir, file) !== except) rmSync(join(dir, file), { force: true });
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** The saved index of these vectors; null where there is none, or it is damaged, or one of others. */
async function load(path: string, vectors: Vectors, threads: number, signal: AbortSignal): Promise<VectorIndex | null> {
  try {
    const index = await loadIndex(path, { threads, signal });
    const fits =
      index.size === sizeOf(vectors) &&
      index.dimensions === vectors.dimensions &&
      index.similarity === vectors.similarity;
    return fits ? index : null;
  } catch (thrown) {
    if (thrown instanceof StewardError && thrown.code === 'BAD_FILE') return null;
    throw thrown;
  }
}
