import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed, FeedFor, Ranker } from '../../contract/index.ts';
import type { Engine } from '../../engine.ts';
import { endOf, itemName, ModelBench, userName } from '../../testing/models.ts';
import { configWith, idsOf } from './test-kit.ts';

/** A moment within the planted interactions, which come a second apart. */
const before = 900_000;
const user = (n: number): FeedFor => ({ user: userName(n) });
const ranked = configWith({
  k: 10,
  allocator: 'score',
  freshness: null,
  caps: { publisher: null, topic: null, window: 10 },
});
const blended = { ...ranked, ranking: 'blend' as const };

let bench: ModelBench;
let client: Engine['client'];
let ranker: Ranker;
beforeAll(async () => {
  bench = new ModelBench();
  client = await bench.plant({ what: 'views' });
  const job = await endOf(client, await client.rankers.fit({ settings: { epochs: 3, seed: 2 }, activate: true }));
  expect(job).toMatchObject({ state: 'done', kind: 'fit-ranker', unit: 'rows' });
  [ranker] = (await client.rankers.list()) as [Ranker];
});
afterAll(() => bench.remove());

const scoresOf = (feed: Feed) => new Map(feed.items.map(({ item, score }) => [item, score]));

describe('a ranker of a workspace', () => {
  it('says what it learnt from and how well it does', () => {
    expect(ranker).toMatchObject({ state: 'active', slot: 'default', kind: 'fm', problem: null, isBehind: false });
    expect(ranker.card.source).toBe('interactions');
    expect(ranker.card.metrics!.auc.mean).toBeGreaterThan(0.6);
    expect(ranker.card.rows.train).toBeGreaterThan(ranker.card.rows.test);
    expect(ranker.card.calibration.points.reduce((sum, { count }) => sum + count, 0)).toBe(ranker.card.rows.test);
  });

  it('can be cancelled while it is trained, and then there is none', async () => {
    const job = await client.rankers.fit({ settings: { epochs: 100 } });
    await client.jobs.cancel({ id: job.id });
    expect(await endOf(client, job)).toMatchObject({ state: 'cancelled' });
    expect(await client.rankers.list()).toHaveLength(1);
  });

  it('orders feeds by its probabilities, and says so', async () => {
    const [own, blend] = [
      await client.feeds.preview({ for: user(3), config: ranked }),
      await client.feeds.preview({ for: user(3), config: blended }),
    ];
    expect(own.versions.ranker).toBe(ranker.id);
    expect(blend.versions.ranker).toBeNull();
    expect(own.fallbacks).toEqual(blend.fallbacks);
    expect(idsOf(own)).not.toEqual(idsOf(blend));
    const scores = own.items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
    const part = own.stages.find(({ name }) => name === 'ranking')!.parts.find(({ name }) => name === 'ranker')!;
    expect(part).toMatchObject({ in: part.out, absent: null });
    expect(idsOf(await client.feeds.rerank({ key: blend.key, config: ranked }))).toEqual(idsOf(own));
  });

  it('tells why by features that add up to the score', async () => {
    const feed = await client.feeds.preview({ for: user(5), config: ranked });
    for (const { score, reasons } of feed.items) {
      expect(reasons.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 4);
      expect(reasons[0]!.label).toBe('the chance with nothing known');
    }
    const labels = feed.items.flatMap(({ reasons }) => reasons.map(({ label }) => label));
    expect(labels.some((label) => /^its (genre|price): /.test(label))).toBe(true);
    const groups = new Set(feed.items.flatMap(({ reasons }) => reasons.map(({ group }) => group)));
    expect(groups).toContain('item');
    expect(groups).toContain('cross');
  });

  it('scores users and visitors whom it never met', async () => {
    const [first] = idsOf(await client.feeds.preview({ for: user(0), config: ranked }));
    for (const who of [{ user: 'nobody' }, { visitor: {} }, { visitor: { history: [{ item: first!, value: 1 }] } }]) {
      const feed = await client.feeds.preview({ for: who, config: ranked });
      expect(feed.versions.ranker).toBe(ranker.id);
      expect(feed.items.length).toBe(10);
    }
  });

  it('sees nothing that happened at the moment asked for or later', async () => {
    const ask = () => client.feeds.preview({ for: user(1), config: ranked, asOf: before });
    const feed = await ask();
    expect(feed.versions.ranker).toBe(ranker.id);
    const later = Array.from({ length: 50 }, (_, n) => ({
      user: userName(n % 3),
      item: itemName(n),
      kind: 'view',
      value: 1,
      at: before + n * 1000,
    }));
    client = await bench.addLater(later);
    expect(scoresOf(await ask())).toEqual(scoresOf(feed));
    expect((await client.rankers.list())[0]!.isBehind).toBe(true);
  });

  it('takes in what a user did a moment ago', async () => {
    const before = await client.feeds.preview({ for: user(2), config: ranked });
    const { item } = before.items[0]!;
    await client.feeds.act({ user: userName(2), item, action: 'seen' });
    const after = await client.feeds.preview({ for: user(2), config: ranked });
    expect(idsOf(after)).not.toContain(item);
    const shared = [...scoresOf(after)].filter(([id]) => scoresOf(before).has(id));
    expect(shared.some(([id, score]) => score !== scoresOf(before).get(id))).toBe(true);
  });

  it('leaves feeds to the blend where it was retired, and says it only where a ranker is asked for', async () => {
    await expect(client.rankers.remove({ id: ranker.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await client.rankers.retire({ id: ranker.id })).state).toBe('retired');
    const quiet = await client.feeds.preview({ for: user(0), config: ranked });
    expect(quiet.versions.ranker).toBeNull();
    const loud = await client.feeds.preview({ for: user(0), config: { ...ranked, ranking: 'ranker' } });
    expect(loud.fallbacks).toContain("No ranker is active in 'default': ordered by the blend of scores.");
    expect(idsOf(loud)).toEqual(idsOf(quiet));
    expect((await client.rankers.activate({ id: ranker.id })).state).toBe('active');
  });

  it('is gone without where its file is damaged', async () => {
    client = await bench.between(({ rankers }) => {
      writeFileSync(rankers.files.path(rankers.read(ranker.id)!.file), 'not a ranker');
    });
    const feed = await client.feeds.preview({ for: user(0), config: ranked });
    expect(feed.items.length).toBe(10);
    expect(feed.versions.ranker).toBeNull();
    expect(feed.fallbacks.join(' ')).toMatch(/Ranker \d+: The file of this version is damaged.*blend of scores/);
    expect((await client.rankers.list())[0]!.problem).toMatch(/damaged/);
    await client.rankers.retire({ id: ranker.id });
    await client.rankers.remove({ id: ranker.id });
    expect(await client.rankers.list()).toEqual([]);
  });
});
