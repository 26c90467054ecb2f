import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelVersion } from '../contract/index.ts';
import { endOf, itemName, ModelBench, userName } from '../testing/models.ts';

let bench: ModelBench;
beforeEach(() => {
  bench = new ModelBench();
});
afterEach(() => bench.remove());

const kinds = [
  ['Tomato soup with basil', 'Bread and cheese for lunch', 'A cake of almonds and honey', 'Rice with vegetables'],
  ['The night train to the coast', 'Buses across the mountains', 'A timetable of ferries', 'Cycling to work by tram'],
  ['The striker who scored twice', 'A football match in the rain', 'Rules of the tennis court', 'Running a marathon'],
] as const;
const items = Array.from({ length: 60 }, (_, n) => {
  const own = kinds[n % 3]!;
  return { id: itemName(n), attributes: { title: own[n % 4]!, description: `${own[(n + 1) % 4]!}, part ${n}` } };
});

/** A workspace whose items are told apart by their texts alone; the last one has none. */
function plantTexts() {
  return bench.between((store) => {
    store.catalog.setAttributes('item', [
      { name: 'title', type: 'text' },
      { name: 'description', type: 'text' },
    ]);
    const nothing = { genre: null, price: null };
    store.catalog.describe(
      'item',
      items.map(({ id, attributes }, n) => {
        const texts = n === items.length - 1 ? { title: null, description: null } : attributes;
        return { id, attributes: { ...texts, ...nothing } };
      }),
      null,
    );
  });
}

describe('content over the texts of items, by the model that ships', () => {
  it('finds what is alike, is measured again without making an embedding, and stays what it is in a version', async () => {
    await bench.plant();
    let client = await plantTexts();
    const models = [{ algorithm: 'content', params: { source: 'embeddings' } }, { algorithm: 'toppopular' }];
    const first = await endOf(client, await client.models.evaluate({ models }));
    expect(first).toMatchObject({ state: 'done', message: '2 models measured' });
    const [popular, content] = (await client.models.runs({ job: first.id })).rows;
    expect(content!.metrics.ndcg!.mean).toBeGreaterThan(1.5 * popular!.metrics.ndcg!.mean);

    const told: string[] = [];
    const second = await client.models.evaluate({ models });
    for await (const { message } of await client.jobs.watch({ id: second.id })) told.push(message);
    expect(told.filter((message) => message.startsWith('embedding'))).toEqual([]);
    expect((await client.models.runs({ job: second.id })).rows[1]!.metrics).toEqual(content!.metrics);

    await endOf(client, await client.models.fit({ algorithm: 'content', activate: true }));
    const before = await client.models.recommend({ user: userName(1), k: 5 });
    expect(before.items).toHaveLength(5);
    expect(before.items.filter(({ item }) => Number(item.slice(1)) % 3 === 1).length).toBeGreaterThanOrEqual(4);
    for (const { reasons } of before.items) expect(reasons[0]).toMatchObject({ kind: 'item' });
    client = await bench.between((store) =>
      store.catalog.describe('item', [{ id: itemName(1), attributes: { title: 'Chess' } }], null),
    );
    const [version] = (await client.models.versions()) as [ModelVersion];
    expect(version).toMatchObject({ problem: null, isBehind: true });
    const after = await client.models.recommend({ user: userName(1), k: 5 });
    expect(after.items.map(({ item, score }) => [item, score])).toEqual(
      before.items.map(({ item, score }) => [item, score]),
    );
  });

  it('is refused by texts where there are none, and by attributes where there are none', async () => {
    await bench.plant();
    let client = await plantTexts();
    const evaluate = (source: string) =>
      client.models.evaluate({ models: [{ algorithm: 'content', params: { source } }] });
    const itsModels = { code: 'BAD_INPUT', data: { place: { field: 'models' } } };
    const byAttributes = await endOf(client, await evaluate('attributes'));
    expect(byAttributes.error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/item attributes/) });
    await bench.remove();
    bench = new ModelBench();
    client = await bench.plant();
    client = await bench.between((store) => store.catalog.setAttributes('item', [{ name: 'title', type: 'category' }]));
    await expect(evaluate('embeddings')).rejects.toMatchObject(itsModels);
  });

  it('brings candidates to feeds once somebody has it embedded, and names the source', async () => {
    await bench.plant();
    let client = await plantTexts();
    const sources = [{ id: 'embeddings' as const, quota: 10 }];
    const config = { ...(await client.feeds.configs())[0]!, sources };
    const partOf = async () => {
      const { stages } = await client.feeds.preview({ for: { user: userName(1) }, config });
      return stages[0]!.parts.find(({ name }) => name === 'embeddings');
    };
    // What is known of texts is read while feeds already go out.
    const soon = (part: object) => expect.poll(partOf, { timeout: 20_000 }).toMatchObject(part);
    await soon({ remedy: 'embed-items' });
    const job = await endOf(client, await client.feeds.embedItems());
    expect(job).toMatchObject({ state: 'done', done: 59, total: 59, message: '59 items have an embedded text' });
    await soon({ absent: null, out: 10, note: 'exactly, over 59 texts' });
    // Another start of the program finds them made.
    await bench.close();
    client = await bench.open();
    await soon({ absent: null, out: 10 });
  });
});
