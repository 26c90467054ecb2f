import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed } from '../../contract/index.ts';
import { userName } from '../../testing/models.ts';
import { newPost } from '../../testing/store.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

const newNames = ['new-a', 'new-b', 'new-c'];
let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeAll(async () => {
  bench = await funnelBench({ users: 40, items: 40 });
  // Nobody met them; 'new-a' is of the topic of the items that are asked for below.
  bench.store.catalog.describe(
    'item',
    newNames.map((id, n) => ({
      id,
      attributes: { title: `New ${n}`, topic: `topic ${n}`, publisher: `publisher ${n}` },
    })),
    null,
  );
});
afterAll(() => bench.close());

const plain = configWith({ k: 20, allocator: 'score', freshness: null });
const exploration = (budget: number, policy: 'thompson' | 'ucb' = 'thompson') => ({
  ...plain,
  exploration: { budget, policy },
});
const who = { user: userName(2) };
const exploredIn = ({ items }: Feed) => items.filter(({ badges }) => badges.includes('exploring'));
const partOf = (feed: Feed, stage: number, name: string) =>
  feed.stages[stage]!.parts.find((part) => part.name === name)!;

describe('new items', () => {
  it('are brought by what they are like: the topic of the history first', async () => {
    const history = [0, 4, 8].map((n) => ({ item: bench.names[n]!, value: 1 }));
    const feed = await bench.funnel.preview({
      for: { visitor: { history, attributes: {}, dislikes: [] } },
      config: { ...plain, sources: [{ id: 'new-items', quota: 10 }] },
    });
    const ranks = [...feed.items, ...feed.dropped].flatMap(({ item, sources }) =>
      sources.filter(({ source }) => source === 'new-items').map(({ rank }) => [item, rank] as const),
    );
    expect(new Map(ranks).get('new-a')).toBe(1);
  });

  it('get as many places as the budget says, with a badge and the reason, in the same feed each time', async () => {
    for (const policy of ['thompson', 'ucb'] as const) {
      const feed = await bench.funnel.preview({ for: who, config: exploration(2, policy) });
      const explored = exploredIn(feed);
      expect(explored.map(({ place }) => place)).toEqual([3, 13]);
      for (const { item, placement } of explored) {
        expect(newNames).toContain(item);
        expect(placement.reason).toBe('fixed');
        expect(placement.words[0]).toMatch(/^Explored: new, and like what this person takes; nobody was shown it yet/);
      }
      expect(partOf(feed, 3, 'exploring')).toMatchObject({ in: 3, out: 2, absent: null });
      expect(idsOf(await bench.funnel.preview({ for: who, config: exploration(2, policy) }))).toEqual(idsOf(feed));
    }
  });

  it('get none without a budget, in a short feed, and no more than a tenth', async () => {
    const of = async (config: typeof plain) => bench.funnel.preview({ for: who, config });
    expect(exploredIn(await of(plain))).toHaveLength(1);
    expect(exploredIn(await of({ ...plain, exploration: null }))).toEqual([]);
    expect(exploredIn(await of({ ...exploration(5), k: 9 }))).toEqual([]);
    expect(exploredIn(await of(exploration(20)))).toHaveLength(2);
    expect(partOf(await of({ ...plain, exploration: null }), 3, 'exploring').absent).toBe('Exploration is off.');
  });

  it('are drawn otherwise for others, so that all of them are shown', async () => {
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const feed = await bench.funnel.preview({ for: { user: userName(n) }, config: exploration(1) });
      for (const { item } of exploredIn(feed)) seen.add(item);
    }
    expect(seen).toEqual(new Set(newNames));
  });

  it('leave a place that is given to another item', async () => {
    const last = (await bench.funnel.preview({ for: who, config: plain })).items.at(-1)!.item;
    const fixed = [{ item: last, place: 6 }];
    const feed = await bench.funnel.preview({ for: who, config: { ...exploration(1), fixed } });
    expect(feed.items[5]!.item).toBe(last);
    expect(exploredIn(feed).map(({ place }) => place)).toEqual([7]);
  });

  it('are not explored where moderation decided about them', async () => {
    await bench.store.content.upsertBatch(
      newNames.map((id) => newPost(id, `Post ${id}`)),
      null,
    );
    await bench.decide('new-a', 'remove');
    await bench.decide('new-b', 'reduce');
    const feed = await bench.funnel.preview({ for: who, config: exploration(2) });
    expect(exploredIn(feed).map(({ item }) => item)).toEqual(['new-c']);
  });
});

describe('what became of a new item', () => {
  it('is how often it was shown, and taken from then on', async () => {
    const { store, clock } = bench;
    const item = store.feedReader.number('item', 'new-c')!;
    const user = store.feedReader.number('user', userName(3))!;
    const other = store.feedReader.number('user', userName(4))!;
    for (const who of [user, other, null]) {
      store.feeds.log({
        user: who,
        config: 'default',
        configVersion: 0,
        versions: {},
        items: [{ item, score: 1, sources: [] }],
      });
    }
    const event = { user: userName(3), item: 'new-c', kind: 'like', value: 1, at: clock.now() + 5 };
    await store.catalog.add([event], () => 'implicit');
    expect(store.feeds.outcomes([item])).toEqual(new Map([[item, { shown: 3, liked: 1 }]]));
    expect(store.feeds.outcomes([])).toEqual(new Map());
    // Before a moment neither what was shown nor what was done at it or later counts.
    expect(store.feeds.outcomes([item], clock.now() + 5)).toEqual(new Map([[item, { shown: 3, liked: 0 }]]));
    expect(store.feeds.outcomes([item], clock.now())).toEqual(new Map());
  });
});
