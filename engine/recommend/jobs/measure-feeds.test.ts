import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedMeasurement } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import type { NewInteraction } from '../../store/catalog.ts';
import { endOf, itemName, ModelBench, userName } from '../../testing/models.ts';

type Client = Engine['client'];
const users = 24;
const planted = { users, items: 30 };
const later = Date.UTC(2026, 0, 1);

/** What users do after everything else: each has two items that `itemOf` names, at moments that do not depend on it. */
function future(itemOf: (user: number, n: number) => number): NewInteraction[] {
  return Array.from({ length: 2 * users }, (_, at) => ({
    user: userName(at % users),
    item: itemName(itemOf(at % users, Math.floor(at / users))),
    kind: 'rating',
    value: 5,
    at: later + at,
  }));
}

/** Items that nobody had before, from 30 on. */
const cold = (_: number, n: number) => 30 + n;
const other = (user: number, n: number) => 32 + ((user + n) % 8);

async function benchWith(rows: readonly NewInteraction[], model = 'ease'): Promise<[ModelBench, Client]> {
  const bench = new ModelBench();
  await bench.plant(planted);
  const client = await bench.between(async ({ catalog }) => {
    // The catalogue is one and the same, whatever the future brings.
    const items = Array.from({ length: 40 }, (_, n) => ({ id: itemName(n), attributes: { genre: `kind ${n % 3}` } }));
    catalog.describe('item', items, null);
    await catalog.add(rows, () => 'explicit');
  });
  const job = await endOf(
    client,
    await client.models.fit({ algorithm: model, slot: 'default', rule: 'any', activate: true }),
  );
  expect(job.state).toBe('done');
  return [bench, client];
}

/** Measures with what users did after everything else held out. */
async function measure(client: Client, configs: string[]): Promise<FeedMeasurement> {
  const share = (2 * users) / (await client.catalog.summary()).interactions;
  const job = await endOf(client, await client.feeds.measure({ configs, k: 5, share }));
  expect(job).toMatchObject({ state: 'done', error: null });
  return (await client.feeds.measured({}))[0]!;
}

const figure = ({ feeds }: FeedMeasurement, name: string, metric: 'ndcg' | 'popularity' | 'coverage') =>
  feeds.find((feed) => feed.name === name)!.metrics[metric]!.mean;

describe('measuring feeds', () => {
  let bench: ModelBench;
  let client: Client;
  let first: FeedMeasurement;
  beforeAll(async () => {
    // What is to come is the second most popular of the user's kind, mostly: something that feeds can find.
    [bench, client] = await benchWith(future((user, n) => (user % 3) + 3 * (n + 4)));
    first = await measure(client, ['default', 'diverse']);
  });
  afterAll(() => bench.remove());

  it('measures configurations and the model alone on the same users, held out by time', () => {
    expect(first).toMatchObject({ split: 'time', cutoff: later, rule: 'any', k: 5, seed: 1 });
    expect(first.users).toBe(first.eligible);
    expect(first.feeds.map(({ name, kind, behind }) => [name, kind, behind])).toEqual([
      ['default', 'configuration', []],
      ['diverse', 'configuration', []],
      ['model alone (default)', 'model alone', []],
    ]);
    for (const { metrics, model } of first.feeds) {
      expect(model).toMatchObject({ algorithm: 'ease', rule: 'any' });
      for (const { mean, low, high } of Object.values(metrics)) {
        expect(mean).toBeGreaterThanOrEqual(low ?? mean);
        expect(mean).toBeLessThanOrEqual(high ?? mean);
      }
    }
    expect(figure(first, 'default', 'ndcg')).toBeGreaterThan(0);
  });

  it('tests every two of them by user, corrected together', () => {
    expect(first.comparisons.map(({ a, b }) => [a, b])).toEqual([
      ['default', 'diverse'],
      ['default', 'model alone (default)'],
      ['diverse', 'model alone (default)'],
    ]);
    for (const { a, b, metrics } of first.comparisons) {
      const ndcg = metrics.find(({ metric }) => metric === 'ndcg')!;
      expect(ndcg.difference).toBeCloseTo(figure(first, b, 'ndcg') - figure(first, a, 'ndcg'), 6);
      for (const { p, corrected } of metrics) expect(corrected).toBeGreaterThanOrEqual(p);
    }
  });

  it('gives the same figures again for the same seed', async () => {
    const again = await measure(client, ['default', 'diverse']);
    expect(again.feeds).toEqual(first.feeds);
    expect(again.id).toBeGreaterThan(first.id);
  });

  it('says what has become other since', async () => {
    const config = (await client.feeds.configs()).find(({ name }) => name === 'diverse')!;
    await client.feeds.saveConfig({ ...config, reduceFactor: 0.2 });
    const [latest] = await client.feeds.measured({ config: 'diverse', limit: 1 });
    const behindOf = (name: string) => latest!.feeds.find((feed) => feed.name === name)!.behind;
    expect(behindOf('diverse')).toEqual(['configuration']);
    expect(behindOf('default')).toEqual([]);
    await client.feeds.act({ user: userName(1), item: itemName(3), action: 'seen' });
    expect((await client.feeds.measured({ limit: 1 }))[0]!.feeds[0]!.behind).toEqual(['data']);
    expect(await client.feeds.measured({ config: 'revenue' })).toEqual([]);
    const saved = await client.feeds.measure({ configs: [{ name: 'diverse', version: 1 }], share: 0.2 });
    await endOf(client, saved);
    expect((await client.feeds.measured({ limit: 1 }))[0]!.feeds[0]).toMatchObject({
      name: 'diverse (version 1)',
      config: 'diverse',
      version: 1,
    });
  });

  it('refuses what is not there before a job begins', async () => {
    await expect(client.feeds.measure({ configs: ['nope'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const version = { name: 'default', version: 7 };
    await expect(client.feeds.measure({ configs: [version] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.feeds.measure({ configs: ['fresh', 'fresh'] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('leaves nothing behind where it is cancelled', async () => {
    const folder = join(bench.dir, 'models', 'recommenders');
    const [files, versions, before] = [
      readdirSync(folder),
      await client.models.versions(),
      await client.feeds.measured({}),
    ];
    const job = await client.feeds.measure({ configs: ['default', 'fresh', 'diverse', 'revenue'], share: 0.5 });
    const cancelled = await client.jobs.cancel({ id: job.id });
    expect(cancelled).toMatchObject({ state: 'cancelled', canResume: false });
    expect(readdirSync(folder)).toEqual(files);
    expect(await client.models.versions()).toEqual(versions);
    expect(await client.feeds.measured({})).toEqual(before);
  });
});

describe('what is held out', () => {
  it.each(['ease', 'bprmf'])('is in no feed and no model (%s): another future gives the same lists', async (model) => {
    const measured: FeedMeasurement[] = [];
    const active: string[][] = [];
    for (const itemOf of [cold, other]) {
      const [bench, client] = await benchWith(future(itemOf), model);
      try {
        measured.push(await measure(client, ['default', 'fresh']));
        const { items } = await client.models.recommend({ user: userName(0), k: 10 });
        active.push(items.map(({ item }) => item));
      } finally {
        await bench.remove();
      }
    }
    const [one, another] = measured;
    expect(one!.users).toBe(users);
    // The active versions have learnt from it: measured as they are they would differ.
    expect(active[0]).not.toEqual(active[1]);
    for (const { name, metrics } of one!.feeds) {
      const same = another!.feeds.find((feed) => feed.name === name)!.metrics;
      // These are made of lists and the past alone.
      for (const metric of ['popularity', 'tail', 'diversity', 'novelty', 'coverage'] as const) {
        expect([name, metric, same[metric]]).toEqual([name, metric, metrics[metric]]);
      }
    }
  });
});
