import { itemText, itemTextHash, textAttributes, textHashSize } from '../../catalog/data/item-text.ts';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { asStewardError, StewardError } from '../../contract/errors.ts';
import type { JobContext } from '../../jobs/runner.ts';
import { sharedFloats } from '../../numeric/csr.ts';
import { Pace } from '../../numeric/pace.ts';
import { itemAttributes } from '../../store/catalog-read.ts';
import { embeddingSize } from '../../text/minilm.ts';
import type { ItemEmbeddings } from '../models/model.ts';
import type { TextEmbedder } from '../threads/embedding-thread.ts';
import { type ModelJobs, throwIfCancelled } from './context.ts';

/** Texts a batch: enough for the matrix kernels, few enough that cancelling takes effect soon. */
const batchSize = 32;

type Embedding = Pick<ModelJobs, 'store' | 'openEmbedder' | 'threads'>;
type Told = Pick<JobContext, 'signal' | 'progress'>;

/** Items of one text, by row. */
interface Missing {
  hash: Uint8Array;
  rows: number[];
}

/**
 * The embeddings of all items' texts, in shared memory; zeros for items without a text. Those that are in the workspace's
 * cache are taken from there; the others are made, on threads, and cached batch by batch: called off, it goes on with
 * what is left. NO_MODELS where the model is missing, CONFLICT where texts were changed since `data` was read.
 */
export async function embedItems(context: Embedding, data: CatalogData, job: Told): Promise<ItemEmbeddings> {
  const embedders = [context.openEmbedder()];
  try {
    const run = new EmbeddingRun(context.store, data, job, await embedders[0]!.version());
    const missing = await run.readCache();
    const lanes = Math.min(context.threads, Math.ceil(missing.length / batchSize));
    while (embedders.length < lanes) embedders.push(context.openEmbedder());
    await run.make(missing, embedders);
    return { dimensions: embeddingSize, values: run.values };
  } finally {
    await Promise.all(embedders.map((embedder) => embedder.close()));
  }
}

/** The texts of items as far as they are embedded. */
export interface EmbeddedTexts {
  /** Zeros for items without; null where none is embedded. */
  embeddings: ItemEmbeddings | null;
  /** The items that have one, and the version of the model that made them. */
  texts: number;
  version: string;
  /** What keeps all of them, or some, from taking part, in a sentence; null where nothing does. */
  why: string | null;
}

/** The embeddings of items' texts that are in the workspace's cache; none is made. CANCELLED. */
export async function embeddedTexts(
  { store, openEmbedder }: Pick<Embedding, 'store' | 'openEmbedder'>,
  data: CatalogData,
  signal: AbortSignal,
): Promise<EmbeddedTexts> {
  const without = (why: string): EmbeddedTexts => ({ embeddings: null, texts: 0, version: '', why });
  const embedder = openEmbedder();
  const version = await embedder
    .version()
    .catch((thrown: unknown) => asStewardError(thrown))
    .finally(() => embedder.close());
  if (typeof version !== 'string') return without(version.message);
  const { missing, texts } = await countMissing(store, data, version, signal);
  const why = notEmbedded(missing, texts);
  if (missing === texts) return without(why!);
  const run = new EmbeddingRun(store, data, { signal, progress: () => {} }, version);
  await run.readCache();
  return { embeddings: { dimensions: embeddingSize, values: run.values }, texts: texts - missing, version, why };
}

/** What keeps all texts of items, or some, from being searched, in a sentence; null where all are embedded. */
export function notEmbedded(missing: number, texts: number): string | null {
  if (texts === 0) return 'Items have no texts: neither titles nor descriptions.';
  if (missing === 0) return null;
  return `${missing === texts ? 'Texts' : `${missing.toLocaleString('en')} texts`} of items are not embedded yet.`;
}

/** How many items have a text, and how many of these texts have no cached embedding of the model's version. */
export async function countMissing(
  store: ModelJobs['store'],
  { itemRows, itemTexts }: Pick<CatalogData, 'itemRows' | 'itemTexts'>,
  version: string,
  signal: AbortSignal,
): Promise<{ missing: number; texts: number }> {
  const counts = { missing: 0, texts: 0 };
  const pace = new Pace();
  // Where nothing was ever embedded nobody is asked a million times.
  const isNone = !store.scores.hasEmbeddings();
  for (let row = 0; itemTexts && row < itemRows.length; row++) {
    if (!isNone || row % 1024 === 0) await pace.turn();
    throwIfCancelled(signal);
    const hash = itemTexts.subarray(row * textHashSize, (row + 1) * textHashSize);
    if (hash.every((byte) => byte === 0)) continue;
    counts.texts += 1;
    if (isNone || !store.scores.hasEmbedding(hash, version)) counts.missing += 1;
  }
  return counts;
}

class EmbeddingRun {
  readonly values: Float32Array;
  readonly #store: ModelJobs['store'];
  readonly #data: CatalogData;
  readonly #job: Told;
  readonly #version: string;
  readonly #names: readonly string[];
  #total = 0;
  #done = 0;

  constructor(store: ModelJobs['store'], data: CatalogData, job: Told, version: string) {
    this.values = sharedFloats(data.itemRows.length * embeddingSize);
    this.#store = store;
    this.#data = data;
    this.#job = job;
    this.#version = version;
    this.#names = textAttributes(store.catalog.attributes());
  }

  /** Takes what is cached, and returns what is not. */
  async readCache(): Promise<Missing[]> {
    const { itemRows, itemTexts } = this.#data;
    const missing = new Map<string, Missing>();
    const pace = new Pace();
    for (let row = 0; itemTexts && row < itemRows.length; row++) {
      await pace.turn();
      throwIfCancelled(this.#job.signal);
      const hash = itemTexts.slice(row * textHashSize, (row + 1) * textHashSize);
      if (hash.every((byte) => byte === 0)) continue;
      this.#total += 1;
      const key = Buffer.from(hash).toString('hex');
      const alike = missing.get(key);
      const cached = alike ? null : this.#store.scores.embedding(hash, this.#version);
      if (cached) this.#put([row], cached);
      else if (alike) alike.rows.push(row);
      else missing.set(key, { hash, rows: [row] });
    }
    return [...missing.values()];
  }

  /** Makes what is missing, each embedder one batch after the other. */
  async make(missing: readonly Missing[], embedders: readonly TextEmbedder[]): Promise<void> {
    if (missing.length === 0) return;
    const { checkpointer } = this.#store;
    let next = 0;
    let failed = false;
    const lane = async (embedder: TextEmbedder) => {
      try {
        while (next < missing.length && !failed) {
          throwIfCancelled(this.#job.signal);
          const batch = missing.slice(next, next + batchSize);
          next += batchSize;
          this.#keep(batch, await embedder.embed(batch.map((one) => this.#textOf(one))));
          await checkpointer.pause();
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    this.#tell();
    checkpointer.begin();
    try {
      const ends = await Promise.allSettled(embedders.map(lane));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } finally {
      await checkpointer.end();
    }
  }

  #textOf({ hash, rows }: Missing): string {
    const text = itemText(itemAttributes(this.#store.db, this.#data.itemRows[rows[0]!]!), this.#names);
    if (Buffer.from(hash).equals(itemTextHash(text))) return text;
    throw new StewardError('CONFLICT', 'Items were changed while their texts were read.', { advice: 'Start again.' });
  }

  #keep(batch: readonly Missing[], made: Float16Array): void {
    const vectors = batch.map((_, n) => made.subarray(n * embeddingSize, (n + 1) * embeddingSize));
    this.#store.db.transaction(() => {
      for (const [n, { hash }] of batch.entries()) {
        this.#store.scores.cacheEmbedding(hash, this.#version, vectors[n]!);
      }
    });
    for (const [n, { rows }] of batch.entries()) this.#put(rows, vectors[n]!);
    this.#tell();
  }

  #put(rows: readonly number[], vector: Float16Array): void {
    for (const row of rows) this.values.set(vector, row * embeddingSize);
    this.#done += rows.length;
  }

  #tell(): void {
    const [done, total] = [this.#done.toLocaleString('en'), this.#total.toLocaleString('en')];
    this.#job.progress({ done: this.#done, total: this.#total, message: `embedding ${done} of ${total} items` });
  }
}
