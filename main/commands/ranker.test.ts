import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Feed, Ranker } from '../../engine/contract/index.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];
beforeAll(() => plantWorkspace(dir, { what: 'views' }));
afterAll(folder.remove);

async function steward(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine([...args, '--workspace', dir], to.io);
}

const json = <T>() => JSON.parse(out.join('\n')) as T;
const feed = async (): Promise<Feed> => {
  expect(await steward('feed', '--user', userName(1), '--json')).toBe(0);
  return json<Feed>();
};

test('a ranker is trained, chosen, shown and removed, and orders feeds meanwhile', async () => {
  const how = ['--kind', 'lr', '--epochs', '2', '--popularity', '0.5', '--seed', '3', '--activate', '--json'];
  expect([await steward('ranker', 'fit', ...how), err]).toEqual([0, []]);
  const ranker = json<Ranker>();
  expect(ranker).toMatchObject({ kind: 'lr', state: 'active', slot: 'default' });
  expect(ranker.card.settings).toMatchObject({ epochs: 2, seed: 3, popularity: { power: 0.5, clip: 20 } });
  expect((await feed()).versions.ranker).toBe(ranker.id);

  expect(await steward('ranker', 'list')).toBe(0);
  expect(out).toEqual([
    expect.stringMatching(
      /default {2}active {4}lr .*AUC 0\.\d{4} {2}ECE 0\.\d{4} {2}interactions, corrected for popularity/,
    ),
  ]);
  expect(await steward('ranker', 'show', String(ranker.id))).toBe(0);
  expect(out.join('\n')).toMatch(
    /rows: \d+ to learn from.*AUC.*GAUC.*log loss.*ECE +0\.\d{4} {2}0\.\d{4} to 0\.\d{4} {2}\(calibrated by/s,
  );

  expect(await steward('ranker', 'remove', String(ranker.id))).toBe(1);
  expect(err.join(' ')).toMatch(/is the active one of 'default'/);
  expect(await steward('ranker', 'retire', String(ranker.id))).toBe(0);
  expect(out).toEqual([`Ranker ${ranker.id} is retired in 'default'`]);
  expect((await feed()).versions.ranker).toBeNull();
  expect(await steward('ranker', 'activate', String(ranker.id))).toBe(0);
  expect(await steward('ranker', 'retire', String(ranker.id))).toBe(0);
  expect(await steward('ranker', 'remove', String(ranker.id))).toBe(0);
  expect(await steward('ranker', 'list', '--json')).toBe(0);
  expect(json()).toEqual([]);
});

test('what cannot be is refused in a sentence', async () => {
  expect(await steward('ranker', 'show', '99')).toBe(1);
  expect(err.join(' ')).toMatch(/There is no ranker 99/);
  expect(await steward('ranker', 'fit', '--clip', '3')).toBe(1);
  expect(err.join(' ')).toMatch(/--popularity/);
  expect(await steward('ranker', 'fit', '--labels', 'impressions')).toBe(1);
  expect(err.join(' ')).toMatch(/Too little was shown to learn from/);
  expect(await steward('ranker', 'fit', '--positives', 'purchase')).toBe(1);
  expect(err.join(' ')).toMatch(/no interactions of the kind 'purchase'.*There are: view/);
});
