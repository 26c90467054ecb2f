import { afterEach, beforeEach, expect, it } from 'vitest';
import { endOf, ModelBench } from '../testing/models.ts';

let bench: ModelBench;
beforeEach(() => {
  bench = new ModelBench();
});
afterEach(() => bench.remove());

it('compares two runs user by user, corrected over all metrics', async () => {
  const client = await bench.plant();
  const models = [{ algorithm: 'toppopular' }, { algorithm: 'itemknn' }];
  const job = await client.models.evaluate({ models, protocol: { k: 5 } });
  await endOf(client, job);
  const [knn, popular] = (await client.models.runs({ job: job.id })).rows;
  const { problem, metrics, a, b } = await client.models.compare({ a: popular!.id, b: knn!.id });
  expect([problem, a.id, b.id]).toEqual([null, popular!.id, knn!.id]);
  const ndcg = metrics.find(({ metric }) => metric === 'ndcg')!;
  expect(ndcg.a).toBeCloseTo(popular!.metrics.ndcg!.mean, 5);
  expect(ndcg.b).toBeCloseTo(knn!.metrics.ndcg!.mean, 5);
  expect(ndcg.difference).toBeCloseTo(ndcg.b - ndcg.a, 10);
  expect(ndcg.low).toBeGreaterThan(0);
  expect(ndcg.corrected).toBeLessThan(0.05);
  for (const { p, corrected } of metrics) expect(corrected).toBeGreaterThanOrEqual(p);

  const users = await client.models.compareUsers({ a: popular!.id, b: knn!.id, metric: 'ndcg', limit: 10 });
  expect([users.rows.length, users.total]).toEqual([10, ndcg.users]);
  const sizes = users.rows.map((user) => Math.abs(user.b - user.a));
  expect(sizes).toEqual(sizes.toSorted((x, y) => y - x));
  const all = (await client.models.compareUsers({ a: popular!.id, b: knn!.id, metric: 'ndcg', limit: 20_000 })).rows;
  expect(all.reduce((sum, user) => sum + user.b - user.a, 0) / all.length).toBeCloseTo(ndcg.difference, 6);
  const wrong = client.models.compareUsers({ a: popular!.id, b: knn!.id, metric: 'rmse' });
  await expect(wrong).rejects.toMatchObject({ code: 'BAD_INPUT', data: { advice: expect.stringMatching(/ndcg/) } });
});

it('says why runs cannot be compared, and gives no numbers', async () => {
  let client = await bench.plant();
  const models = [{ algorithm: 'toppopular' }];
  const measure = async (more: object = {}) => {
    const job = await client.models.evaluate({ models, ...more });
    await endOf(client, job);
    return (await client.models.runs({ job: job.id })).rows[0]!.id;
  };
  const first = await measure();
  const others = [
    [await measure({ seed: 2 }), /seeds/],
    [await measure({ protocol: { share: 0.3 } }), /share/],
    [await measure({ protocol: { split: 'random' } }), /splits: split/],
    [await measure({ protocol: { k: 5 } }), /ways: k/],
    [first, /same/],
  ] as const;
  for (const [other, why] of others) {
    const { problem, metrics } = await client.models.compare({ a: first, b: other });
    expect(problem).toMatch(why);
    expect(metrics).toEqual([]);
  }
  await expect(client.models.compareUsers({ a: first, b: others[0][0], metric: 'ndcg' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  });
  client = await bench.addLater([{ user: 'late', item: 'late', kind: 'rating', value: 1, at: 1 }]);
  const later = await measure();
  expect((await client.models.compare({ a: first, b: later })).problem).toMatch(/different data/);
  expect(await client.models.removeRun({ id: first })).toEqual({ id: first });
  await expect(client.models.run({ id: first })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.models.compare({ a: first, b: later })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
