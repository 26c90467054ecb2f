import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

let dir: string;
let out: string[];
let err: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-data-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine([...args, '--workspace', join(dir, 'workspace')], to.io);
}

function file(name: string, text: string): string {
  mkdirSync(join(dir, name, '..'), { recursive: true });
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

test('interactions, users and items come in, and data tells what is there', async () => {
  const ratings = file('ratings.csv', 'user,film,stars,time\nann,x,4,500\nann,y,2,600\nbob,x,,700\ncid,x,5,800\n');
  expect(
    await run('import', 'interactions', ratings, '--map', 'user=user,item=film,value=stars,time=time', '--json'),
  ).toBe(0);
  const { badRowsFile, seconds, rowsPerSecond, ...counts } = JSON.parse(out[0]!);
  expect(counts).toEqual({ rows: 4, added: 3, updated: 0, unchanged: 0, bad: 1 });
  expect(readFileSync(badRowsFile, 'utf8')).toBe('line,column,reason\n4,"stars","not a number"\n');
  expect(seconds * rowsPerSecond).toBeGreaterThan(0);

  const views = file('views.tsv', 'user\titem\nann\tx\n');
  expect(await run('import', 'interactions', views, '--as', 'click')).toBe(0);
  expect(out.join('\n')).toMatch(/^1 rows .*\n {2}added 1, updated 0, unchanged 0, bad 0$/);

  const users = file('users.csv', 'nr,years,sex\nann,30,F\nbob,41,M\n');
  expect(await run('import', 'users', users, '--map', 'id=nr,age=years,gender=sex', '--type', 'age=number')).toBe(0);
  const items = file('items.csv', 'itemId,title,price\nx,Soup,2.5\nz,Bread,3\n');
  expect(await run('import', 'items', items, '--type', 'price=category', '--json')).toBe(0);
  expect(JSON.parse(out[0]!)).toMatchObject({ rows: 2, added: 1, updated: 1 });

  expect(await run('data', '--json')).toBe(0);
  const summary = JSON.parse(out[0]!);
  expect(summary).toMatchObject({ users: 3, items: 3, interactions: 4 });
  expect(summary.kinds.map(({ name, signal }: { name: string; signal: string }) => `${name} ${signal}`)).toEqual([
    'rating explicit',
    'click implicit',
  ]);
  expect(await run('data')).toBe(0);
  expect(out.join('\n')).toMatch(
    /3 users, 3 items, 4 interactions[\s\S]*age \(number\): 1 missing[\s\S]*price \(category\)[\s\S]*Gini/,
  );
});

test('a folder of a known data set', async () => {
  file('latest/ratings.csv', 'userId,movieId,rating,timestamp\n1,1,4.5,964982703\n1,2,3,964982704\n');
  file('latest/movies.csv', 'movieId,title,genres\n1,Soup (1995),A|B\n2,Bread (1996),B\n');
  const imported = await run('import', 'movielens', join(dir, 'latest'), '--json');
  expect([imported, err.at(-1)]).toEqual([0, 'MovieLens: items from movies.csv, interactions from ratings.csv']);
  const report = JSON.parse(out[0]!);
  expect(report).toMatchObject({ rows: 4, added: 4, bad: 0 });
  expect(report.files.map(({ kind, added }: { kind: string; added: number }) => `${kind} ${added}`)).toEqual([
    'items 2',
    'interactions 2',
  ]);
  expect(await run('import', 'dataset', join(dir, 'latest'))).toBe(0);
  expect(out).toContain('  interactions from ratings.csv: added 0, updated 0, unchanged 2, bad 0');
  expect(await run('import', 'dataset', dir)).toBe(1);
  expect(err.join('\n')).toContain('code: NOT_FOUND');
});

test('what is written wrong is wrong usage; a column that is not there is a failure', async () => {
  const path = file('pairs.csv', 'user,item\nann,x\n');
  expect(await run('import', 'interactions', path, '--map', 'film=item')).toBe(2);
  expect(await run('import', 'users', path, '--map', 'id')).toBe(2);
  expect(await run('import', 'users', path, '--type', 'item=colour')).toBe(2);
  expect(await run('import', 'users', path, '--type', 'height=number')).toBe(1);
  expect(await run('import', 'interactions', path, '--map', 'user=user,item=film')).toBe(1);
  expect(err.join('\n')).toMatch(/no column 'film'[\s\S]*user, item[\s\S]*code: BAD_INPUT/);
});

test('a type for what is no attribute says where attributes get their names', async () => {
  const path = file('users.csv', 'member,years,sex\nann,30,F\nbob,41,M\n');
  const failing = async (...args: string[]) => {
    expect(await run('import', 'users', path, ...args)).toBe(1);
    return err.join(' ');
  };
  expect(await failing('--type', 'age=number')).toMatch(
    /no attribute 'age'.*are: years, gender\. .*\(member, years, sex\): --map id=member,age=COLUMN\./,
  );
  expect(await failing('--map', 'id=member,gender=sex', '--type', 'age=number')).toMatch(
    /--map keeps: gender\. .*: age=COLUMN\./,
  );
  expect(await failing('--type', 'Member=number')).toContain('It is the id, which has no type');
  expect(await run('import', 'users', path, '--map', 'id=member,age=years', '--type', 'age=number')).toBe(0);
  const plain = file('plain.csv', 'ann,30,F\nbob,41,M\n');
  expect(await run('import', 'users', plain, '--type', 'age=number')).toBe(1);
  expect(err.join(' ')).toContain('column2, column3');
});

test('rules are listed and saved', async () => {
  await run('import', 'interactions', file('pairs.csv', 'user,item\nann,x\n'));
  expect(await run('rules')).toBe(0);
  expect(out.filter((line) => !line.startsWith(' ')).map((line) => line.split(' ')[0])).toEqual([
    'ratings',
    'any',
    'engagement',
  ]);
  const rule = file(
    'own.json',
    JSON.stringify({ name: 'own', signal: 'implicit', kinds: [{ kind: 'view', weight: 2 }] }),
  );
  expect(await run('rules', 'save', rule)).toBe(0);
  expect(out).toEqual(['own, version 1']);
  expect(await run('rules', 'save', rule)).toBe(0);
  expect(out).toEqual(['own, version 1']);
  expect(await run('rules', 'list', '--json')).toBe(0);
  expect(JSON.parse(out[0]!)[3]).toMatchObject({ name: 'own', alpha: 1, halfLifeDays: null, isBuiltIn: false });
  expect(await run('rules', 'save', file('bad.json', '{"name":"own"}'))).toBe(1);
  expect(err.join('\n')).toMatch(/no rule[\s\S]*field signal[\s\S]*BAD_INPUT/);
});
