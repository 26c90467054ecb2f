import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedConfig, ItemJourney } from '../../contract/index.ts';
import { userName } from '../../testing/models.ts';
import { configWith, funnelBench } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeEach(async () => {
  bench = await funnelBench();
});
afterEach(() => bench.close());

const who = { user: userName(2) };
const config = configWith({ k: 5, exploration: null });
const feedOf = (asked: FeedConfig) => bench.funnel.preview({ for: who, config: asked });
const why = (key: string, item: string, asked = config) => bench.funnel.why({ key, config: asked, item });
const placesOf = ({ steps }: ItemJourney) => steps.map(({ by, place }) => [by, place]);

describe('the journey of an item', () => {
  it('ends where the feed has it, and begins where the score alone would have it', async () => {
    const feed = await feedOf(config);
    for (const { item, place, placement, score, relevance, reasons } of feed.items) {
      const journey = await why(feed.key, item);
      expect(journey).toMatchObject({ place, dropped: null, score, reasons, decision: null });
      expect(journey.relevance).toBeCloseTo(relevance);
      expect(journey.steps[0]).toMatchObject({ by: 'score', place: placement.before });
      expect(journey.steps.at(-1)!.place).toBe(place);
      expect(journey.steps.map(({ by }) => by)).toEqual(['score', 'freshness', 'allocator', 'constraints']);
    }
  });

  it('tells what each step does by what the same feed is without it', async () => {
    const plain = configWith({ k: 5, allocator: 'score', freshness: null, exploration: null, caps: noCaps });
    const { key, items } = await feedOf(plain);
    const second = items[1]!.item;
    expect(placesOf(await why(key, second, plain))).toEqual([
      ['score', 2],
      ['allocator', 2],
    ]);
    await bench.decide(second, 'reduce');
    const reduced = await why(key, second, plain);
    expect(reduced.steps[1]).toMatchObject({ by: 'reduce', words: expect.stringMatching(/by a moderator.*× 0\.30/) });
    expect(reduced.steps[1]!.place).toBeGreaterThan(5);
    expect(reduced).toMatchObject({ place: null, dropped: { stage: 'reranking' } });
    expect(reduced.decision).toMatchObject({ effect: 'reduce', source: 'person' });
    const pinned = { ...plain, fixed: [{ item: second, place: 3 }] };
    expect(placesOf(await why(key, second, pinned)).at(-1)).toEqual(['fixed', 3]);
    const dear = { ...plain, objective: { engagement: 0, revenue: 1 } };
    const prices = await Promise.all(items.map(({ item }) => why(key, item, dear)));
    expect(prices.every(({ steps }) => steps[1]!.by === 'objective')).toBe(true);
  });

  it('says which filter dropped an item, or that nothing brought it', async () => {
    const { key, items, dropped } = await feedOf(config);
    const seen = dropped.find(({ reason }) => reason === 'seen')!;
    const had = await why(key, seen.item);
    expect(had.dropped).toEqual({ stage: 'filters', reason: 'seen', words: seen.words });
    expect(had).toMatchObject({ place: null, relevance: null, steps: [], sources: seen.sources });
    expect(had.reasons.length).toBeGreaterThan(0);
    const gone = items[0]!.item;
    await bench.decide(gone, 'remove');
    expect((await why(key, gone)).dropped).toMatchObject({ stage: 'filters', reason: 'removed' });
    const few = configWith({ k: 5, sources: [{ id: 'popular', quota: 8 }], exploration: null });
    const only = await feedOf(few);
    const all = await Promise.all(bench.names.map((name) => why(only.key, name, few)));
    const absent = all.filter(({ dropped: fell }) => fell?.stage === 'candidates').map(({ item }) => item);
    expect(absent.length).toBeGreaterThan(0);
    expect(all.filter(({ sources }) => sources.length > 0).map(({ item }) => item)).not.toContain(absent[0]);
    await bench.decide(absent[0]!, 'remove');
    const words = expect.stringMatching(/^Removed.*No source brought it either/);
    expect((await why(only.key, absent[0]!, few)).dropped).toMatchObject({ reason: 'removed', words });
  });

  it('is refused for what the workspace does not have', async () => {
    const { key } = await feedOf(config);
    await expect(why(key, 'no such item')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(why('no such feed', bench.names[0]!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

const noCaps = { publisher: null, topic: null, window: 10 };
