import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogCache } from '../../catalog/data/catalog-cache.ts';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { createStore, type Store } from '../../store/store.ts';
import { temporaryFolder } from '../../testing/store.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { content } from '../models/content.ts';
import type { TextEmbedder } from '../threads/embedding-thread.ts';
import type { ModelJobs } from './context.ts';
import { describedItems } from './described-items.ts';
import { embedItems } from './item-embeddings.ts';

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
let cache: CatalogCache;
let asked: string[];
let open: number;
let messages: string[];

beforeEach(() => {
  folder = temporaryFolder();
  store = createStore(join(folder.dir, 'w'), { name: 'Test', isDemo: false }, { clock: () => 1, onReported: () => {} });
  const place = { database: store.db.raw.name, cache: join(store.dir, 'cache') };
  cache = new CatalogCache(place, () => store.catalog.revision());
  [asked, messages, open] = [[], [], 0];
});
afterEach(async () => {
  expect(open).toBe(0);
  await cache.close();
  store.close();
  folder.remove();
});

/** As many ones as the text has letters, then zeros. */
function stub(onBatch: () => void = () => {}): TextEmbedder {
  open += 1;
  return {
    version: async () => 'stub',
    async embed(texts) {
      onBatch();
      asked.push(...texts);
      const vectors = new Float16Array(texts.length * embeddingSize);
      for (const [row, text] of texts.entries()) {
        vectors.fill(1, row * embeddingSize, row * embeddingSize + text.length);
      }
      return vectors;
    },
    async close() {
      open -= 1;
    },
  };
}

const lengthsOf = (values: Float32Array) =>
  Array.from({ length: values.length / embeddingSize }, (_, row) =>
    values.subarray(row * embeddingSize, (row + 1) * embeddingSize).reduce((sum, value) => sum + value, 0),
  );
const context = (embedder: () => TextEmbedder = stub) => ({ store, threads: 2, openEmbedder: embedder });
const job = (signal = new AbortController().signal) => ({
  signal,
  progress: ({ message }: { message?: string }) => messages.push(message ?? ''),
});

async function fill(items: readonly (readonly [title?: string, description?: string])[]): Promise<CatalogData> {
  store.catalog.setAttributes('item', [
    { name: 'title', type: 'text' },
    { name: 'description', type: 'text' },
    { name: 'genre', type: 'category' },
  ]);
  const rows = items.map(([title = null, description = null], n) => {
    return { id: `i${n}`, attributes: { title, description, genre: 'soup' } };
  });
  store.catalog.describe('item', rows, null);
  return (await cache.get()).data;
}
const many = (n: number) => Array.from({ length: n }, (_, at) => [`Dish${'x'.repeat(at)}`] as const);

describe('embeddings of items', () => {
  it('are of title and description, once for a text, zeros without one, and cached', async () => {
    const data = await fill([['Soup', 'Hot'], [], ['Soup'], ['Soup', 'Hot'], [undefined, 'Cold']]);
    const { dimensions, values } = await embedItems(context(), data, job());
    expect(dimensions).toBe(embeddingSize);
    expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(lengthsOf(values)).toEqual([8, 0, 4, 8, 4]);
    expect(asked.sort()).toEqual(['Cold', 'Soup', 'Soup\nHot']);
    expect(messages).toEqual(['embedding 0 of 4 items', 'embedding 4 of 4 items']);
    expect((await embedItems(context(), data, job())).values).toEqual(values);
    expect(asked).toHaveLength(3);
    expect(messages).toHaveLength(2);
  });

  it('called off, go on with what is left', async () => {
    const data = await fill(many(100));
    const abort = new AbortController();
    let batches = 0;
    const stopping = () => stub(() => ++batches === 2 && abort.abort());
    await expect(embedItems(context(stopping), data, job(abort.signal))).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked).toHaveLength(64);
    const { values } = await embedItems(context(), data, job());
    expect(asked).toHaveLength(100);
    expect(new Set(asked).size).toBe(100);
    expect(lengthsOf(values)).toEqual(many(100).map(([title]) => title.length));
  });

  it('pass on what fails, and refuse texts that were changed since the data was read', async () => {
    const data = await fill(many(100));
    const failing = () =>
      stub(() => {
        throw new StewardError('INTERNAL', 'It broke.');
      });
    await expect(embedItems(context(failing), data, job())).rejects.toThrow('It broke.');
    store.catalog.describe('item', [{ id: 'i7', attributes: { title: 'Another' } }], null);
    await expect(embedItems(context(), data, job())).rejects.toMatchObject({ code: 'CONFLICT' });
    const now = (await cache.get()).data;
    expect(now.hash).not.toBe(data.hash);
    expect(lengthsOf((await embedItems(context(), now, job())).values)[7]).toBe(7);
  });

  it('change the hash of the data with a description too', async () => {
    const before = await fill([['Soup', 'Hot']]);
    const after = await fill([['Soup', 'Cold']]);
    expect(after.hash).not.toBe(before.hash);
  });
});

describe('where the embedding model is missing', () => {
  const missing = (): TextEmbedder => ({
    ...stub(),
    version: () => Promise.reject(new StewardError('NO_MODELS', 'It is missing.', { advice: 'Make it.' })),
  });
  const planned = (source?: string) => [
    { name: 'content', algorithm: content, params: source ? { source } : {}, rule: {} } as never,
  ];
  const described = (data: CatalogData, source?: string) =>
    describedItems(context(missing) as ModelJobs, data, planned(source), job());

  it('auto works on attributes and says so, embeddings is refused with advice, attributes does not ask', async () => {
    const data = await fill([['Soup']]);
    expect(await described(data)).toEqual({
      itemEmbeddings: null,
      note: '; without the embedding model, by attributes instead of texts',
    });
    const advice = 'Make it. Or choose source attributes.';
    await expect(described(data, 'embeddings')).rejects.toMatchObject({ code: 'NO_MODELS', advice });
    expect(await described(data, 'attributes')).toEqual({ itemEmbeddings: null, note: '' });
  });

  it('without attributes auto is refused too', async () => {
    const data = { ...(await fill([['Soup']])), itemAttributes: null };
    await expect(described(data)).rejects.toMatchObject({ code: 'NO_MODELS', advice: 'Make it.' });
  });
});
