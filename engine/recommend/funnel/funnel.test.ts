import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed, FeedFor } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { endOf, ModelBench, userName } from '../../testing/models.ts';
import { configWith, idsOf } from './test-kit.ts';

let bench: ModelBench;
let client: Engine['client'];
beforeAll(async () => {
  bench = new ModelBench();
  client = await bench.plant();
  const job = await endOf(client, await client.models.fit({ algorithm: 'ease', rule: 'any', slot: 'default' }));
  expect(job.state).toBe('done');
  const [version] = await client.models.versions();
  if (version!.state !== 'active') await client.models.activate({ id: version!.id });
});
afterAll(() => bench.remove());

const user = (n: number): FeedFor => ({ user: userName(n) });
const plain = configWith({ k: 10, allocator: 'score' });
const partOf = (feed: Feed, name: string) => feed.stages[0]!.parts.find((part) => part.name === name)!;

describe('the funnel with a model', () => {
  it('adds up: what goes into a stage is what came out of the one before', async () => {
    const feed = await client.feeds.preview({ for: user(0), config: 'default' });
    expect(feed.fallbacks).toEqual([]);
    expect(feed.items.length).toBe(20);
    expect(feed.versions).toMatchObject({ algorithm: 'ease', config: 'default', configVersion: 0 });
    const [candidates, filters, ranking, reranking] = feed.stages;
    expect(filters!.in).toBe(candidates!.out);
    expect(ranking!.in).toBe(filters!.out);
    expect(reranking!.in).toBe(ranking!.out);
    expect(reranking!.out).toBe(feed.items.length);
    filters!.parts.forEach((part, n) => {
      expect(part.in).toBe(n === 0 ? filters!.in : filters!.parts[n - 1]!.out);
    });
    expect(filters!.in - filters!.out).toBe(feed.dropped.filter(({ stage }) => stage === 'filters').length);
    expect(new Set(idsOf(feed)).size).toBe(20);
  });

  it('shows nothing that the user had, and says where each item comes from and why', async () => {
    const feed = await client.feeds.preview({ for: user(4), config: plain });
    const had = feed.dropped.filter(({ reason }) => reason === 'seen').map(({ item }) => item);
    expect(had.length).toBeGreaterThan(0);
    expect(idsOf(feed).filter((id) => had.includes(id))).toEqual([]);
    for (const { score, sources, reasons, placement } of feed.items) {
      expect(sources.length).toBeGreaterThan(0);
      expect(reasons.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 5);
      expect(placement.before).toBeGreaterThan(0);
    }
    // EASE tells by which items of the history it scores.
    expect(feed.items[0]!.reasons.some(({ label }) => label.startsWith('had “Item '))).toBe(true);
  });

  it('folds a visitor in from a history made by hand', async () => {
    const recommended = await client.models.recommend({ user: userName(0), slot: 'default', k: 3 });
    const history = recommended.items.map(({ item }) => ({ item, value: 1 }));
    const feed = await client.feeds.preview({ for: { visitor: { history } }, config: plain });
    expect(partOf(feed, 'factors').out).toBeGreaterThan(0);
    expect(feed.versions.algorithm).toBe('ease');
    // Users and items of one kind have numbers of one remainder, and items of one kind one genre.
    const kinds = feed.items.slice(0, 5).map(({ topic }) => topic);
    expect(kinds.filter((kind) => kind === 'kind 0').length).toBeGreaterThan(2);
    const nobody = await client.feeds.preview({ for: { visitor: {} }, config: plain });
    expect(nobody.fallbacks.join(' ')).toMatch(/knows nothing of this person/);
    expect(nobody.items.length).toBe(10);
  });

  it('goes by the version that a configuration names, and without a model where it is gone', async () => {
    await endOf(
      client,
      await client.models.fit({ algorithm: 'itemknn', rule: 'any', slot: 'default', activate: false }),
    );
    const [named, active] = await client.models.versions();
    const [own, other] = await Promise.all(
      [null, named!.id].map((model) => client.feeds.preview({ for: user(4), config: { ...plain, model } })),
    );
    expect(own!.versions).toMatchObject({ model: active!.id, algorithm: 'ease' });
    expect(other!.versions).toMatchObject({ model: named!.id, algorithm: 'itemknn' });
    const gone = await client.feeds.preview({ for: user(4), config: { ...plain, model: 99 } });
    expect(gone.versions.model).toBe(null);
    expect(gone.fallbacks[0]).toMatch(/^There is no version 99\./);
    await client.models.removeVersion({ id: named!.id });
  });

  it('orders again what it remembers as a preview would, for every allocator', async () => {
    const first = await client.feeds.preview({ for: user(7), config: 'default' });
    for (const { id } of await client.feeds.allocators()) {
      const config = configWith({ allocator: id });
      const preview = await client.feeds.preview({ for: user(7), config });
      const reranked = await client.feeds.rerank({ key: first.key, config });
      expect(idsOf(reranked)).toEqual(idsOf(preview));
      expect(reranked.items).toEqual(preview.items);
    }
  });

  it('goes without a model whose file is damaged, and says so', async () => {
    const { id } = (await client.models.versions())[0]!;
    client = await bench.between(({ versions }) => {
      writeFileSync(versions.files.path(versions.read(id)!.file), 'not a model');
    });
    const feed = await client.feeds.preview({ for: user(0), config: 'default' });
    expect(feed.items.length).toBe(20);
    expect(feed.fallbacks.join(' ')).toMatch(/goes without the model/);
    expect(feed.versions.model).toBeNull();
    expect(partOf(feed, 'item-to-item').out).toBeGreaterThan(0);
  });
});
