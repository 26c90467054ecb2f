import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedConfig, FeedMeasurement, Ranker } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { endOf, ModelBench } from '../../testing/models.ts';

let bench: ModelBench;
let client: Engine['client'];
let ranker: Ranker;
let first: FeedMeasurement;

const asked = { k: 5, users: 20, share: 0.1 };
const byText = [
  { id: 'popular', quota: 8 },
  { id: 'embeddings', quota: 8 },
] satisfies FeedConfig['sources'];

beforeAll(async () => {
  bench = new ModelBench();
  client = await bench.plant({ users: 40, items: 40, what: 'views' });
  const fit = await client.rankers.fit({ settings: { kind: 'lr', epochs: 2, seed: 2 }, activate: true });
  expect((await endOf(client, fit)).state).toBe('done');
  [ranker] = (await client.rankers.list()) as [Ranker];
  expect((await endOf(client, await client.feeds.embedItems())).state).toBe('done');
  const config = (await client.feeds.configs()).find(({ name }) => name === 'default')!;
  await client.feeds.saveConfig({ ...config, name: 'blended', ranking: 'blend' });
  await client.feeds.saveConfig({ ...config, name: 'texts', ranking: 'blend', sources: byText });
  await client.feeds.saveConfig({ ...config, name: 'no-texts', ranking: 'blend', sources: byText.slice(0, 1) });
  first = await measured(['default', 'blended', 'texts', 'no-texts']);
}, 60_000);
afterAll(() => bench.remove());

async function measured(configs: string[]): Promise<FeedMeasurement> {
  const job = await endOf(client, await client.feeds.measure({ ...asked, configs }));
  expect(job).toMatchObject({ state: 'done', error: null, done: job.total });
  return (await client.feeds.measured({ limit: 1 }))[0]!;
}

const feedOf = ({ feeds }: FeedMeasurement, name: string) => feeds.find((feed) => feed.name === name)!;

it('measures feeds by the ranker, trained anew, beside those by the blend, and says which', () => {
  expect(first.feeds.map(({ name, ranker: own, behind }) => [name, own?.version ?? null, behind])).toEqual([
    ['default', ranker.id, []],
    ['blended', null, []],
    ['texts', null, []],
    ['no-texts', null, []],
  ]);
  const { settings } = ranker.card;
  expect(feedOf(first, 'default').ranker).toEqual({ version: ranker.id, settings, source: 'interactions' });
  expect(feedOf(first, 'default').metrics).not.toEqual(feedOf(first, 'blended').metrics);
});

it('lets the texts of items take part where a configuration asks for them', () => {
  expect(first.texts).toBe(40);
  expect(feedOf(first, 'texts').metrics).not.toEqual(feedOf(first, 'no-texts').metrics);
});

it('gives the same figures again', async () => {
  expect((await measured(['default', 'blended', 'texts', 'no-texts'])).feeds).toEqual(first.feeds);
});

describe('a ranker that is being trained for a measurement', () => {
  const folder = () => readdirSync(join(bench.dir, 'models', 'recommenders'));
  const untilItIsTrained = async () => {
    const { id } = await client.feeds.measure({ ...asked, configs: ['default'] });
    for await (const job of await client.jobs.watch({ id })) {
      if (job.message.startsWith('ranker (lr)')) return id;
      expect(job.state).toBe('running');
    }
    throw new Error('no ranker was trained');
  };

  it('is ended where the job is cancelled, and leaves nothing behind', async () => {
    const [files, before] = [folder(), await client.feeds.measured({})];
    const id = await untilItIsTrained();
    expect(await client.jobs.cancel({ id })).toMatchObject({ state: 'cancelled', canResume: false });
    expect(folder()).toEqual(files);
    expect(await client.feeds.measured({})).toEqual(before);
  });

  it('is ended where the workspace is closed', async () => {
    const [files, before] = [folder(), await client.feeds.measured({})];
    const id = await untilItIsTrained();
    await bench.close();
    expect(folder()).toEqual(files);
    client = await bench.open();
    expect((await client.jobs.list()).find((job) => job.id === id)).toMatchObject({ state: 'interrupted' });
    expect(await client.feeds.measured({})).toEqual(before);
  });
});

it('says that another ranker is in use now, or none, of feeds that are ordered by it alone', async () => {
  await client.rankers.retire({ id: ranker.id });
  const [latest] = (await client.feeds.measured({ limit: 1 })) as [FeedMeasurement];
  expect(feedOf(latest, 'default').behind).toEqual(['ranker']);
  expect(feedOf(latest, 'blended').behind).toEqual([]);
  await client.rankers.activate({ id: ranker.id });
});

it('refuses what was before the cutoff where it does not bear the ranker', async () => {
  const job = await client.feeds.measure({ ...asked, configs: ['default'], share: 0.999 });
  expect((await endOf(client, job)).error).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining("The ranker of 'default' cannot be trained on what was before"),
  });
});
