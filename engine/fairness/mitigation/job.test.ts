import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { endOf, ModelBench } from '../../testing/models.ts';

describe('mitigation of a run', () => {
  const bench = new ModelBench();
  let client: Engine['client'];
  let run: number;
  beforeAll(async () => {
    client = await bench.plant({ users: 60, items: 40 });
    const params = { factors: 8, epochs: 4 };
    await endOf(client, await client.models.evaluate({ models: [{ algorithm: 'ials', params }], protocol: { k: 5 } }));
    run = (await client.models.runs({})).rows[0]!.id;
  });
  afterAll(() => bench.remove());

  it('begins where the run is, and is kept with it', async () => {
    const spec = { run, by: 'activity', methods: ['ips', 'floor'] as const, categories: 'genre', draws: 100 };
    const job = await endOf(client, await client.fairness.mitigate({ ...spec, methods: [...spec.methods] }));
    expect(job).toMatchObject({ state: 'done', error: null });
    const { rows, total } = await client.fairness.mitigations({ run });
    expect(total).toBe(1);
    const [found] = rows;
    expect(found).toMatchObject({ algorithm: 'ials', k: 5, isBehind: false, job: job.id, runName: 'ials' });
    const { metrics } = await client.models.runs({}).then((all) => all.rows[0]!);
    expect(found!.base.test.ndcg.value).toBeCloseTo(metrics.ndcg!.mean, 6);
    expect(found!.base.test.recall.value).toBeCloseTo(metrics.recall!.mean, 6);
    expect(found!.base.test.coverage.value).toBeCloseTo(metrics.coverage!.mean, 6);
    expect(found!.base.test.gini.value).toBeCloseTo(metrics.gini!.mean, 6);
    await client.fairness.removeMitigation({ id: found!.id });
    await expect(client.fairness.removeMitigation({ id: found!.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses what cannot be before a job begins, and leaves nothing where it is cancelled', async () => {
    const refused = (spec: object) => expect(client.fairness.mitigate({ run, by: 'activity', ...spec })).rejects;
    await refused({ run: 99 }).toMatchObject({ code: 'NOT_FOUND' });
    await refused({ by: 'shoe size' }).toMatchObject({ code: 'BAD_INPUT' });
    await refused({ categories: 'colour' }).toMatchObject({ code: 'NOT_FOUND' });
    await refused({ strengths: { fair: [0.99] } }).toMatchObject({ code: 'BAD_INPUT' });
    const job = await client.fairness.mitigate({ run, by: 'activity' });
    expect(await client.jobs.cancel({ id: job.id })).toMatchObject({ state: 'cancelled', canResume: false });
    expect((await client.fairness.mitigations({})).total).toBe(0);
  });
});
