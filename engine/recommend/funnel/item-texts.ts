import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { asStewardError } from '../../contract/errors.ts';
import type { FeedPartRemedy } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/runner.ts';
import type { Store } from '../../store/store.ts';
import type { CandidateSource } from '../candidates/source.ts';
import type { Newness } from '../candidates/sources/new-items.ts';
import { KeptIndex } from '../candidates/vectors/kept-index.ts';
import { throwIfCancelled } from '../jobs/context.ts';
import { countMissing, embedItems, notEmbedded } from '../jobs/item-embeddings.ts';
import type { TextEmbedder } from '../threads/embedding-thread.ts';
import { type FeedTexts, newTextsSource, type SearchedTexts, textsSource } from './text-sources.ts';

/** So many new texts are embedded without being asked, where others are already: this many, or this share of all. */
const few = { texts: 100, share: 0.05 };
/** How long a feed waits for the index where none is there yet, in milliseconds. */
const firstWait = 1000;

export interface ItemTextsOptions {
  store: Store;
  openEmbedder(): TextEmbedder;
  threads: number;
  /** The folder for the index; null keeps none. */
  cache: string | null;
}

/**
 * The texts of a workspace's items as a source of candidates. All of them are embedded when somebody asks for it; the
 * few that come later follow by themselves. Until the index over a new state of the items is there, the one before
 * answers for the items that it knows.
 */
export class ItemTexts implements FeedTexts {
  readonly #options: ItemTextsOptions;
  readonly #index: KeptIndex;
  #prepared: Omit<SearchedTexts, 'index'> | null = null;
  #data: CatalogData | null = null;
  #state = '';
  #following: Promise<void> = Promise.resolve();
  #stop = new AbortController();
  #isEmbedding = false;
  /** Whether the index of the present state was called off. */
  #isCalledOff = false;
  /** What keeps the present texts from being searched, in a sentence; null where nothing does. */
  #why: string | null = null;
  #remedy: FeedPartRemedy | undefined;

  constructor(options: ItemTextsOptions) {
    this.#options = options;
    this.#index = new KeptIndex({ dir: options.cache, name: 'texts', threads: options.threads });
  }

  /** What can be started so that the source takes part with all texts; undefined where nothing need be. */
  get remedy(): FeedPartRemedy | undefined {
    return this.#isEmbedding ? undefined : this.#remedy;
  }

  /** Follows the data; waits a moment where there is no index at all yet, so that a first feed has the source. */
  async ready(data: CatalogData): Promise<void> {
    const following = this.#follow(data);
    if (this.#prepared) return;
    const late = new AbortController();
    await Promise.race([following, setTimeout(firstWait, undefined, { signal: late.signal })]);
    late.abort();
  }

  /** Items of the data whose text is like that of recent ones. */
  source(data: CatalogData): CandidateSource {
    return textsSource(data, this.#searched, this.#reason);
  }

  /** New ones among them, at a moment. */
  newItems(data: CatalogData, moment: Newness): CandidateSource {
    return newTextsSource(data, moment, this.#searched, this.#reason);
  }

  get #searched(): SearchedTexts | null {
    const [prepared, index] = [this.#prepared, this.#index.current?.index];
    return prepared && index ? { ...prepared, index } : null;
  }

  readonly #reason = () => (this.#isEmbedding ? 'Texts of items are being embedded.' : this.#why);

  /**
   * Embeds what is not embedded yet, and makes the index. Returns how many items have a text. Called off, it keeps the
   * embeddings that it made, and no index is made until it is asked again or items change. NO_MODELS where the model is
   * missing.
   */
  async embed(data: CatalogData, job: Pick<JobContext, 'signal' | 'progress'>): Promise<number> {
    this.#isEmbedding = true;
    try {
      await embedItems(this.#options, data, job);
      job.progress({ message: 'making the index' });
      this.#state = '';
      const following = this.#follow(data);
      const callOff = () => this.#callOff();
      job.signal.addEventListener('abort', callOff, { once: true });
      if (job.signal.aborted) callOff();
      await following.finally(() => job.signal.removeEventListener('abort', callOff));
      throwIfCancelled(job.signal);
      return this.#prepared?.texts ?? 0;
    } finally {
      this.#isEmbedding = false;
      // What is missing now is counted again.
      if (!this.#isCalledOff && (this.#prepared === null || this.#why !== null)) this.#state = '';
    }
  }

  /** Ends the making of the index: what follows the data does not begin it again on its own. */
  #callOff(): void {
    this.#stop.abort();
    this.#index.callOff();
    this.#isCalledOff = true;
    this.#say('The index over the texts was called off.', 'embed-items');
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.#index.close();
  }

  /** Brings the index in step with the data, in the background; resolves when it is, or cannot be. Never rejects. */
  #follow(data: CatalogData): Promise<void> {
    if (this.#data === data && this.#state !== '') return this.#following;
    const state = stateOf(data);
    this.#data = data;
    if (this.#state === state) return this.#following;
    this.#state = state;
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#isCalledOff = false;
    this.#say(null);
    this.#following = this.#prepare(data, stop.signal).catch((thrown: unknown) => {
      const { message, advice } = asStewardError(thrown);
      if (!stop.signal.aborted) this.#say(`${message} ${advice}`.trim());
    });
    return this.#following;
  }

  async #prepare(data: CatalogData, signal: AbortSignal): Promise<void> {
    const { store, openEmbedder } = this.#options;
    const embedder = openEmbedder();
    const version = await embedder.version().finally(() => embedder.close());
    const { missing, texts } = await countMissing(store, data, version, signal);
    if (texts === 0) return this.#say(notEmbedded(missing, texts));
    if (missing === texts || missing > Math.max(few.texts, few.share * texts)) {
      return this.#say(notEmbedded(missing, texts), 'embed-items');
    }
    const embeddings = await embedItems({ ...this.#options, threads: 1 }, data, { signal, progress: () => {} });
    const hash = indexHash(data, version);
    await this.#index.keep(hash, () => ({ ...embeddings, similarity: 'cosine' }));
    if (signal.aborted) return;
    if (this.#index.current?.hash === hash) this.#prepared = { itemRows: data.itemRows, embeddings, texts };
    this.#say(this.#index.problem);
  }

  #say(why: string | null, remedy?: FeedPartRemedy): void {
    this.#why = why;
    this.#remedy = remedy;
  }
}

/** What identifies the index over the texts of some items, embedded by some version of the model. */
export function indexHash(data: Pick<CatalogData, 'itemRows' | 'itemTexts'>, version: string): string {
  return createHash('sha256').update(stateOf(data)).update(version).digest('hex');
}

/** Two states are the same where all items, their order and their texts are. */
function stateOf({ itemRows, itemTexts }: Pick<CatalogData, 'itemRows' | 'itemTexts'>): string {
  const hash = createHash('sha256').update(new Uint8Array(itemRows.buffer, itemRows.byteOffset, itemRows.byteLength));
  return hash.update(itemTexts ?? '').digest('hex');
}
