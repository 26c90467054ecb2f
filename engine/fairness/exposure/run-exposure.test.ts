import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CatalogCache } from '../../catalog/data/catalog-cache.ts';
import type { Run } from '../../contract/index.ts';
import { workspaceFiles } from '../../store/open.ts';
import { endOf, ModelBench } from '../../testing/models.ts';
import { type RunData, type RunExposureOptions, runExposure } from './run-exposure.ts';

let bench: ModelBench;
beforeEach(() => {
  bench = new ModelBench();
});
afterEach(() => bench.remove());

/** Evaluates models, and hands the closed workspace's store to `work`. */
async function withRuns(
  models: string[],
  protocol: Record<string, unknown>,
  work: (context: RunData, runs: Run[]) => Promise<void>,
) {
  const client = await bench.plant();
  const job = await client.models.evaluate({ models: models.map((algorithm) => ({ algorithm })), protocol });
  await endOf(client, job);
  const { rows } = await client.models.runs({ job: job.id });
  await bench.between(async (store) => {
    const place = { database: store.db.raw.name, cache: join(store.dir, workspaceFiles.cache) };
    const cache = new CatalogCache(place, () => store.catalog.revision());
    try {
      const data = async () => (await cache.get()).data;
      await work({ store, data, signals: (of, rule) => cache.signals(of, rule) }, rows.toReversed());
    } finally {
      await cache.close();
    }
  });
}

test('the lists of runs are held against the very data that their models learnt from', async () => {
  const options: RunExposureOptions = { itemAttribute: 'genre', userAttribute: 'activity', categories: 'genre' };
  await withRuns(['toppopular', 'itemknn'], { k: 5, relevantFrom: 4 }, async (context, [popular, knn]) => {
    const [first, second] = [
      await runExposure(context, popular!.id, options),
      await runExposure(context, knn!.id, options),
    ];
    // The figures that the evaluation itself has are the same.
    for (const [run, report] of [
      [popular!, first],
      [knn!, second],
    ] as const) {
      expect(report.coverage).toBeCloseTo(run.metrics.coverage!.mean, 12);
      expect(report.gini.catalogue).toBeCloseTo(run.metrics.gini!.mean, 12);
      expect(report.itemGroups!.groups.map(({ group, items }) => [group, items])).toEqual([
        ['kind 0', 20],
        ['kind 1', 20],
        ['kind 2', 20],
      ]);
    }
    expect(first.arp.users!).toBeGreaterThan(second.arp.users!);
    // Users like their own kind: what knows them is nearer to their profiles than what does not.
    expect(second.calibration!.divergence!).toBeLessThan(first.calibration!.divergence!);
    expect(first.headAndTail.reo.chances).toHaveLength(2);
    expect(first.gap.reduce((sum, { users }) => sum + users, 0)).toBe(first.lists);
  });
});

test('what cannot be measured is refused, and why', async () => {
  await withRuns(['toppopular'], { k: 5 }, async (context, [run]) => {
    await expect(runExposure(context, 99)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'There is no run 99.' });
    await expect(runExposure(context, run!.id, { itemAttribute: 'colour' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      advice: 'There are: genre, price.',
    });
    const data = async () => ({ ...(await context.data()), hash: 'another' });
    await expect(runExposure({ ...context, data }, run!.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    const runs = {
      ...context.store.runs,
      read: () => run,
      ints: () => undefined,
    } as unknown as RunData['store']['runs'];
    await expect(runExposure({ ...context, store: { ...context.store, runs } }, 1)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'Run 1 has no lists.',
    });
  });
});
