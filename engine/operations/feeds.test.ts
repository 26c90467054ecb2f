import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { endOf, itemName, ModelBench, userName } from '../testing/models.ts';

let bench: ModelBench;
let client: Engine['client'];
beforeAll(async () => {
  bench = new ModelBench();
  await bench.plant();
  // A word with an asterisk among its letters is masked always.
  const rows = Array.from({ length: 60 }, (_, n) => ({
    id: itemName(n),
    attributes: { title: `A d*rn good soup ${n}` },
  }));
  client = await bench.between((store) => store.catalog.describe('item', rows, null));
});
afterAll(() => bench.remove());

test('feeds leave the engine with the words of the lexicon covered, wherever a title stands', async () => {
  const feeds = [await client.feeds.preview({ for: { user: userName(4) } })];
  const config = (await client.feeds.configs())[0]!;
  feeds.push(await client.feeds.rerank({ key: feeds[0]!.key, config }));
  feeds.push(await client.feeds.serve({ user: userName(4), explain: true }));
  for (const { items, dropped } of feeds) {
    expect(items.length).toBeGreaterThan(0);
    expect(dropped.length).toBeGreaterThan(0);
    expect(JSON.stringify([items, dropped])).not.toContain('d*rn');
    for (const { title } of [...items, ...dropped]) expect(title).toMatch(/^A ████ good soup/);
  }
});

test('so do recommendations with their reasons, and items that are looked for', async () => {
  await endOf(client, await client.models.fit({ algorithm: 'itemknn', activate: true }));
  const { items } = await client.models.recommend({ user: userName(4) });
  const labels = items.flatMap(({ reasons }) => reasons.filter(({ kind }) => kind === 'item'));
  expect(labels.length).toBeGreaterThan(0);
  const found = await client.catalog.find({ subject: 'item', text: 'A d*rn' });
  expect(found.length).toBeGreaterThan(0);
  for (const title of [...items, ...found].map((one) => one.title).concat(labels.map(({ label }) => label))) {
    expect(title).toMatch(/^A ████ good soup/);
  }
});
