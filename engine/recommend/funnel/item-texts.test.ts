import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Feed } from '../../contract/index.ts';
import { userName } from '../../testing/models.ts';
import { configWith, funnelBench, letterEmbedder } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeEach(async () => {
  bench = await funnelBench();
});
afterEach(() => bench.close());

const config = configWith({ sources: [{ id: 'embeddings', quota: 5 }], filters: { seen: true, rules: [] } });
const visitor = (...items: string[]) => ({
  visitor: { history: items.map((item) => ({ item, value: 1 })), attributes: {}, dislikes: [] },
});
const partOf = ({ stages }: Feed) => stages[0]!.parts.find(({ name }) => name === 'embeddings')!;
const preview = (...items: string[]) => bench.funnel.preview({ for: visitor(...items), config });
const job = (signal = new AbortController().signal) => ({ signal, progress: vi.fn() });
/** What the source brought, best first, with the cosines. */
const broughtBy = ({ items }: Feed) =>
  items
    .flatMap(({ item, sources }) =>
      sources.filter(({ source }) => source === 'embeddings').map((by) => ({ item, ...by })),
    )
    .sort((a, b) => a.rank - b.rank);

async function cosine(a: string, b: string): Promise<number> {
  const values = Float64Array.from(await letterEmbedder().embed([a, b]));
  const [x, y] = [values.subarray(0, values.length / 2), values.subarray(values.length / 2)];
  const dot = (p: Float64Array, q: Float64Array) => p.reduce((sum, value, n) => sum + value * q[n]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

test('texts that were never embedded are absent, with what to start; then the source brings what is most alike', async () => {
  const before = partOf(await preview('i0011'));
  expect(before).toMatchObject({ absent: 'Texts of items are not embedded yet.', remedy: 'embed-items', out: 0 });
  const asked = job();
  expect(await bench.texts.embed(await bench.data(), asked)).toBe(40);
  expect(asked.progress).toHaveBeenCalledWith(expect.objectContaining({ done: 40, total: 40 }));
  const feed = await preview('i0011');
  expect(partOf(feed)).toMatchObject({ absent: null, out: 5, note: 'exactly, over 40 texts' });
  expect(partOf(feed)).not.toHaveProperty('remedy');
  const alike = await Promise.all(bench.names.map((_, n) => cosine('Item 11', `Item ${n}`)));
  const best = alike.filter((_, n) => n !== 11).sort((a, b) => b - a);
  const found = broughtBy(feed);
  expect(found).toHaveLength(5);
  found.forEach(({ item, score }, n) => {
    expect(score).toBeCloseTo(best[n]!, 5);
    expect(score).toBeCloseTo(alike[bench.names.indexOf(item)]!, 5);
  });
});

test('new items are brought by their text, until others had them, and may be explored', async () => {
  const { store, clock } = bench;
  // Nothing is known of it but its title.
  store.catalog.describe('item', [{ id: 'a-new-one', attributes: { title: 'Item 11 1' } }], null);
  await bench.texts.embed(await bench.data(), job());
  const ask = () =>
    bench.funnel.preview({
      for: visitor('i0011'),
      config: { ...config, k: 20, sources: [{ id: 'new-texts', quota: 5 }] },
    });
  const foundIn = ({ items }: Feed) => items.find(({ item }) => item === 'a-new-one');
  const feed = await ask();
  expect(feed.stages[0]!.parts[0]).toMatchObject({ name: 'new-texts', absent: null, note: 'exactly, over 41 texts' });
  expect(foundIn(feed)!.sources).toEqual([{ source: 'new-texts', rank: 1, score: expect.closeTo(0.99, 1) }]);
  expect(feed.items.filter(({ badges }) => badges.includes('exploring'))).toHaveLength(1);
  const views = [1, 2, 3, 4, 5].map((n) => ({ user: userName(n), item: 'a-new-one', kind: 'view', value: 1 }));
  await store.catalog.add(
    views.map((row) => ({ ...row, at: clock.now() })),
    () => 'implicit',
  );
  const isNew = async () => foundIn(await ask())?.sources.some(({ source }) => source === 'new-texts') ?? false;
  await expect.poll(isNew, { timeout: 10_000 }).toBe(false);
});

test('items that come later follow by themselves; meanwhile those before answer, and what moved keeps its name', async () => {
  await bench.texts.embed(await bench.data(), job());
  await preview('i0011');
  const { store } = bench;
  store.catalog.describe('item', [{ id: 'a-new-one', attributes: { title: 'Item 11 1' } }], null);
  const data = await bench.data();
  expect(data.itemRows).toHaveLength(41);
  await bench.texts.ready(data);
  const request = {
    user: -1,
    history: {
      items: new Int32Array([data.interactions.items.row('i0011')!]),
      values: new Float32Array([1]),
      times: null,
    },
  };
  await expect
    .poll(async () => {
      const { items } = await bench.texts.source(data).candidates(request, 1);
      return [...items].map((row) => data.interactions.items.id(row));
    })
    .toEqual(['a-new-one']);
});

test('many new texts wait for a person, and the rest answers', async () => {
  await bench.texts.embed(await bench.data(), job());
  const many = Array.from({ length: 150 }, (_, n) => ({ id: `later-${n}`, attributes: { title: `Later soup ${n}` } }));
  bench.store.catalog.describe('item', many, null);
  const data = await bench.data();
  await bench.texts.ready(data);
  const row = data.interactions.items.row('i0011')!;
  const request = { user: -1, history: { items: new Int32Array([row]), values: new Float32Array([1]), times: null } };
  const waiting = '150 texts of items are not embedded yet.';
  await expect
    .poll(async () => (await bench.texts.source(data).candidates(request, 5)).note)
    .toBe(`exactly, over 40 texts. ${waiting}`);
  expect(bench.texts.remedy).toBe('embed-items');
  expect(await bench.texts.embed(data, job())).toBe(190);
  expect(bench.texts.remedy).toBeUndefined();
});

test('called off, embedding says so and can be begun again; without texts there is nothing to start', async () => {
  const stop = new AbortController();
  stop.abort();
  const data = await bench.data();
  await expect(bench.texts.embed(data, job(stop.signal))).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(partOf(await preview('i0011'))).toMatchObject({ remedy: 'embed-items' });
  expect(await bench.texts.embed(data, job())).toBe(40);
  const bare = { ...data, itemTexts: null };
  await bench.texts.ready(bare);
  await expect.poll(() => bench.texts.remedy).toBeUndefined();
});

test('called off while the index is made, none is made until somebody asks again', async () => {
  const stop = new AbortController();
  const asked = job(stop.signal);
  asked.progress.mockImplementation(({ message }) => message === 'making the index' && stop.abort());
  const data = await bench.data();
  await expect(bench.texts.embed(data, asked)).rejects.toMatchObject({ code: 'CANCELLED' });
  await bench.texts.ready(data);
  expect(partOf(await preview('i0011'))).toMatchObject({
    absent: 'The index over the texts was called off.',
    remedy: 'embed-items',
  });
  const again = job();
  expect(await bench.texts.embed(data, again)).toBe(40);
  // The embeddings were kept: nothing was embedded again.
  expect(again.progress.mock.calls).toEqual([[{ message: 'making the index' }]]);
  expect(partOf(await preview('i0011'))).toMatchObject({ absent: null, out: 5 });
});

test('somebody who did nothing yet is told that, not that texts are missing', async () => {
  await bench.texts.embed(await bench.data(), job());
  expect(partOf(await preview()).absent).toBe('The user has done nothing yet.');
  const known = await bench.funnel.preview({ for: { user: userName(1) }, config });
  expect(partOf(known).absent).toBeNull();
});
