import { join } from 'node:path';
import { CatalogCache } from '../../catalog/data/catalog-cache.ts';
import { builtInRules } from '../../catalog/interactions/signals.ts';
import { type Feed, type FeedConfig, feedConfig, type Verdict } from '../../contract/index.ts';
import { workspaceFiles } from '../../store/open.ts';
import { itemName, plantedInteractions } from '../../testing/models.ts';
import { newPost, temporaryStore } from '../../testing/store.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { RankerServing } from '../ranking/workspace/serving.ts';
import { Recommender } from '../recommender.ts';
import type { TextEmbedder } from '../threads/embedding-thread.ts';
import { Funnel } from './funnel.ts';
import { ItemTexts } from './item-texts.ts';

const day = 86_400_000;
const policy = 'hate';

/** Texts are alike as far as their letters and figures are the same. */
export function letterEmbedder(): TextEmbedder {
  return {
    version: async () => 'letters',
    async embed(texts) {
      const values = new Float16Array(texts.length * embeddingSize);
      for (const [row, text] of texts.entries()) {
        for (const letter of text) values[row * embeddingSize + (letter.codePointAt(0)! % embeddingSize)]! += 1;
      }
      return values;
    },
    close: async () => {},
  };
}

/** A funnel over a workspace of planted views, whose items are posts too, without a model. */
export async function funnelBench({ users = 30, items = 40 } = {}) {
  const { store, dir, clock, remove } = temporaryStore();
  store.rules.seed(builtInRules);
  const start = clock.now() - 30 * day;
  const views = plantedInteractions({ users, items, what: 'views' });
  await store.catalog.add(
    views.map((row, n) => ({ ...row, at: start + Math.floor((n / views.length) * 29 * day) })),
    () => 'implicit',
  );
  store.catalog.setAttributes('item', [
    { name: 'title', type: 'text' },
    { name: 'topic', type: 'category' },
    { name: 'publisher', type: 'category' },
    { name: 'published', type: 'date' },
    { name: 'price', type: 'number' },
  ]);
  const names = Array.from({ length: items }, (_, n) => itemName(n));
  const described = names.map((id, n) => ({
    id,
    attributes: {
      title: `Item ${n}`,
      topic: `topic ${n % 4}`,
      publisher: `publisher ${n % 7}`,
      published: start + Math.floor((n / items) * 29 * day),
      price: n % 5,
    },
  }));
  store.catalog.describe('item', described, null);
  store.catalog.setAttributes('user', [{ name: 'country', type: 'category' }]);
  const people = Array.from({ length: users }, (_, n) => ({
    id: `u${String(n).padStart(4, '0')}`,
    attributes: { country: n % 3 === 0 ? 'NL' : 'BE' },
  }));
  store.catalog.describe('user', people, null);
  await store.content.upsertBatch(
    names.map((id) => newPost(id, `Post ${id}`)),
    null,
  );
  const cache = new CatalogCache({ database: store.db.raw.name, cache: join(dir, 'cache') }, () =>
    store.catalog.revision(),
  );
  const data = async () => (await cache.get()).data;
  const recommender = new Recommender(store.versions, store.rules, data, join(store.dir, workspaceFiles.cache));
  const ranking = new RankerServing(store);
  const texts = new ItemTexts({ store, cache: null, openEmbedder: letterEmbedder, threads: 1 });
  const funnel = new Funnel({ store, data, recommender, ranking, texts, clock: clock.now });
  return {
    store,
    clock,
    data,
    texts,
    funnel,
    names,
    /** What a person decides about an item, at once. */
    async decide(item: string, verdict: Exclude<Verdict, 'skip'>): Promise<void> {
      const { id: content } = (await store.content.getByExternalId(item))!;
      const decision = { job: null, content, verdict, source: 'person' as const, actor: 'test', policy };
      store.db.transaction(() => store.decisions.record({ ...decision, policyVersion: 1, note: '', scores: {} }));
    },
    async close(): Promise<void> {
      await funnel.close();
      await texts.close();
      await recommender.close();
      await ranking.close();
      await cache.close();
      remove();
    },
  };
}

/** A configuration that differs from the built-in one in so much. */
export function configWith(more: Partial<FeedConfig>): FeedConfig {
  return feedConfig.parse({ name: 'tried', ...more });
}

export const idsOf = ({ items }: Feed) => items.map(({ item }) => item);
