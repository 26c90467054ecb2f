import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Audit, AuditSummary } from '../../engine/contract/index.ts';
import { createStore, openStore } from '../../engine/store/store.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];

beforeAll(async () => {
  await plantWorkspace(dir, { users: 90, items: 30 });
  const store = openStore(dir, { clock: Date.now, onReported: () => {} });
  store.catalog.setAttributes('user', [{ name: 'town', type: 'category' }]);
  const described = Array.from({ length: 90 }, (_, n) => ({
    id: userName(n),
    attributes: { town: n % 3 === 0 ? 'north' : 'south' },
  }));
  store.catalog.describe('user', described, null);
  store.close();
  expect(await steward('evaluate', '--models', 'toppopular,itemknn')).toBe(0);
});
afterAll(folder.remove);

async function steward(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine([...args, '--workspace', dir], to.io);
}

const json = <T>() => JSON.parse(out.join('\n')) as T;
const people = ['--sides', 'people,items', '--groups', 'town', '--draws', '200'] as const;

test('the newest run of each model is audited, stored, listed, shown and removed', async () => {
  const asked = ['--metrics', 'ndcg,recall', '--question', 'Is the north served alike?', '--json'] as const;
  expect([await steward('audit', ...people, ...asked), err]).toEqual([0, []]);
  const audit = json<Audit>();
  expect(audit).toMatchObject({ subjects: ['toppopular', 'itemknn'], groupings: ['town'], isBehind: false });
  expect(audit.cells.map(({ subject, metric }) => `${subject} ${metric}`)).toEqual([
    'toppopular ndcg',
    'toppopular recall',
    'itemknn ndcg',
    'itemknn recall',
  ]);
  expect(audit.cells[0]!.groups.map(({ group, n }) => [group, n])).toEqual([
    ['north', 29],
    ['south', 59],
  ]);
  const [popular, personal] = audit.items;
  const coverage = (side: typeof popular) => side!.figures.find(({ name }) => name === 'coverage')!.value!;
  expect(coverage(popular)).toBeLessThan(coverage(personal));
  expect(popular!.lorenz.at(-1)).toEqual({ items: 1, exposure: 1 });
  expect(popular!.deciles).toHaveLength(10);

  expect(await steward('audit', 'list')).toBe(0);
  expect(out[0]).toContain('Is the north served alike?');
  expect(await steward('audit', 'show', String(audit.id), '--json')).toBe(0);
  expect(json<Audit>()).toEqual(audit);
  expect(await steward('audit', ...people, '--metrics', 'ndcg')).toBe(0);
  expect(out.join('\n')).toMatch(/[!=?-] ndcg by town/);
  const [page, paper] = [join(folder.dir, 'audit.html'), join(folder.dir, 'audit.pdf')];
  expect(await steward('audit', 'show', String(audit.id), '--html', page, '--pdf', paper)).toBe(0);
  expect(readFileSync(page, 'utf8')).toContain('Is the north served alike?');
  expect(readFileSync(paper, 'latin1').slice(0, 8)).toBe('%PDF-1.7');
  expect(await steward('audit', 'show', String(audit.id), '--html', join(folder.dir, 'none', 'audit.html'))).toBe(1);
  expect(err.join('\n')).toContain('a folder that exists');
  expect(await steward('audit', 'remove', String(audit.id))).toBe(0);
  expect(await steward('audit', 'list', '--json')).toBe(0);
  expect(json<{ rows: AuditSummary[] }>().rows.map(({ id }) => id)).not.toContain(audit.id);
});

test('popularity and calibration of lists are metrics of people too, and items are grouped by what is asked for', async () => {
  const asked = ['--sides', 'people,items', '--groups', 'town', '--draws', '200', '--item-attribute', 'genre'] as const;
  expect([await steward('audit', ...asked, '--metrics', 'arp,calibration', '--json'), err]).toEqual([0, []]);
  const { cells, items } = json<Audit>();
  const popularity = (subject: string) => cells.find((cell) => cell.subject === subject && cell.metric === 'arp')!;
  const means = ['toppopular', 'itemknn'].map((subject) => popularity(subject).groups.map(({ value }) => value!));
  expect(Math.min(...means[0]!)).toBeGreaterThan(Math.max(...means[1]!));
  const arp = items[0]!.figures.find(({ name }) => name === 'arp')!.value!;
  const { groups } = popularity('toppopular');
  const together =
    groups.reduce((sum, { n, value }) => sum + n * value!, 0) / groups.reduce((sum, { n }) => sum + n, 0);
  expect(together).toBeCloseTo(arp, 9);
  expect(items[0]!.figures.filter(({ name }) => name === 'exposure').map(({ group }) => group)).toContain(
    'genre kind 0',
  );
  expect(await steward('audit', ...asked.slice(0, 6), '--item-attribute', 'colour')).toBe(1);
  expect(err.join('\n')).toContain("Items have no attribute 'colour'");
});

test('the same question on the same data has the same hash and cells', async () => {
  const ask = async (...more: string[]) => {
    expect(await steward('audit', ...people, '--metrics', 'ndcg', '--json', ...more)).toBe(0);
    return json<Audit>();
  };
  const [once, again, other] = [await ask(), await ask(), await ask('--seed', '2')];
  expect([again.hash, again.cells]).toEqual([once.hash, once.cells]);
  expect(other.hash).not.toBe(once.hash);
});

test.each([
  [['--groups', 'height'], "Users have no attribute 'height'"],
  [['--groups', 'town', '--metrics', 'rmse'], "no values of users for 'rmse'"],
  [['--run', '999'], 'no run 999'],
  [['--run', 'x'], "'x' is not the number of a run"],
  [['--sides', 'people,birds'], 'sides'],
])('%j is refused with what there is', async (args, words) => {
  expect(await steward('audit', '--sides', 'people', ...args)).toBe(1);
  expect(err.join('\n')).toContain(words);
  expect(err.join('\n')).toContain('do: ');
});

test('an empty workspace says what is missing', async () => {
  const empty = join(folder.dir, 'empty');
  createStore(empty, { name: 'Empty', isDemo: false }, { clock: Date.now, onReported: () => {} }).close();
  const to = printed();
  expect(await runCommandLine(['audit', '--sides', 'people', '--workspace', empty], to.io)).toBe(1);
  expect(to.err.join('\n')).toContain('No run is named');
});
