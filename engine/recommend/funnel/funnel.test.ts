import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Feed, type FeedFor, feedConfig } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { endOf, itemName, ModelBench, userName } from '../../testing/models.ts';
import { newPost } from '../../testing/store.ts';

let bench: ModelBench;
let client: Engine['client'];
beforeEach(async () => {
  bench = new ModelBench();
  client = await bench.plant();
});
afterEach(() => bench.remove());

const user = (n: number): FeedFor => ({ user: userName(n) });
const idsOf = (feed: Feed) => feed.items.map(({ item }) => item);

async function fit(algorithm = 'ease'): Promise<void> {
  const job = await endOf(client, await client.models.fit({ algorithm, rule: 'any', slot: 'default' }));
  expect(job.state).toBe('done');
  const [version] = await client.models.versions();
  if (version!.state !== 'active') await client.models.activate({ id: version!.id });
}

describe('the funnel', () => {
  it('adds up: what goes into a stage is what came out of the one before', async () => {
    await fit();
    const feed = await client.feeds.preview({ for: user(0), config: 'default' });
    expect(feed.fallbacks).toEqual([]);
    expect(feed.items.length).toBe(20);
    expect(feed.versions).toMatchObject({ algorithm: 'ease', config: 'default', configVersion: 0 });
    const [candidates, filters, ranking, reranking] = feed.stages;
    expect(filters!.in).toBe(candidates!.out);
    expect(ranking!.in).toBe(filters!.out);
    expect(reranking!.in).toBe(ranking!.out);
    expect(reranking!.out).toBe(feed.items.length);
  });
});
