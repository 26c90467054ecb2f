import { join } from 'node:path';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { signalSource } from '../../catalog/interactions/signals.ts';
import { asStewardError } from '../../contract/errors.ts';
import { Pace } from '../../numeric/pace.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { workspaceFiles } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { mostQuestions, type QuestionSource } from './question-growth.ts';
import { type QuestionModel, readQuestions, unpackQuestions, writeQuestions } from './question-model.ts';

/** Questions that are there serve while the data changes; new ones are not begun more often than this, in milliseconds. */
const leastPause = 10 * 60_000;
/** Items whose standing with moderation is looked up at once. */
const itemsAtOnce = 2000;

/** Where questions stand. */
export interface QuestionState {
  model: QuestionModel | null;
  /** The share of the growing that is done; null while nothing grows. */
  progress: number | null;
  /** Why there are none, in words. */
  problem: string | null;
}

/**
 * The questions of a workspace: grown on a thread of their own when first needed, kept in the cache folder, and grown
 * anew, now and then, when the data has changed. Whoever asks never waits.
 */
export class Questions {
  readonly #store: Store;
  readonly #path: string;
  readonly #stop = new AbortController();
  #model: QuestionModel | null | undefined;
  #progress: number | null = null;
  #problem: string | null = null;
  /** The hash of the data that was tried last. */
  #tried = '';
  #next = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#path = join(store.dir, workspaceFiles.cache, 'questions.bin');
  }

  /** Where questions stand now; what is missing or old is begun. */
  state(data: CatalogData): QuestionState {
    this.#model ??= readQuestions(this.#path);
    const isOld = this.#model?.hash !== data.hash && this.#tried !== data.hash;
    if (isOld && this.#progress === null && performance.now() >= this.#next) void this.#grow(data);
    return { model: this.#model, progress: this.#progress, problem: this.#model ? null : this.#problem };
  }

  close(): void {
    this.#stop.abort();
  }

  /** Never rejects: what went wrong is told by `state`. */
  async #grow(data: CatalogData): Promise<void> {
    this.#progress = 0;
    this.#tried = data.hash;
    try {
      const source: QuestionSource = {
        signals: signalSource(data),
        hash: data.hash,
        itemRows: data.itemRows,
        excluded: await this.#decided(data),
      };
      const buffer = await inWorker<QuestionSource, SharedArrayBuffer>(
        new URL('./questions-worker.ts', import.meta.url),
        source,
        {
          signal: this.#stop.signal,
          onProgress: (share) => {
            this.#progress = share;
          },
        },
      );
      const model = unpackQuestions(buffer);
      const isAsking = model.tree.item[0]! >= 0;
      this.#problem = isAsking
        ? null
        : `Too little is known: ${mostQuestions} questions need 20 people or more, and items that several of them know.`;
      this.#model = isAsking ? model : null;
      if (isAsking) writeQuestions(this.#path, buffer);
    } catch (thrown) {
      this.#problem = asStewardError(thrown).message;
    } finally {
      this.#progress = null;
      this.#next = performance.now() + leastPause;
    }
  }

  /** What moderation decided about is not asked about. */
  async #decided({ interactions: { items } }: CatalogData): Promise<Uint8Array> {
    const pace = new Pace();
    const decided = new Uint8Array(items.size);
    for (let from = 0; from < items.size; from += itemsAtOnce) {
      const to = Math.min(items.size, from + itemsAtOnce);
      const ids = Array.from({ length: to - from }, (_, n) => items.id(from + n));
      const effects = this.#store.feedReader.effects(ids);
      ids.forEach((id, n) => {
        if (effects.has(id)) decided[from + n] = 1;
      });
      await pace.turn();
    }
    return decided;
  }
}
