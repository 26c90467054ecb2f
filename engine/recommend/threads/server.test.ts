import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csrFromTriples, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import { recallOf } from '../candidates/vectors/fixture.ts';
import { writeModelFile } from '../files.ts';
import { als } from '../models/factors/als.ts';
import { ials } from '../models/factors/ials.ts';
import type { Model } from '../models/model.ts';
import { packVersion } from '../version-file.ts';
import type { Asker } from './requests.ts';
import { Server } from './server.ts';

const dir = mkdtempSync(join(tmpdir(), 'steward-server-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const [users, items, factors] = [120, 400, 8];
/** The workspace's numbers: users from 1000 on, items every third from 7 on. */
const rows = {
  users: Int32Array.from({ length: users }, (_, n) => 1000 + n),
  items: Int32Array.from({ length: items }, (_, n) => 7 + 3 * n),
};
const random = seededRandom(1);
const pairs = Array.from({ length: 2500 }, () => [random.below(users), random.below(items), 1 + random.below(5)]);
const byUser = csrFromTriples(
  users,
  items,
  pairs.map(([user]) => user!),
  pairs.map(([, item]) => item!),
  pairs.map(([, , value]) => value!),
);
const training = { users, items, byUser, byItem: transpose(byUser) };
const models = new Map<string, Model>();

beforeAll(async () => {
  for (const algorithm of [als, ials]) {
    const model = await algorithm.fit(training, { factors, epochs: 3 }, { seed: 1 });
    models.set(algorithm.id, model);
    const about = { seed: 1, dataHash: '', feedback: 'values' as const, itemAttributes: null };
    await writeModelFile(
      fileOf(algorithm.id),
      packVersion(model, training, rows, { ...about, params: { ...model.params } }),
    );
  }
});

const fileOf = (id: string) => join(dir, `${id}.model`);
const load = (id: string) => Server.load(fileOf(id), { dir: join(dir, 'cache'), name: id, hash: 'ab12' });
const asker = (user: number, history: readonly number[] = [], had: readonly number[] = history): Asker => ({
  user,
  had: Int32Array.from(had),
  history: { items: Int32Array.from(history), values: new Float32Array(history.length).fill(4) },
});

/** The best by sorting all scores of the model. */
function best(scores: Float32Array, k: number, had: readonly number[] = []) {
  const own = [...scores.keys()].filter((item) => !had.includes(rows.items[item]!));
  return own
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, k)
    .map((item) => rows.items[item]!);
}

test.each(['als', 'ials'])('the best of %s are the same before and after there is an index', async (id) => {
  const server = await load(id);
  const model = models.get(id)!;
  const all = await model.scoreAll(Int32Array.of(5));
  const had = best(all, 3);
  const folded = [rows.items[3]!, rows.items[9]!, 5];
  const ask = async () => ({
    known: await server.best(asker(1005, [], had), 20),
    folded: await server.best(asker(-1, folded), 20),
    stranger: await server.best(asker(-1), 20),
  });
  const scanned = await ask();
  expect(scanned.known.note).toMatch(/^All items were scored: /);
  await server.makeIndexes();
  const found = await ask();
  expect(found.known.note).toBe('Exact over 400 items.');
  expect([...found.known.items]).toEqual(best(all, 20, had));
  const ofNewcomer = await model.foldIn!({ items: Int32Array.of(3, 9), values: Float32Array.of(4, 4) });
  expect([...found.folded.items]).toEqual(best(ofNewcomer, 20, folded));
  for (const who of ['known', 'folded'] as const) {
    expect([...scanned[who].items]).toEqual([...found[who].items]);
    expect(scanned[who].standing).toBe(who);
    found[who].scores.forEach((score, n) => {
      expect(score).toBeCloseTo(scanned[who].scores[n]!, 4);
    });
  }
  expect([found.stranger.standing, scanned.stranger.standing]).toEqual(['unknown', 'unknown']);
});

test('some items alone get the scores that all items would have given them', async () => {
  for (const [id, model] of models) {
    const server = await load(id);
    const all = await model.scoreAll(Int32Array.of(17));
    const wanted = Int32Array.of(rows.items[30]!, 8, rows.items[2]!);
    const scores = await server.score(asker(1017), wanted);
    expect(scores![0]).toBeCloseTo(all[30]!, 4);
    expect(scores![1]).toBeNaN();
    expect(scores![2]).toBeCloseTo(all[2]!, 4);
    expect(await server.score(asker(-1), wanted)).toBeNull();
  }
});

test('similar items come from the index as from the model itself', async () => {
  const server = await load('ials');
  const asked = Int32Array.of(rows.items[12]!, 8, rows.items[40]!);
  const before = (await server.similar(asked, 10))!;
  const fresh = await load('ials');
  await fresh.makeIndexes();
  const after = (await fresh.similar(asked, 10))!;
  expect(recallOf(after.items, before.items, 10)).toBe(1);
  expect([...after.items.subarray(10, 20)]).toEqual(new Array(10).fill(-1));
  expect(after.items.subarray(0, 10)).not.toContain(rows.items[12]);
});

test('an exact index is not written to a file', () => {
  expect(existsSync(join(dir, 'cache')) ? readdirSync(join(dir, 'cache')) : []).toEqual([]);
});
