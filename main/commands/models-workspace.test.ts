import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelVersion } from '../../engine/contract/index.ts';
import { plantedInteractions, plantWorkspace, userName } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];
beforeAll(() => plantWorkspace(dir, { users: 40, items: 30 }));
afterAll(folder.remove);

/** Runs a command on the workspace; `onProgress` may call the abort. */
async function steward(command: string, ...args: string[]): Promise<number> {
  return stewardUntil(() => {}, command, ...args);
}

function stewardUntil(onProgress: (line: string, abort: () => void) => void, ...args: string[]): Promise<number> {
  return run(onProgress, [...args, '--workspace', dir]);
}

function withoutWorkspace(...args: string[]): Promise<number> {
  return run(() => {}, args);
}

function run(onProgress: (line: string, abort: () => void) => void, args: string[]): Promise<number> {
  const abort = new AbortController();
  const to = printed({ progress: (line) => onProgress(line, () => abort.abort()), signal: abort.signal });
  [out, err] = [to.out, to.err];
  return runCommandLine(args, to.io);
}

const json = <T>() => JSON.parse(out.join('\n')) as T;
const read = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

test('evaluate measures on the workspace, stores runs, and writes lists that the figures can be recomputed from', async () => {
  const [recs, perUser] = [join(folder.dir, 'recs'), join(folder.dir, 'users.csv')];
  const code = await steward(
    ...(['evaluate', '--models', 'toppopular,itemknn', '--set', 'itemknn.k=7', '--k', '3', '--share', '.3'] as const),
    ...['--recs', recs, '--per-user', perUser, '--json'],
  );
  expect([code, err]).toEqual([0, []]);
  const found = json<{
    k: number;
    split: string;
    models: { params: object; metrics: Record<string, { mean: number }> }[];
  }>();
  expect(found).toMatchObject({ k: 3, split: 'user', users: 40, items: 30 });
  expect(found.models.map(({ params }) => params)).toMatchObject([{}, { k: 7 }]);
  const lists = read(join(recs, 'itemknn.csv'));
  expect(lists[0]).toBe('user,item,rank,score');
  const values = read(perUser);
  const column = values[0]!.split(',').indexOf('ndcg');
  const own = values.filter((line) => line.startsWith('itemknn,')).map((line) => Number(line.split(',')[column]));
  // Who has one pair alone keeps it for training.
  expect(lists).toHaveLength(1 + own.length * 3);
  expect(own.reduce((sum, value) => sum + value, 0) / own.length).toBeCloseTo(found.models[1]!.metrics.ndcg!.mean, 5);

  expect(await steward('runs', '--json')).toBe(0);
  const runs = json<{ rows: { id: number; name: string }[]; total: number }>();
  expect(runs.rows.map(({ name }) => name)).toEqual(['itemknn', 'toppopular']);
  expect(await steward('runs', 'compare', '1', '2')).toBe(0);
  expect(out.find((line) => line.includes('ndcg'))).toMatch(/ p 0\./);
  expect(await steward('runs', 'remove', '1', '--json')).toBe(0);
  expect(await steward('runs')).toBe(0);
  expect(out).toHaveLength(1);
});

test('fit makes a version, recommend answers by it, versions are switched and removed', async () => {
  const copy = join(folder.dir, 'copy.model');
  expect(await steward('fit', '--model', 'itemknn', '--set', 'k=5', '--activate', '--out', copy, '--json')).toBe(0);
  const first = json<{ id: number; sha256: string; state: string }>();
  expect(first.state).toBe('active');
  expect(readFileSync(copy).subarray(0, 8).toString()).toBe('STEWARDM');
  expect(await steward('fit', '--model', 'toppopular')).toBe(0);
  expect(out.join('\n')).toMatch(/versions activate 2/);

  expect(await steward('recommend', '--user', userName(3), '--k', '4')).toBe(0);
  expect(out[0]).toBe('user,item,rank,score');
  expect(out).toHaveLength(5);
  const [active] = out.slice(1);
  expect(await steward('recommend', '--model', 'itemknn', '--user', userName(3), '--k', '4', '--json')).toBe(0);
  const answer = json<{ version: number; items: { item: string; reasons: object[] }[] }>();
  expect(answer.version).toBe(first.id);
  expect(active).toContain(`,${answer.items[0]!.item},1,`);
  expect(answer.items[0]!.reasons.length).toBeGreaterThan(0);
  const all = join(folder.dir, 'all.csv');
  expect(await steward('recommend', '--version', '2', '--all', '--k', '2', '--out', all)).toBe(0);
  expect(read(all)).toHaveLength(1 + 40 * 2);

  expect(await steward('versions', 'activate', '2')).toBe(0);
  expect(await steward('versions', 'remove', '2')).toBe(1);
  expect(err.at(-1)).toBe('  code: CONFLICT');
  expect(await steward('versions', 'remove', '1')).toBe(0);
  expect(await steward('versions', '--json')).toBe(0);
  expect(json<{ id: number; state: string }[]>()).toMatchObject([{ id: 2, state: 'active' }]);
});

test('tune tells its trials and the best, over the workspace and over files', async () => {
  const common = [
    '--model',
    'itemknn',
    '--metric',
    'recall',
    '--trials',
    '3',
    '--set',
    'shrink=0',
    '--k',
    '3',
    '--json',
  ];
  expect(await steward('tune', ...common)).toBe(0);
  type Told = { trials: { params: { k: number; shrink: number }; value: number }[]; params: object; job?: number };
  const inWorkspace = json<Told>();
  expect(inWorkspace.job).toBeGreaterThan(0);
  expect(inWorkspace.trials.map(({ params }) => params.shrink)).toEqual([0, 0, 0]);
  const best = inWorkspace.trials.reduce((a, b) => (b.value > a.value ? b : a));
  expect(inWorkspace.params).toEqual(best.params);

  const rows = plantedInteractions({ users: 40, items: 30 }).map(({ user, item, value }) => `${user},${item},${value}`);
  const file = (name: string, keep: (at: number) => boolean) => {
    const path = join(folder.dir, name);
    writeFileSync(path, `user,item,value\n${rows.filter((_, at) => keep(at)).join('\n')}\n`);
    return path;
  };
  const train = file('train.csv', (at) => at % 5 > 0);
  const given = ['--train', train, '--test', file('test.csv', (at) => at % 5 === 0)];
  for (const data of [given, ['--data', train]]) {
    expect(await withoutWorkspace('tune', ...common, ...data)).toBe(0);
    const overFiles = json<Told>();
    expect(overFiles.trials.map(({ params }) => params)).toEqual(inWorkspace.trials.map(({ params }) => params));
    expect(overFiles.job).toBeUndefined();
  }
});

test('a stopped evaluation says how to go on, and goes on', async () => {
  const slow = ['--models', 'toppopular,mf', '--set', 'mf.epochs=10000', '--set', 'mf.factors=300'];
  const code = await stewardUntil(
    (line, abort) => {
      if (line.includes('mf: epoch')) abort();
    },
    'evaluate',
    ...slow,
  );
  expect(code).toBe(1);
  expect(err.at(-1)).toBe('  code: CANCELLED');
  const resume = /--resume (\d+)/.exec(err.join('\n'))![1]!;
  const again = await stewardUntil(
    (line, abort) => line.includes('mf: epoch') && abort(),
    'evaluate',
    '--resume',
    resume,
  );
  expect(again).toBe(1);
  expect(await steward('runs', '--job', resume, '--json')).toBe(0);
  expect(json<{ rows: { name: string }[] }>().rows.map(({ name }) => name)).toEqual(['toppopular']);
});

test('fit trains more fairly where it is asked to, and the version says how', async () => {
  const asked = ['--set', 'factors=8', '--set', 'epochs=3', '--by', 'activity'];
  expect(await steward('fit', '--model', 'ials', ...asked, '--mitigate', 'reweigh=2')).toBe(0);
  expect(out[1]).toBe('  trained to be fairer: reweigh 2 by activity');
  expect(await steward('versions')).toBe(0);
  expect(out[0]).toContain('fairer: reweigh 2 by activity');
  const pair = ['--mitigate', 'regulariser=1', '--between', 'low activity,high activity'];
  expect(await steward('fit', '--model', 'ials', ...asked, ...pair, '--json')).toBe(0);
  expect(json<ModelVersion>().mitigation).toMatchObject({ between: ['low activity', 'high activity'] });
  expect(await steward('fit', '--model', 'ials', '--mitigate', 'magic=1')).toBe(1);
  expect(err.join('\n')).toContain('the methods are: reweigh, ips, regulariser');
});

test.each([
  [['evaluate', '--models', 'ease', '--test', 'x.csv'], '--test means nothing where no files are given'],
  [['fit', '--model', 'ease', '--train', 'x.csv'], '--workspace means nothing where a file is given'],
  [['fit', '--set', 'l2=3'], 'There is no model to fit'],
  [['fit', '--model', 'ials', '--by', 'activity'], 'There is no method'],
  [['fit', '--model', 'ease', '--mitigate', 'ips=0.5'], 'does not work with the model ease'],
  [['recommend'], 'not clear for whom'],
  [['recommend', '--all', '--json'], 'CSV'],
  [['recommend', '--user', 'u0001', '--model', 'slim'], 'no version of slim'],
  [['tune', '--model', 'ease', '--metric', 'mae'], 'no value of mae'],
  [['tune'], 'no model to tune'],
  [['evaluate', '--models', 'ease', '--set', 'ease.l2=-1'], 'cannot be'],
  [['evaluate', '--models', 'ease', '--rule', 'nothing'], "no rule 'nothing'"],
])('%j is refused', async (args, message) => {
  expect(await steward(args[0]!, ...args.slice(1))).toBe(1);
  expect(err[0]).toContain(message);
});
