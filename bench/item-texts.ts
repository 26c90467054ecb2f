import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { itemText, textAttributes } from '../engine/catalog/data/item-text.ts';
import { readData } from '../engine/catalog/data/read-data.ts';
import type { CatalogData } from '../engine/catalog/interactions/catalog-data.ts';
import { textSource } from '../engine/recommend/candidates/sources/vectors.ts';
import { ExactIndex } from '../engine/recommend/candidates/vectors/exact-index.ts';
import { recallOf } from '../engine/recommend/candidates/vectors/fixture.ts';
import { HnswIndex } from '../engine/recommend/candidates/vectors/hnsw-index.ts';
import type { VectorIndex } from '../engine/recommend/candidates/vectors/vector-index.ts';
import { embeddedTexts } from '../engine/recommend/jobs/item-embeddings.ts';
import type { ItemEmbeddings } from '../engine/recommend/models/model.ts';
import { historiesOf } from '../engine/recommend/offline/hold-out.ts';
import { openTextEmbedder } from '../engine/recommend/threads/embedding-thread.ts';
import { itemAttributes } from '../engine/store/catalog-read.ts';
import { readStore, type Store } from '../engine/store/store.ts';
import { coldItems } from './coldstart-items.ts';
import { machine, median } from './measure.ts';

/**
 * The texts of a workspace's items, which have to be embedded: how long a thousand of them take, what the source of texts
 * finds by the graph of what it finds by looking at all, and how well new items are ranked by them.
 */
const { values: given } = parseArgs({
  options: { workspace: { type: 'string' }, liked: { type: 'string', default: '4' } },
});
if (given.workspace === undefined) {
  throw new Error(
    'Give --workspace DIR, whose items have embedded titles; --liked says from which rating on an item is liked.',
  );
}
const models = join(import.meta.dirname, '..', 'build', 'models');
const [some, asked, quota, batch] = [1000, 300, 200, 32];

const store = readStore(given.workspace, Date.now);
const data = await readData(given.workspace);
const openEmbedder = () => openTextEmbedder(models);
const { embeddings, texts } = await embeddedTexts({ store, openEmbedder }, data, new AbortController().signal);
if (!embeddings) throw new Error('No text is embedded: steward embed --workspace DIR');
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`${machine()}\n\n${texts.toLocaleString('en')} items with a text\n`);
for (const threads of [1, 2])
  say(`embedding ${some} of them on ${threads} threads: ${(await embedding(store, data, threads)).toFixed(2)} s`);
await searching(data, embeddings);
await coldItems(
  data.interactions,
  { attributes: data.itemAttributes, texts: embeddings },
  {
    likedFrom: Number(given.liked),
    seed: 1,
    most: 1000,
  },
);
store.close();

/** Seconds for the first thousand texts, on so many threads whose models are loaded. */
async function embedding({ db, catalog }: Store, { itemRows }: CatalogData, threads: number): Promise<number> {
  const names = textAttributes(catalog.attributes());
  const all = Array.from(itemRows.subarray(0, some), (row) => itemText(itemAttributes(db, row), names));
  const embedders = Array.from({ length: threads }, openEmbedder);
  await Promise.all(embedders.map((embedder) => embedder.embed(['warm'])));
  const started = performance.now();
  let next = 0;
  const lane = async ({ embed }: (typeof embedders)[number]) => {
    while (next < all.length) {
      const from = next;
      next += batch;
      await embed(all.slice(from, from + batch));
    }
  };
  await Promise.all(embedders.map(lane));
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(embedders.map((embedder) => embedder.close()));
  return (seconds * some) / all.length;
}

/** What the source brings by the graph of what it brings by looking at all texts, for users spread over all. */
async function searching(data: CatalogData, embeddings: ItemEmbeddings): Promise<void> {
  const vectors = { ...embeddings, similarity: 'cosine' as const };
  const exact = await ExactIndex.build(vectors);
  const graph = await HnswIndex.build(vectors, { seed: 1, threads: 2 });
  const histories = historiesOf(data);
  const { userRows, itemRows } = data;
  const places = new Map(Array.from(itemRows, (number, row) => [number, row]));
  const requests = Array.from({ length: asked }, (_, n) => {
    const events = histories(userRows[Math.floor((n * userRows.length) / asked)]!);
    return {
      items: Int32Array.from(events, ({ item }) => places.get(item)!),
      values: new Float32Array(events.length).fill(1),
      times: null,
    };
  }).filter(({ items }) => items.length > 0);
  const find = async (index: VectorIndex) => {
    const source = textSource(embeddings, index);
    const found: Int32Array[] = [];
    const times: number[] = [];
    for (const history of requests) {
      const started = performance.now();
      found.push((await source.candidates({ user: -1, history }, quota)).items);
      times.push(performance.now() - started);
    }
    return { found, ms: median(times) };
  };
  const truth = await find(exact);
  say(`\n| ${quota} candidates of ${requests.length} users | recall | median |\n|---|---|---|`);
  say(`| exact | 1 | ${truth.ms.toFixed(2)} ms |`);
  for (const ef of [100, 200, 400]) {
    const { found, ms } = await find(graph.withEf(ef));
    const shares = found.map((items, n) => recallOf(items, truth.found[n]!, quota));
    const recall = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    say(`| HNSW, ef ${ef} | ${recall.toFixed(4)} | ${ms.toFixed(2)} ms |`);
  }
  say(`HNSW built in ${(graph.stats.buildMs / 1000).toFixed(1)} s`);
}
