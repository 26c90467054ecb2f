import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, ModelBench } from '../../testing/models.ts';

let bench: ModelBench;
beforeEach(() => {
  bench = new ModelBench();
});
afterEach(() => bench.remove());

/** Metrics that every run has; those of ratings, attributes and prices come where there are any. */
const always = [
  ...['auc', 'bpr', 'coverage', 'diversity', 'f1', 'gini', 'hit', 'map', 'mrr', 'ndcg', 'novelty'],
  ...['precision', 'recall', 'serendipity', 'top1'],
];

describe('an evaluation', () => {
  it('measures models on one split and stores runs with every metric, curves and the values of users', async () => {
    const client = await bench.plant();
    const models = [{ algorithm: 'toppopular' }, { algorithm: 'itemknn', params: { k: 10 } }, { algorithm: 'mf' }];
    const job = await endOf(client, await client.models.evaluate({ models, protocol: { k: 5 } }));
    expect(job).toMatchObject({ state: 'done', done: 3, total: 3, message: '3 models measured' });
    const { rows, total } = await client.models.runs({ job: job.id });
    expect(total).toBe(3);
    expect(rows.map(({ name, rule, ruleVersion }) => [name, rule, ruleVersion])).toEqual([
      ['mf', 'ratings', 1],
      ['itemknn', 'any', 1],
      ['toppopular', 'any', 1],
    ]);
    const [mf, knn] = rows;
    expect(Object.keys(knn!.metrics).sort()).toEqual([...always, 'revenue'].sort());
    expect(Object.keys(mf!.metrics).sort()).toEqual([...always, 'revenue', 'rmse', 'mae'].sort());
    expect(knn!.params).toMatchObject({ k: 10, similarity: 'cosine' });
    const { curve, curveUnit } = await client.models.run({ id: mf!.id });
    expect(curve.map(({ done }) => done)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss);
    expect(curveUnit).toBe('epochs');

    const { rows: users, total: everybody } = await client.models.runUsers({ id: knn!.id });
    expect(everybody).toBe(80);
    expect(users[0]).toMatchObject({ user: 'u0000', history: expect.any(Number) });
    expect(users[0]!.items).toHaveLength(5);
    const mean = users.reduce((sum, { values }) => sum + values.ndcg!, 0) / users.length;
    expect(mean).toBeCloseTo(knn!.metrics.ndcg!.mean, 5);
  });

  it('gives the same figures for the same seed', async () => {
    const client = await bench.plant();
    const models = [{ algorithm: 'bprmf', params: { epochs: 5 } }];
    const [first, second] = [await client.models.evaluate({ models }), await client.models.evaluate({ models })];
    await Promise.all([endOf(client, first), endOf(client, second)]);
    const [a, b] = (await client.models.runs({})).rows;
    expect(a!.metrics).toEqual(b!.metrics);
  });

  it('names runs of one model apart, and takes what is not relevant from ratings also where pairs are all that is learnt', async () => {
    const client = await bench.plant();
    const models = [{ algorithm: 'itemknn' }, { algorithm: 'itemknn', params: { k: 5 } }];
    const job = await client.models.evaluate({ models, protocol: { relevantFrom: 4 } });
    await endOf(client, job);
    const { rows } = await client.models.runs({ job: job.id });
    expect(rows.map(({ name }) => name)).toEqual(['itemknn-2', 'itemknn']);
    const { rows: users } = await client.models.runUsers({ id: rows[0]!.id });
    // Of the others nothing in the test was liked.
    expect(rows[0]!.metrics.ndcg!.n).toBe(users.filter(({ values }) => values.ndcg !== undefined).length);
    expect(rows[0]!.metrics.ndcg!.n).toBeLessThanOrEqual(users.length);
    expect(rows[0]!.testPairs).toBeGreaterThan(0);
    const none = await endOf(client, await client.models.evaluate({ models, protocol: { relevantFrom: 9 } }));
    expect(none).toMatchObject({
      state: 'failed',
      error: { code: 'BAD_INPUT', message: expect.stringMatching(/relevant/) },
    });
  });

  it('refuses, before anything is fitted, what cannot be measured', async () => {
    const client = await bench.plant();
    const evaluate = (algorithm: string, params = {}, rule?: string) =>
      client.models.evaluate({ models: [{ algorithm, params }], rule });
    await expect(evaluate('nothing')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(evaluate('mf', { factors: 0 })).rejects.toMatchObject({ data: { place: { field: 'factors' } } });
    await expect(evaluate('userattributeknn')).rejects.toMatchObject({ message: expect.stringMatching(/attributes/) });
    await expect(evaluate('mf', {}, 'clicks')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.jobs.list()).length).toBe(0);
  });

  it('refuses a rule that takes nothing of what there is', async () => {
    const client = await bench.plant({ what: 'views' });
    await expect(client.models.evaluate({ models: [{ algorithm: 'ease' }], rule: 'ratings' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/takes none/),
      data: { advice: expect.stringMatching(/view \(implicit\)/), place: { field: 'rule' } },
    });
    expect((await client.jobs.list()).length).toBe(0);
  });

  it('leaves the event loop free', async () => {
    const client = await bench.plant({ users: 300, items: 250 });
    await client.models.algorithms();
    const models = ['toppopular', 'itemknn', 'ease', 'ials', 'svdpp'].map((algorithm) => ({ algorithm }));
    // By the time that this thread computes: how long it waits for its turn is the machine's matter.
    let longest = 0;
    let last = process.threadCpuUsage();
    const timer = setInterval(() => {
      const { user, system } = process.threadCpuUsage(last);
      last = process.threadCpuUsage();
      longest = Math.max(longest, (user + system) / 1000);
    }, 1);
    try {
      const job = await endOf(client, await client.models.evaluate({ models }));
      expect(job).toMatchObject({ state: 'done' });
    } finally {
      clearInterval(timer);
    }
    expect(longest).toBeLessThan(50);
  });

  it('stops at once, and resumed measures only what is left', async () => {
    let client = await bench.plant();
    const slow = { algorithm: 'mf', params: { factors: 200, epochs: 10_000 }, name: 'slow' };
    const job = await client.models.evaluate({ models: [{ algorithm: 'toppopular' }, slow] });
    for await (const { curve, model } of await client.models.training({ job: job.id })) {
      if (model === 'slow' && curve.length > 2) break;
    }
    const asked = performance.now();
    expect(await client.jobs.cancel({ id: job.id })).toMatchObject({ state: 'cancelled', canResume: true });
    expect(performance.now() - asked).toBeLessThan(1000);
    const [stored] = (await client.models.runs({ job: job.id })).rows;
    expect(stored).toMatchObject({ name: 'toppopular' });

    // The engine ends while the job is running: it is interrupted, and another engine goes on.
    await client.jobs.resume({ id: job.id });
    client = await bench.between((store) => {
      expect(store.jobs.read(job.id)).toMatchObject({ state: 'interrupted' });
      const shorter = { ...slow, params: { factors: 4, epochs: 3 } };
      const params = { models: [{ algorithm: 'toppopular', params: {} }, shorter] };
      const before = JSON.parse(store.jobs.read(job.id)!.params) as object;
      store.db.raw
        .prepare('UPDATE job SET params = ? WHERE id = ?')
        .run(JSON.stringify({ ...before, ...params }), job.id);
    });
    const done = await endOf(client, await client.jobs.resume({ id: job.id }));
    expect(done).toMatchObject({ state: 'done', done: 2 });
    const { rows } = await client.models.runs({ job: job.id });
    expect(rows.map(({ name, id }) => [name, id])).toEqual([
      ['slow', stored!.id + 1],
      ['toppopular', stored!.id],
    ]);
  });
});

describe('a rule whose pairs differ in confidence', () => {
  it('changes what implicit ALS learns', async () => {
    const client = await bench.plant({ what: 'views' });
    for (const rule of ['any', 'counted-views', 'counted-views']) {
      const params = { factors: 8, epochs: 4 };
      await endOf(client, await client.models.fit({ algorithm: 'ials', params, rule }));
    }
    const lists = await Promise.all(
      [1, 2, 3].map(async (version) => (await client.models.recommend({ user: 'u0003', version })).items),
    );
    const scores = lists.map((items) => items.map(({ item, score }) => [item, score]));
    expect(scores[1]).not.toEqual(scores[0]);
    expect(scores[2]).toEqual(scores[1]);
    const [counted, any] = (await client.models.versions()).slice(1);
    expect([counted!.rule, any!.rule]).toEqual(['counted-views', 'any']);
  });
});

describe('tuning', () => {
  it('measures the best trial once on the test part, which no trial has seen', async () => {
    const client = await bench.plant({ users: 60 });
    const asked = { algorithm: 'itemknn', metric: 'ndcg', trials: 8, protocol: { k: 5 }, seed: 3 } as const;
    const job = await endOf(client, await client.models.tune({ ...asked, fixed: { shrink: 0 } }));
    expect(job).toMatchObject({ state: 'done', done: 9, total: 9 });
    const { rows } = await client.models.runs({ job: job.id });
    const trials = rows.filter(({ kind }) => kind === 'trial').reverse();
    const finals = rows.filter(({ kind }) => kind === 'evaluation');
    expect([trials.length, finals.length]).toEqual([8, 1]);
    expect(trials[0]!.params).toMatchObject({ k: 100, shrink: 0 });
    expect(new Set(trials.map(({ params }) => params.k)).size).toBeGreaterThan(4);
    const best = trials.reduce((a, b) => (b.metrics.ndcg!.mean > a.metrics.ndcg!.mean ? b : a));
    expect(finals[0]!.params).toEqual(best.params);
    for (const trial of trials) expect(trial.trainPairs + trial.testPairs).toBe(finals[0]!.trainPairs);
  });

  it('minds the time, goes on where it was cancelled, and takes less of an error for better', async () => {
    const client = await bench.plant();
    const asked = { algorithm: 'mf', metric: 'rmse', trials: 12, fixed: { epochs: 400 }, seed: 2 } as const;
    const job = await client.models.tune(asked);
    for await (const state of await client.jobs.watch({ id: job.id })) if (state.done >= 1) break;
    expect(await client.jobs.cancel({ id: job.id })).toMatchObject({ state: 'cancelled' });
    const before = (await client.models.runs({ job: job.id })).rows;
    expect(before.length).toBeGreaterThan(0);
    expect(await endOf(client, await client.jobs.resume({ id: job.id }))).toMatchObject({ state: 'done' });
    const { rows } = await client.models.runs({ job: job.id });
    expect(rows.slice(-before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const trials = rows.filter(({ kind }) => kind === 'trial');
    expect(trials).toHaveLength(12);
    const least = Math.min(...trials.map(({ metrics }) => metrics.rmse!.mean));
    const [final] = rows;
    expect(final!.params).toEqual(trials.find(({ metrics }) => metrics.rmse!.mean === least)!.params);

    const short = await endOf(client, await client.models.tune({ ...asked, trials: 1000, minutes: 0.005 }));
    expect((await client.models.runs({ job: short.id })).total).toBeLessThan(100);
    const wrong = client.models.tune({ algorithm: 'ease', metric: 'rmse', trials: 2 });
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_INPUT', data: { place: { field: 'metric' } } });
    const ranking = { algorithm: 'itemknn', metric: 'rmse', trials: 2 } as const;
    expect(await endOf(client, await client.models.tune(ranking))).toMatchObject({
      state: 'failed',
      error: { code: 'BAD_INPUT' },
    });
  });
});
