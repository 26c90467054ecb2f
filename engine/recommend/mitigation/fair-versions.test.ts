import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FairTraining, ModelVersion } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { versionFile } from '../../store/version-files.ts';
import { endOf, ModelBench } from '../../testing/models.ts';
import { readModelFile } from '../files.ts';

type Asked = Partial<FairTraining> & Pick<FairTraining, 'method' | 'strength'>;

const params = { factors: 8, epochs: 4 };
const low = 'low activity';
const high = 'high activity';

describe('versions that are trained to serve groups alike', () => {
  const bench = new ModelBench();
  let client: Engine['client'];
  beforeAll(async () => {
    client = await bench.plant({ users: 60, items: 40 });
  });
  afterAll(() => bench.remove());

  async function fitted(algorithm: string, mitigation: Asked | null): Promise<ModelVersion> {
    const job = await endOf(client, await client.models.fit({ algorithm, params, mitigation }));
    expect(job).toMatchObject({ state: 'done', error: null });
    return (await client.models.versions()).find((version) => version.job === job.id)!;
  }

  it.each<[string, Asked]>([
    ['ials', { method: 'reweigh', strength: 2, by: 'activity' }],
    ['ials', { method: 'ips', strength: 0.5 }],
    ['ials', { method: 'regulariser', strength: 10, by: 'activity', between: [high, low] }],
    ['bprmf', { method: 'reweigh', strength: 2, by: 'activity' }],
    ['bprmf', { method: 'ips', strength: 0.5 }],
  ])('%s by %o: a model of its own, the same bytes again, told by record and file', async (algorithm, asked) => {
    const plain = await fitted(algorithm, null);
    const fair = await fitted(algorithm, asked);
    expect(plain.mitigation).toBeNull();
    expect(fair.mitigation).toEqual({ by: null, between: null, ...asked });
    // All parameters as they were asked for, also where the fit cuts epochs because pairs are repeated.
    expect(fair.params).toEqual(plain.params);
    expect(fair.sha256).not.toBe(plain.sha256);
    const again = await fitted(algorithm, fair.mitigation);
    expect(again.sha256).toBe(fair.sha256);
    expect(readFileSync(versionFile(bench.dir, again.sha256))).toEqual(
      readFileSync(versionFile(bench.dir, fair.sha256)),
    );
    const { card, sections } = await readModelFile(versionFile(bench.dir, fair.sha256));
    expect(card).toMatchObject({ algorithm, mitigation: fair.mitigation, params: fair.params });
    // The file holds what users had, not what the fit made of it.
    const before = (await readModelFile(versionFile(bench.dir, plain.sha256))).sections;
    expect(sections['data.byUser.values']).toEqual(before['data.byUser.values']);
    expect((await client.models.recommend({ user: 'u0003', version: fair.id })).items).toHaveLength(20);
  });

  it('take the two groups that there are, and ask for two where there are more', async () => {
    const refused = (algorithm: string, mitigation: Asked) =>
      expect(client.models.fit({ algorithm, mitigation })).rejects;
    await refused('ials', { method: 'regulariser', strength: 1, by: 'activity' }).toMatchObject({
      data: { place: { field: 'between' }, advice: expect.stringContaining(low) },
    });
    await refused('ials', { method: 'regulariser', strength: 1, by: 'activity', between: [low, low] }).toMatchObject({
      code: 'BAD_INPUT',
    });
    await refused('ials', { method: 'reweigh', strength: 1 }).toMatchObject({ data: { place: { field: 'by' } } });
    await refused('ials', { method: 'reweigh', strength: 1, by: 'shoe size' }).toMatchObject({ code: 'BAD_INPUT' });
    await refused('ials', { method: 'ips', strength: 2 }).toMatchObject({
      data: { advice: 'Strengths are above 0 and at most 1.' },
    });
    await refused('ease', { method: 'ips', strength: 0.5 }).toMatchObject({
      data: { advice: 'It works with: ials, bprmf.' },
    });
    expect((await client.jobs.list()).every(({ state }) => state === 'done')).toBe(true);
  });
});
