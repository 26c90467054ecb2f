import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { endOf, itemName, ModelBench, plantedInteractions, userName } from '../testing/models.ts';

let bench: ModelBench;
beforeEach(() => {
  bench = new ModelBench();
});
afterEach(() => bench.remove());

type Client = Engine['client'];
const trained = async (
  client: Client,
  algorithm: string,
  more: Partial<Parameters<Client['models']['fit']>[0]> = {},
) => {
  const job = await endOf(client, await client.models.fit({ algorithm, ...more }));
  expect(job.error).toBeNull();
  return (await client.models.versions())[0]!;
};
const historyOf = (user: string) =>
  plantedInteractions()
    .filter((row) => row.user === user)
    .map(({ item }) => item);
const files = () => readdirSync(join(bench.dir, 'models', 'recommenders'));

/** One of each way to explain. */
const explained = ['toppopular', 'baseline', 'itemattributeknn', 'userknn', 'group', 'paco', 'svdpp', 'content'];
const labels = {
  item: /^Item \d+$/,
  user: /^u\d{4}$/,
  attribute: /^(genre|price):/,
  factor: /^factor \d+$/,
  group: /^group \d+$/,
  popularity: /^popularity$/,
  bias: /general|the mean of all/,
};

describe('versions', () => {
  it('have one active a slot, which is switched with a row in the audit log', async () => {
    const client = await bench.plant();
    const first = await trained(client, 'toppopular', { activate: true });
    const second = await trained(client, 'ease');
    const other = await trained(client, 'baseline', { slot: 'other', activate: true });
    expect([first.state, second.state, other.state]).toEqual(['active', 'candidate', 'active']);
    expect(await client.models.activate({ id: second.id })).toMatchObject({ state: 'active' });
    const states = (await client.models.versions()).map(({ id, state }) => [id, state]);
    expect(states).toEqual([
      [other.id, 'active'],
      [second.id, 'active'],
      [first.id, 'retired'],
    ]);
    const { rows } = await client.workspace.audit({});
    expect(rows[0]).toMatchObject({
      action: 'model.activate',
      subject: `version:${second.id}`,
      detail: { before: first.id },
    });
    expect((await client.workspace.verify()).ok).toBe(true);

    await expect(client.models.removeVersion({ id: second.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    await client.models.removeVersion({ id: first.id });
    expect(await client.models.versions()).toHaveLength(2);
    expect(files()).toHaveLength(2);
    await expect(client.models.activate({ id: first.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of the same content share a file, which goes with the last of them', async () => {
    const client = await bench.plant();
    const [first, second] = [await trained(client, 'toppopular'), await trained(client, 'toppopular')];
    expect(second.sha256).toBe(first.sha256);
    expect(files()).toEqual([`${first.sha256}.model`]);
    await client.models.removeVersion({ id: first.id });
    expect(files()).toHaveLength(1);
    await client.models.removeVersion({ id: second.id });
    expect(files()).toHaveLength(0);
  });

  it('say where their file is missing or damaged, and are not made active; what a crash left is cleaned at open', async () => {
    let client = await bench.plant();
    const [damaged, missing] = [await trained(client, 'toppopular'), await trained(client, 'baseline')];
    const folder = join(bench.dir, 'models', 'recommenders');
    appendFileSync(join(folder, `${damaged.sha256}.model`), 'x');
    rmSync(join(folder, `${missing.sha256}.model`));
    writeFileSync(join(folder, `${'0'.repeat(64)}.model`), 'left behind');
    writeFileSync(join(folder, 'job-9.draft'), 'left behind');
    writeFileSync(join(folder, 'notes.txt'), 'of a person');
    client = await bench.between(() => {});
    expect(files().sort()).toEqual([`${damaged.sha256}.model`, 'notes.txt']);
    const problems = (await client.models.versions()).map(({ problem }) => problem);
    expect(problems).toEqual([expect.stringMatching(/missing/), expect.stringMatching(/damaged/)]);
    for (const { id } of [damaged, missing]) {
      await expect(client.models.activate({ id })).rejects.toMatchObject({ code: 'BAD_FILE' });
      await expect(client.models.recommend({ user: userName(1), version: id })).rejects.toMatchObject({
        code: 'BAD_FILE',
      });
    }
    await client.models.removeVersion({ id: missing.id });
  });

  it('keep their files where a backup was restored: the database that was there before names them', async () => {
    const client = await bench.plant();
    const { file } = await client.workspace.backup({});
    const version = await trained(client, 'toppopular');
    await client.workspace.restore({ file, dir: bench.dir });
    expect(await client.models.versions()).toEqual([]);
    expect(files()).toEqual([`${version.sha256}.model`]);
  });

  it('leave nothing behind where the fit was cancelled', async () => {
    const client = await bench.plant();
    const params = { factors: 200, epochs: 10_000 };
    const job = await client.models.fit({ algorithm: 'mf', params });
    for await (const { curve } of await client.models.training({ job: job.id })) if (curve.length > 1) break;
    expect(await client.jobs.cancel({ id: job.id })).toMatchObject({ state: 'cancelled' });
    expect(await client.models.versions()).toEqual([]);
    expect(files()).toEqual([]);
  });
});

describe('recommending by each model', () => {
  const shared = new ModelBench();
  let client: Client;
  beforeAll(async () => {
    client = await shared.plant();
  });
  afterAll(() => shared.remove());

  it.each(explained)('%s leaves out what the user had, and says why', async (id) => {
    await trained(client, id, { activate: true });
    const { items, algorithm } = await client.models.recommend({ user: userName(4), k: 10 });
    expect(algorithm).toBe(id);
    expect(items.map(({ rank }) => rank)).toEqual(items.map((_, n) => n + 1));
    expect(items.length).toBeGreaterThan(0);
    const had = historyOf(userName(4));
    for (const { item, title, score, reasons } of items) {
      expect(had).not.toContain(item);
      expect(title).toBe(`Item ${Number(item.slice(1))}`);
      expect(Number.isFinite(score)).toBe(true);
      expect(reasons.length).toBeGreaterThan(0);
      for (const { kind, label } of reasons) expect(label).toMatch(labels[kind]);
    }
  });
});

describe('recommending', () => {
  it('is the same for all users at once as for each', async () => {
    const client = await bench.plant({ users: 70 });
    await trained(client, 'ease', { activate: true });
    const lists = [];
    for await (const some of await client.models.recommendAll({ k: 4 })) lists.push(...some);
    expect(lists.map(({ user }) => user)).toEqual(Array.from({ length: 70 }, (_, n) => userName(n)));
    const { items } = await client.models.recommend({ user: userName(69), k: 4 });
    expect(lists[69]!.items.map(({ item }) => item)).toEqual(items.map(({ item }) => item));
  });

  it('goes on after more was imported, says so, and takes newcomers in where the model can', async () => {
    let client = await bench.plant();
    const knn = await trained(client, 'itemknn', { activate: true });
    const group = await trained(client, 'group');
    const before = await client.models.recommend({ user: userName(5), k: 10 });
    const news = [itemName(3), itemName(6), itemName(9), 'new item'].map((item, n) => ({
      ...{ user: 'newcomer', item, kind: 'rating', value: 5, at: 10 ** 9 + n },
    }));
    const more = { user: userName(5), item: before.items[0]!.item, kind: 'rating', value: 5, at: 10 ** 9 };
    client = await bench.addLater([...news, more]);
    expect((await client.models.versions()).map(({ isBehind }) => isBehind)).toEqual([true, true]);

    // What was had since is left out; the rest of the list stands as it was.
    const after = await client.models.recommend({ user: userName(5), k: 9 });
    expect(after.items.map(({ item, score }) => [item, score])).toEqual(
      before.items.slice(1).map(({ item, score }) => [item, score]),
    );
    const folded = await client.models.recommend({ user: 'newcomer', k: 5 });
    for (const { item } of folded.items) expect(Number(item.slice(1)) % 3).toBe(0);
    expect(folded.items.map(({ item }) => item)).not.toContain(itemName(3));

    const unknown = client.models.recommend({ user: 'newcomer', version: group.id });
    await expect(unknown).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { advice: expect.stringMatching(/again/) },
    });
    await expect(client.models.recommend({ user: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.models.recommend({ user: 'newcomer', slot: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { place: { field: 'slot' } },
    });
    expect(knn.pairs).toBe(plantedInteractions().length);
  });
});
