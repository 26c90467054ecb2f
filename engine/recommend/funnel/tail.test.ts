import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed, FeedConfig } from '../../contract/index.ts';
import { userName } from '../../testing/models.ts';
import { fairTargets } from '../reranking/constraints/fair.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

const k = 10;
/** Relevance alone orders, so that what a floor moves is seen. */
const plain: Partial<FeedConfig> = {
  k,
  allocator: 'score',
  freshness: null,
  exploration: null,
  caps: { publisher: null, topic: null, window: 10 },
};
const allocators = ['score', 'mmr', 'lp'] as const;

let bench: Awaited<ReturnType<typeof funnelBench>>;
/** By item: met less often than the least popular of those that take 80 % of everything, counted here. */
let tail: Set<string>;
beforeAll(async () => {
  bench = await funnelBench();
  const { interactions } = await bench.data();
  const counts = new Map(bench.names.map((name) => [name, 0]));
  for (const item of interactions.item) {
    const name = interactions.items.id(item);
    counts.set(name, counts.get(name)! + 1);
  }
  let head = 0;
  let least = 0;
  for (const count of [...counts.values()].sort((a, b) => b - a)) {
    if (head >= 0.8 * interactions.item.length) break;
    head += count;
    least = count;
  }
  tail = new Set(bench.names.filter((name) => counts.get(name)! < least));
});
afterAll(() => bench.close());

function feedOf(user: number, more: Partial<FeedConfig>): Promise<Feed> {
  return bench.funnel.preview({ for: { user: userName(user) }, config: configWith({ ...plain, ...more }) });
}

function exposureOf({ items }: Feed): number {
  const seen = (place: number) => 1 / Math.log2(place + 1);
  const all = items.reduce((sum, { place }) => sum + seen(place), 0);
  return items.filter(({ item }) => tail.has(item)).reduce((sum, { place }) => sum + seen(place), 0) / all;
}

describe('the tail of a feed', () => {
  it('has the share of exposure that is asked for, by every allocator', async () => {
    const before = await Promise.all([2, 5, 8].map((user) => feedOf(user, {})));
    expect(before.every((feed) => exposureOf(feed) < 0.4)).toBe(true);
    for (const allocator of allocators) {
      for (const user of [2, 5, 8]) {
        // A programme holds shares of rankings: the one that is shown may be short by a part of a place.
        const allocatorParams: FeedConfig['allocatorParams'] = allocator === 'lp' ? { rounding: 'hold' } : {};
        const feed = await feedOf(user, { allocator, allocatorParams, tail: { share: 0.4, of: 'exposure' } });
        expect(feed.relaxed).toEqual([]);
        expect(exposureOf(feed)).toBeGreaterThanOrEqual(0.4 - (allocator === 'lp' ? 0.1 : 1e-9));
      }
    }
  });

  it('has in every prefix what FA*IR asks for, of which lists by relevance have less', async () => {
    const targets = [...fairTargets(k, 0.5, 0.1)];
    expect(targets.at(-1)).toBeGreaterThan(1);
    const misses = (feed: Feed) =>
      targets.some(
        (target, place) =>
          idsOf(feed)
            .slice(0, place + 1)
            .filter((item) => tail.has(item)).length < target,
      );
    for (const user of [2, 5, 8]) {
      expect(misses(await feedOf(user, {}))).toBe(true);
      const fair = await feedOf(user, { tail: { share: 0.5, of: 'prefixes' } });
      expect(misses(fair)).toBe(false);
      expect(fair.relaxed).toEqual([]);
    }
  });

  it('counts an item for its own floor too, and says which constraint moved what', async () => {
    const floors = [{ attribute: 'topic', value: 'topic 2', share: 0.3 }];
    const config = configWith({ ...plain, floors, tail: { share: 0.3, of: 'exposure' } });
    const feed = await bench.funnel.preview({ for: { user: userName(2) }, config });
    expect(feed.relaxed).toEqual([]);
    expect(exposureOf(feed)).toBeGreaterThanOrEqual(0.3 - 1e-9);
    expect(feed.items.flatMap(({ placement }) => placement.words).join(' ')).toContain('of exposure for the tail');
    const { rows } = await bench.funnel.compareAllocators({ key: feed.key, config, allocators: ['score'] });
    expect(rows[0]!.floors).toEqual([
      { words: 'topic topic 2', share: expect.any(Number), atLeast: 0.3 },
      { words: 'the tail', share: expect.closeTo(exposureOf(feed), 9), atLeast: 0.3 },
    ]);
  });

  it('has what there is where it is too little, and the feed says so', async () => {
    const { relaxed } = await feedOf(2, { k: 30, tail: { share: 1, of: 'exposure' } });
    expect(relaxed.join(' ')).toMatch(/at least 100 % of exposure for the tail: missed by \d+ %/);
  });
});
