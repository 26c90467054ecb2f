import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../contract/index.ts';
import { createEngine, type Engine } from '../../engine.ts';
import { temporaryFolder } from '../../testing/store.ts';
import { type Planted, plantWorkspace, userName } from '../testing/planted.ts';

const root = join(import.meta.dirname, '..', '..', '..');
let folder: ReturnType<typeof temporaryFolder>;
let engine: Engine;

async function open(planted?: Planted): Promise<Engine['client']> {
  const dir = join(folder.dir, 'workspace');
  if (planted) await plantWorkspace(dir, planted);
  engine = await createEngine({
    paths: {
      config: join(folder.dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [],
      lexicon: join(root, 'models', 'masking.json'),
    },
    workers: 2,
    openAtStart: dir,
  });
  return engine.client;
}

async function end(client: Engine['client'], job: Job): Promise<Job> {
  let last = job;
  for await (const state of await client.jobs.watch({ id: job.id })) last = state;
  return last;
}

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await engine.close();
  folder.remove();
});

describe('an evaluation', () => {
  it('measures models on one split and stores runs with every metric', async () => {
    const client = await open({});
    const models = [{ algorithm: 'toppopular' }, { algorithm: 'itemknn', params: { k: 10 } }, { algorithm: 'mf' }];
    const job = await end(client, await client.models.evaluate({ models, protocol: { k: 5 } }));
    expect(job).toMatchObject({ state: 'done', done: 3, total: 3 });
    const { rows, total } = await client.models.runs({ job: job.id });
    expect(total).toBe(3);
    expect(rows.map(({ name, rule }) => [name, rule])).toEqual([
      ['mf', 'ratings'],
      ['itemknn', 'any'],
      ['toppopular', 'any'],
    ]);
    expect(Object.keys(rows[0]!.metrics).sort()).toEqual(
      [
        ...['auc', 'bpr', 'coverage', 'diversity', 'f1', 'gini', 'hit', 'mae', 'map', 'mrr', 'ndcg', 'novelty'],
        ...['precision', 'recall', 'revenue', 'rmse', 'serendipity', 'top1'],
      ].sort(),
    );
    const { curve, curveUnit } = await client.models.run({ id: rows[0]!.id });
    expect(curve).toHaveLength(30);
    expect(curveUnit).toBe('epochs');
    const versions = await client.models.versions();
    expect(versions).toEqual([]);
  });
});

describe('a version', () => {
  it('is fitted, made active, and recommends with reasons', async () => {
    const client = await open({});
    const job = await end(client, await client.models.fit({ algorithm: 'itemknn', activate: true }));
    expect(job).toMatchObject({ state: 'done' });
    const [version] = await client.models.versions();
    expect(version).toMatchObject({ state: 'active', problem: null, isBehind: false, algorithm: 'itemknn' });
    const { items } = await client.models.recommend({ user: userName(3), k: 5 });
    expect(items).toHaveLength(5);
    expect(items[0]!.title).toMatch(/^Item /);
    expect(items[0]!.reasons[0]!.label).toMatch(/^Item /);
  });
});
