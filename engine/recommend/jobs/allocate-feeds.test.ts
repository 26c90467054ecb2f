import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedBatchLine, feedConfig } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { endOf, itemName, ModelBench } from '../../testing/models.ts';
import { newPost } from '../../testing/store.ts';

const items = 40;
const k = 5;
const removed = itemName(3);

let bench: ModelBench;
let client: Engine['client'];

beforeAll(async () => {
  bench = new ModelBench();
  await bench.plant({ users: 30, items, what: 'views' });
  client = await bench.between(async ({ catalog, content, decisions, db }) => {
    catalog.setAttributes('item', [
      { name: 'topic', type: 'category' },
      { name: 'publisher', type: 'category' },
      { name: 'price', type: 'number' },
    ]);
    const described = Array.from({ length: items }, (_, n) => ({
      id: itemName(n),
      attributes: { topic: `topic ${n % 4}`, publisher: `publisher ${n % 6}`, price: n % 3 },
    }));
    catalog.describe('item', described, null);
    await content.upsertBatch([newPost(removed, 'A post about tin whistles')], null);
    const { id } = (await content.getByExternalId(removed))!;
    const decision = { job: null, content: id, verdict: 'remove' as const, source: 'person' as const, actor: 'test' };
    db.transaction(() => decisions.record({ ...decision, policy: 'hate', policyVersion: 1, note: '', scores: {} }));
  });
  const floors = [
    { attribute: 'topic', value: 'topic 1', share: 0.4 },
    { attribute: 'topic', value: 'topic 2', share: 0.3 },
  ];
  await client.feeds.saveConfig(feedConfig.parse({ name: 'floors', k, floors, freshness: null }));
  const tail = { share: 0.35, of: 'exposure' };
  await client.feeds.saveConfig(feedConfig.parse({ name: 'tail', k, tail, freshness: null }));
  const both = floors.map((floor) => ({ ...floor, share: 0.8 }));
  await client.feeds.saveConfig(feedConfig.parse({ name: 'impossible', k, floors: both, freshness: null }));
});
afterAll(() => bench.remove());

/** Runs a batch, and returns its report with the lines of its file. */
async function batch(config: string, more: { ceiling?: number; users?: number } = {}) {
  const out = join(bench.dir, '..', `${config}.jsonl`);
  const job = await client.feeds.batch({ config, out, ...more });
  const report = await client.feeds.batchReport({ job: job.id });
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  return { report, lines: lines.map((line) => feedBatchLine.parse(JSON.parse(line))) };
}

/** The share of all exposure for the items that `isMeant` takes, by their numbers. */
function exposureOf(lines: Awaited<ReturnType<typeof batch>>['lines'], isMeant: (item: number) => boolean): number {
  let [meant, all] = [0, 0];
  for (const { items: shown } of lines) {
    shown.forEach(({ item }, place) => {
      const exposure = 1 / Math.log2(place + 2);
      all += exposure;
      if (isMeant(Number(item.slice(1)))) meant += exposure;
    });
  }
  return meant / all;
}

describe('feeds of many users together', () => {
  it('hold their floors and the ceiling over all of them, and say what they reached', async () => {
    const { report, lines } = await batch('floors', { ceiling: 0.25 });
    expect(lines).toHaveLength(30);
    expect(new Set(lines.map(({ user }) => user)).size).toBe(30);
    expect(
      lines.every((line) => line.items.length === k && new Set(line.items.map(({ item }) => item)).size === k),
    ).toBe(true);
    expect(report).toMatchObject({ feeds: 30, places: 30 * k, relaxed: [], removed: 0 });
    for (const [n, topic] of [1, 2].entries()) {
      const reached = exposureOf(lines, (item) => item % 4 === topic);
      expect(reached).toBeCloseTo(report.floors[n]!.reached, 9);
      // Two floors share what is drawn: one may be short by the part of a single feed.
      expect(reached).toBeGreaterThan(report.floors[n]!.asked - 1 / 30);
      expect(report.floors[n]!.price).toBeGreaterThanOrEqual(0);
    }
    const publishers = Array.from({ length: 6 }, (_, p) => exposureOf(lines, (item) => item % 6 === p));
    expect(Math.max(...publishers)).toBeCloseTo(report.largest!.share, 9);
    expect(report.largest!.share).toBeLessThan(0.25 + 1 / 30);
  });

  it('hold a floor for the tail over all of them', async () => {
    const { report } = await batch('tail', { users: 20 });
    expect(report.floors).toMatchObject([{ words: 'the tail', asked: 0.35, price: expect.any(Number) }]);
    expect(report.floors[0]!.reached).toBeGreaterThan(0.35 - 1 / 20);
    expect(report.relaxed).toEqual([]);
  });

  it('show to nobody what moderation removed', async () => {
    const { lines } = await batch('default');
    expect(lines.flatMap((line) => line.items).length).toBeGreaterThan(0);
    expect(lines.flatMap((line) => line.items).some(({ item }) => item === removed)).toBe(false);
  });

  it('give up the least important floor first where both cannot be, and say so', async () => {
    const { report } = await batch('impossible', { users: 10 });
    expect(report.feeds).toBe(10);
    const [first, second] = report.floors;
    expect(first!.reached).toBeGreaterThan(second!.reached);
    expect(report.relaxed[0]!.words).toMatch(/topic 2: missed by/);
    expect(second!.price).toBeNull();
  });

  it('tell how far a floor was missed against what is asked, though later programmes are asked to make up for others', async () => {
    const floors = [{ attribute: 'topic', value: 'topic 1', share: 0.7 }];
    const lp = { allocator: 'lp', allocatorParams: { pool: 1000 } };
    const filters = { rules: [{ attribute: 'topic', is: 'deny', values: ['topic 1'] }] };
    await client.feeds.saveConfig(feedConfig.parse({ name: 'none', k, floors, filters, freshness: null, ...lp }));
    const { report } = await batch('none');
    expect(report.programmes).toBeGreaterThan(1);
    const { programmes } = report;
    expect(report.relaxed).toEqual([{ words: expect.stringMatching(/topic 1: missed by 70 %\.$/), programmes }]);
  });

  it('leave no file behind where they are called off', async () => {
    const out = join(bench.dir, '..', 'called-off.jsonl');
    const job = await client.feeds.batch({ config: 'floors', out });
    await client.jobs.cancel({ id: job.id });
    expect(await endOf(client, job)).toMatchObject({ state: 'cancelled' });
    await expect(client.feeds.batchReport({ job: job.id })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(join(bench.dir, '..')).filter((file) => file.startsWith('called-off'))).toEqual([]);
  });

  it('say where a file cannot be written', async () => {
    const job = await client.feeds.batch({ users: 1, out: join(bench.dir, 'no-such-folder', 'feeds.jsonl') });
    await expect(client.feeds.batchReport({ job: job.id })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
