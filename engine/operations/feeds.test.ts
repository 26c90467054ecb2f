import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { itemName, ModelBench, userName } from '../testing/models.ts';

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
  feeds.push(await client.feeds.serve({ user: userName(4) }));
  for (const { items, dropped } of feeds) {
    expect(items.length).toBeGreaterThan(0);
    expect(dropped.length).toBeGreaterThan(0);
    expect(JSON.stringify([items, dropped])).not.toContain('d*rn');
    for (const { title } of [...items, ...dropped]) expect(title).toMatch(/^A ████ good soup/);
  }
});
