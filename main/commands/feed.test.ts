import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allocatorsCompared,
  feed,
  feedBatchReport,
  feedMeasurement,
  itemJourney,
  sourceCalibration,
} from '../../engine/contract/index.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];
beforeAll(() => plantWorkspace(dir, { users: 40, items: 30 }));
afterAll(folder.remove);

function steward(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine(['feed', ...args, '--workspace', dir], to.io);
}

test('a feed as JSON is one of the contract, with as many places as asked for', async () => {
  expect(await steward('--user', userName(1), '--k', '6', '--json')).toBe(0);
  const made = feed.parse(JSON.parse(out.join('')));
  expect(made.items.length).toBe(6);
  expect(made.measures.publishers).toBeNull();
  expect(made.stages.map(({ name }) => name)).toEqual(['candidates', 'filters', 'ranking', 'reranking']);
});

test('a feed for people has a line an item and one a pass, and its reasons where they are asked for', async () => {
  expect(await steward('--user', userName(1), '--k', '4', '--serve')).toBe(0);
  expect(out.slice(0, 4).every((line, n) => line.startsWith(`  ${n + 1}  `))).toBe(true);
  expect(out.some((line) => line.startsWith('reranking'))).toBe(true);
  const plain = out.length;
  expect(await steward('--user', userName(1), '--k', '4', '--explain')).toBe(0);
  expect(out.length).toBeGreaterThan(plain);
  expect(out.some((line) => line.includes('from: '))).toBe(true);
});

test('a configuration that is not there is said to be missing', async () => {
  expect(await steward('--user', userName(1), '--config', 'nope')).toBe(1);
  expect(err.join('\n')).toMatch(/NOT_FOUND/);
});

test('a feed that is to earn where nothing has a price says so', async () => {
  const bare = join(folder.dir, 'bare');
  await plantWorkspace(bare, { users: 10, items: 10, arePriced: false });
  const { io, out: lines } = printed();
  const asked = ['feed', '--user', userName(1), '--config', 'revenue', '--workspace', bare];
  expect(await runCommandLine(asked, io)).toBe(0);
  expect(lines).toContain('fallback: No item has a price: engagement alone counts.');
});

test('allocators stand side by side, with what each gains over the one in use', async () => {
  expect(await steward('allocators', '--user', userName(1), '--k', '5', '--json')).toBe(0);
  const { rows } = allocatorsCompared.parse(JSON.parse(out.join('')));
  expect(rows.map(({ id }) => id)).toContain('lp');
  expect(rows.filter(({ isPresent }) => isPresent).map(({ id }) => id)).toEqual(['mmr']);
  expect(await steward('allocators', '--user', userName(1), '--k', '5', '--only', 'score,dpp')).toBe(0);
  expect(out.find((line) => line.startsWith('* mmr'))).not.toContain('(');
  expect(out.find((line) => line.startsWith('  score'))).toMatch(/1\.000 \(\+\d\.\d{3}\)/);
  expect(await steward('allocators', '--user', userName(1), '--only', 'best')).toBe(1);
  expect(err.join('\n')).toMatch(/There is no allocator 'best'/);
});

test('an item says why it is there or not, as JSON of the contract or for people', async () => {
  expect(await steward('--user', userName(1), '--k', '3', '--json')).toBe(0);
  const { items, dropped } = feed.parse(JSON.parse(out.join('')));
  const asked = (item: string) => ['why', '--user', userName(1), '--k', '3', '--item', item];
  expect(await steward(...asked(items[1]!.item), '--json')).toBe(0);
  expect(itemJourney.parse(JSON.parse(out.join('')))).toMatchObject({ item: items[1]!.item, place: 2, dropped: null });
  const seen = dropped.find(({ reason }) => reason === 'seen')!;
  expect(await steward(...asked(seen.item))).toBe(0);
  expect(out.slice(0, 2)).toEqual([`${seen.item} is not shown`, `dropped: filters, seen: ${seen.words}`]);
  expect(await steward(...asked('nope'))).toBe(1);
  expect(err.join('\n')).toMatch(/no such item/);
});

test('configurations are measured side by side, as JSON of the contract or for people', async () => {
  const asked = ['measure', '--config', 'default, diverse', '--k', '5', '--users', '6', '--share', '0.2'];
  expect(await steward(...asked, '--json')).toBe(0);
  const measured = feedMeasurement.parse(JSON.parse(out.join('')));
  expect(measured).toMatchObject({ users: 6, k: 5, share: 0.2, split: 'time' });
  expect(measured.feeds.map(({ name, model }) => [name, model])).toEqual([
    ['default', null],
    ['diverse', null],
  ]);
  expect(await steward(...asked)).toBe(0);
  expect(out.filter((line) => line.startsWith('  ndcg')).length).toBe(3);
  expect(out).toContain('diverse - default');
  expect(out.join('\n')).toContain("no model in 'default'");
  expect(out.some((line) => line.includes('no texts embedded'))).toBe(true);
  expect(out.some((line) => line.includes('ordered by'))).toBe(false);
});

test('a configuration is measured by the ranker of its slot, which is told', async () => {
  const own = ['--workspace', dir];
  expect(
    await runCommandLine(['ranker', 'fit', '--kind', 'lr', '--epochs', '1', '--activate', ...own], printed().io),
  ).toBe(0);
  const asked = ['measure', '--k', '5', '--users', '6', '--share', '0.2'];
  expect(await steward(...asked, '--ranking', 'blend, auto')).toBe(0);
  expect(
    out.filter((line) => line === '  ordered by lr as ranker 1, trained on the interactions of before'),
  ).toHaveLength(1);
  expect(out).toContain('default - default, ordered by blend');
  expect(await steward(...asked, '--ranking', 'chance')).toBe(2);
  expect(await runCommandLine(['ranker', 'retire', '1', ...own], printed().io)).toBe(0);
});

test('sources are calibrated, feeds are merged by it, and each way is measured', async () => {
  expect(await steward('calibrate', '--users', '6', '--share', '0.2', '--json')).toBe(0);
  const made = sourceCalibration.parse(JSON.parse(out.join('')));
  expect(made).toMatchObject({ slot: 'default', users: 6, model: null });
  expect(await steward('calibrate', '--users', '6', '--share', '0.2')).toBe(0);
  expect(out.find((line) => line.startsWith('popular'))).toMatch(/^popular +\d+ +\d+ +0\.\d{4} {2}/);
  expect(await steward('--user', userName(1), '--k', '4', '--merge', 'score', '--explain')).toBe(0);
  expect(out.find((line) => line.includes('merged '))).toContain('By calibrated score');
  expect(out.some((line) => /from: .*popular \d+ \(\d+\.\d %\)/.test(line))).toBe(true);
  const asked = ['measure', '--merge', 'rank, score', '--k', '5', '--users', '6', '--share', '0.2'];
  expect(await steward(...asked)).toBe(0);
  expect(out).toContain('default, merged by score - default');
  expect(await steward('--user', userName(1), '--merge', 'chance')).toBe(2);
  expect(await steward('--user', userName(1), '--merge', 'score', '--serve')).toBe(1);
  expect(err.join('\n')).toMatch(/--merge/);
});

test('what cannot be measured is refused in words', async () => {
  expect(await steward('measure', '--config', 'nope')).toBe(1);
  expect(err.join('\n')).toMatch(/NOT_FOUND/);
  expect(await steward('measure', '--share', '1')).toBe(1);
  expect(err.join('\n')).toMatch(/share/);
  expect(await steward('measure', '--users', 'few')).toBe(2);
});

test('feeds of many users go into a file together, and the report is JSON of the contract or for people', async () => {
  const file = join(folder.dir, 'feeds.jsonl');
  expect(await steward('batch', '--users', '6', '--k', '4', '--out', file, '--json')).toBe(0);
  expect(feedBatchReport.parse(JSON.parse(out.join('')))).toMatchObject({
    out: file,
    feeds: 6,
    places: 24,
  });
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(6);
  expect(await steward('batch', '--users', '3', '--k', '4', '--out', file)).toBe(0);
  expect(out[0]).toBe(`3 feeds with 12 items in ${file}`);
  const other = join(folder.dir, 'other.jsonl');
  expect(await steward('batch', '--users', 'some', '--out', other)).toBe(1);
  expect(err.join('\n')).toMatch(/'some' is no number of users/);
  expect(await steward('batch', '--users', '3', '--ceiling', '0.1', '--out', other)).toBe(1);
  expect(err.join('\n')).toMatch(/No item has a publisher/);
  expect(existsSync(other)).toBe(false);
});

test('a version of the model can be named, and a feed goes without where it is not there', async () => {
  const own = ['--workspace', dir];
  // A ranker that was trained above has number 1.
  expect(await runCommandLine(['fit', '--model', 'itemknn', ...own], printed().io)).toBe(0);
  expect(await steward('--user', userName(1), '--version', '2')).toBe(0);
  expect(out.at(-1)).toContain('itemknn version 2,');
  expect(await steward('--user', userName(1), '--version', '9')).toBe(0);
  expect(out.join('\n')).toContain('fallback: There is no version 9.');
  expect(await steward('--user', userName(1), '--version', '2', '--serve')).toBe(1);
  expect(err.join('\n')).toMatch(/--version/);
});
