import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { emptyLists, selectTop } from '../../engine/evaluate/top.ts';
import type { Algorithm, Model, TrainingData } from '../../engine/recommend/models/model.ts';
import { runCommandLine } from '../cli.ts';
import { evaluateCommand } from './evaluate.ts';
import { fitCommand } from './fit.ts';
import { printed } from './printed.ts';
import { recommendCommand } from './recommend.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Params = { power: number; label: string; reverse: boolean };

/** Counts raised to a power: as much of a model as the commands need. */
function popular(id: 'toppopular' | 'baseline'): Algorithm<Params> {
  const model = (params: Params, counts: Float32Array): Model => {
    const scoreAll = async (users: Int32Array) => Float32Array.from([...users].flatMap(() => [...counts]));
    return {
      id,
      params,
      predictsRatings: id === 'baseline',
      scoreAll,
      score: async (_, items) => (items.length > 0 ? Float32Array.from(items, () => 3) : new Float32Array(0)),
      async recommend(users, { k, exclude }) {
        const lists = emptyLists(users.length, k);
        for (const [row, user] of users.entries()) {
          const own = counts.slice();
          if (exclude)
            for (let e = exclude.indptr[user]!; e < exclude.indptr[user + 1]!; e++)
              own[exclude.indices[e]!] = Number.NaN;
          selectTop(own, lists, row);
        }
        return lists;
      },
      explain: () => [],
      sections: () => ({ counts }),
    };
  };
  const defaults = { power: 1, label: 'x', reverse: false };
  return {
    id,
    about: 'counts',
    defaults,
    async fit({ byItem, items }: TrainingData, params) {
      const all = { ...defaults, ...params };
      const sign = all.reverse ? -1 : 1;
      const counts = Float32Array.from(
        { length: items },
        (_, i) => sign * (byItem.indptr[i + 1]! - byItem.indptr[i]!) ** all.power,
      );
      return model(all, counts);
    },
    restore: (params, { counts }) => model(params, counts as Float32Array),
  };
}

const algorithms = new Map(
  (['toppopular', 'baseline'] as const).map((id) => [id, popular(id) as unknown as Algorithm]),
);

async function steward(...args: string[]) {
  const { io, ...texts } = printed();
  const program = new Command().enablePositionalOptions();
  for (const command of [evaluateCommand, fitCommand, recommendCommand]) command(async () => algorithms)(program, io);
  await program.parseAsync(args, { from: 'user' });
  return { ...texts, exitCode: io.exitCode };
}

const file = (name: string, lines: readonly string[]) => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const read = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

// x is the most popular, then y, then z; w is known to the test only, as is the user new.
const train = file('train.csv', ['user,item,value', 'a,x,5', 'a,y,3', 'b,x,4', 'b,y,1', 'c,x,2', 'd,z,2']);
const testFile = file('test.csv', ['user,item,value', 'a,z,5', 'c,y,1', 'd,w,4', 'new,x,3']);

describe('steward evaluate', () => {
  test('ranks every user of the test, and writes lists that anybody can recompute the metrics from', async () => {
    const [recs, perUser] = [join(folder, 'recs'), join(folder, 'users.csv')];
    const { out, exitCode } = await steward(
      ...['evaluate', '--models', 'toppopular,baseline', '--train', train, '--test', testFile],
      ...['--k', '2', '--recs', recs, '--per-user', perUser, '--json', '--set', 'baseline.reverse=true'],
    );
    expect(exitCode).toBe(0);
    const { models, tests, users, items, ranking } = JSON.parse(out[0]!);
    expect({ users, items, ranking }).toEqual({ users: 5, items: 4, ranking: 'full' });
    expect(read(join(recs, 'toppopular.csv'))).toEqual([
      'user,item,rank,score',
      ...['a,z,1,1', 'a,w,2,0', 'c,y,1,2', 'c,z,2,1', 'd,x,1,3', 'd,y,2,2', 'new,x,1,3', 'new,y,2,2'],
    ]);
    expect(models[0].metrics.hit).toMatchObject({ mean: 3 / 4, users: 4 });
    expect(models[1].params).toEqual({ power: 1, label: 'x', reverse: true });
    // The stand-in predicts 3 for all: errors 2, 2, 1, 0.
    expect(models[1].metrics.rmse.mean).toBeCloseTo(1.5, 12);
    expect(models[0].metrics.rmse).toBeUndefined();
    expect(tests).toHaveLength(1);
    const lines = read(perUser);
    expect(lines).toHaveLength(1 + 2 * 4);
    expect(lines[0]).toMatch(/^model,user,precision,recall,f1,hit,map,mrr,ndcg,auc/);
  });

  test('ranks among given negatives only', async () => {
    const negatives = file('negatives', ['(a,z)\tw', '(c,y)\tz\tw', '(d,w)\tx']);
    const options = ['--train', train, '--test', testFile, '--negatives', negatives, '--k', '1', '--json'];
    const { out } = await steward('evaluate', '--models', 'toppopular', ...options);
    const { models, ranking } = JSON.parse(out[0]!);
    expect(ranking).toBe('sampled');
    expect(models[0].metrics.hit.mean).toBe(3 / 4);
  });

  test('splits data itself, counts revenue, and prints a table', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => `u${n % 12},i${(n * 7) % 10},${1 + (n % 5)},${n}`);
    const data = file('data.csv', ['user,item,value,time', ...rows]);
    const items = file('items.csv', [
      'id,price,genre',
      ...Array.from({ length: 10 }, (_, n) => `i${n},${n},g${n % 3}`),
    ]);
    for (const split of ['random', 'user', 'loo', 'temporal', 'cold-users', 'cold-items']) {
      const { out, exitCode } = await steward(
        'evaluate',
        '--models',
        'toppopular',
        '--data',
        data,
        '--split',
        split,
        '--items',
        items,
      );
      expect(exitCode).toBe(0);
      for (const metric of ['ndcg', 'revenue', 'diversity', 'coverage', 'gini'])
        expect(out.join('\n')).toContain(metric);
    }
  });

  test('leaves pairs of train out of the test, and says so', async () => {
    const leaking = file('leaking.csv', ['user,item', 'a,x', 'a,z']);
    const { out, err } = await steward(
      'evaluate',
      '--models',
      'toppopular',
      '--train',
      train,
      '--test',
      leaking,
      '--json',
    );
    expect(err).toEqual(['1 pairs of the test are in train too: they are left out of the test.']);
    expect(JSON.parse(out[0]!).testPairs).toBe(1);
  });

  test.each([
    [['--models', 'svdd'], "There is no model 'svdd'", 'The models are: toppopular, baseline.'],
    [['--models', 'toppopular', '--set', 'toppopular.shrink=1'], "no parameter 'shrink'", 'power (1), label (x)'],
    [['--models', 'toppopular', '--set', 'toppopular.power=much'], 'is a number', 'default is 1'],
    [['--models', 'toppopular', '--set', 'baseline.power=1'], 'sets nothing', 'toppopular'],
    [
      ['--models', 'toppopular', '--negatives', train],
      '--negatives means nothing where no files are given',
      'leave it out',
    ],
    [
      ['--models', 'toppopular', '--data', train, '--rule', 'any'],
      '--rule means nothing where a file is given',
      'Leave it out',
    ],
    [['--models', 'toppopular', '--train', train], '--train needs --test', '--split'],
    [[], 'no model to evaluate', 'evaluate heads'],
  ])('%j is refused', async (args, message, advice) => {
    const { err, exitCode } = await steward('evaluate', ...args);
    expect(exitCode).toBe(1);
    expect(err[0]).toContain(message);
    expect(err.join('\n')).toContain(advice);
    expect(err.at(-1)).toBe('  code: BAD_INPUT');
  });
});

test('the heads keep their own --data', async () => {
  const { io, err } = printed();
  await runCommandLine(['evaluate', 'heads', '--data', folder], io);
  expect(err.join('\n')).toContain('None of the training sets');
});

describe('steward fit and recommend', () => {
  const model = join(folder, 'model');

  test('a model goes through its file, and lists leave out what a user has', async () => {
    const fitted = await steward(
      'fit',
      '--model',
      'toppopular',
      '--train',
      train,
      '--out',
      model,
      '--set',
      'power=2',
      '--json',
    );
    expect(JSON.parse(fitted.out[0]!)).toMatchObject({ model: 'toppopular', users: 4, items: 3, pairs: 6 });
    const { out } = await steward('recommend', '--model-file', model, '--train', train, '--user', 'd', '--k', '5');
    expect(out).toEqual(['user,item,rank,score', 'd,x,1,9', 'd,y,2,4']);
    const all = join(folder, 'all.csv');
    await steward('recommend', '--model-file', model, '--train', train, '--all', '--k', '1', '--out', all);
    expect(read(all)).toEqual(['user,item,rank,score', 'a,z,1,1', 'b,z,1,1', 'c,y,1,4', 'd,x,1,9']);
  });

  test('refuses other data, unknown users and a file that is no model', async () => {
    const recommend = (...args: string[]) => steward('recommend', '--model-file', model, '--train', train, ...args);
    expect((await recommend('--user', 'nobody')).err.at(-1)).toBe('  code: NOT_FOUND');
    expect((await recommend()).err[0]).toContain('for whom');
    const other = await steward('recommend', '--model-file', model, '--train', testFile, '--all');
    expect(other.err[0]).toContain('other interactions');
    const foreign = await steward('recommend', '--model-file', train, '--train', train, '--all');
    expect(foreign.err[0]).toContain('no model file');
  });
});
