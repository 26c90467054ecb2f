import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredVersion } from '../../store/versions.ts';
import { userName } from '../../testing/models.ts';
import { RankerServing } from '../ranking/workspace/serving.ts';
import type { Recommender } from '../recommender.ts';
import { Funnel } from './funnel.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeEach(async () => {
  bench = await funnelBench();
});
afterEach(() => bench.close());

const plain = configWith({ k: 10, allocator: 'score' });
const who = { user: userName(2) };

describe('without a model', () => {
  it('falls back to similar items, people and popularity, and says so', async () => {
    const feed = await bench.funnel.preview({ for: who, config: 'default' });
    expect(feed.items.length).toBeGreaterThan(0);
    expect(feed.fallbacks[0]).toMatch(/No version is active/);
    expect(feed.versions).toMatchObject({ model: null, algorithm: null });
    const parts = feed.stages[0]!.parts;
    expect(parts.find(({ name }) => name === 'factors')!.absent).not.toBeNull();
    expect(parts.find(({ name }) => name === 'item-to-item')!.out).toBeGreaterThan(0);
  });

  it('explains scores by parts that add up to them', async () => {
    const { items } = await bench.funnel.preview({ for: who, config: plain });
    for (const { score, reasons } of items) {
      expect(reasons.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score);
    }
  });

  it('gives somebody new what is popular, and a visitor what is popular with people like them', async () => {
    const newcomer = await bench.funnel.preview({ for: { user: 'nobody' }, config: plain });
    expect(newcomer.items.length).toBe(10);
    expect(newcomer.fallbacks.join(' ')).toMatch(/no such user/);
    const visitor = (history: { item: string; value: number }[], attributes: Record<string, string>) =>
      bench.funnel.preview({ for: { visitor: { history, attributes, dislikes: [] } }, config: plain });
    const dutch = await visitor([], { country: 'NL' });
    expect(dutch.items.some(({ sources }) => sources.some(({ source }) => source === 'demographic'))).toBe(true);
    const reader = await visitor([{ item: bench.names[3]!, value: 1 }], {});
    expect(idsOf(reader)).not.toContain(bench.names[3]);
    expect(reader.items.some(({ sources }) => sources.some(({ source }) => source === 'item-to-item'))).toBe(true);
  });

  it('is never empty while anything is allowed', async () => {
    const none = configWith({ k: 10, sources: [] });
    const feed = await bench.funnel.preview({ for: who, config: none });
    expect(feed.items.length).toBe(10);
    expect(feed.fallbacks.join(' ')).toMatch(/fill up/);
    for (const name of bench.names) await bench.decide(name, 'remove');
    expect((await bench.funnel.preview({ for: who, config: none })).items).toEqual([]);
    await bench.decide(bench.names[5]!, 'keep');
    const all = { ...none, filters: { seen: false, rules: [] } };
    expect(idsOf(await bench.funnel.preview({ for: who, config: all }))).toEqual([bench.names[5]]);
  });
});

describe('a model that does not answer in time', () => {
  it('is gone without, and that is said once', async () => {
    const { store, data, texts, clock } = bench;
    const version = { id: 7, algorithm: 'ease', rule: 'any', ruleVersion: 1 } as StoredVersion;
    const never = {
      versionOf: () => version,
      ruleOf: () => store.rules.get('any', 1),
      ask: () => new Promise(() => undefined),
    } as unknown as Recommender;
    const ranking = new RankerServing(store);
    const options = { store, data, recommender: never, ranking, texts, clock: clock.now, modelLimit: 20 };
    const funnel = new Funnel(options);
    const feed = await funnel.preview({ for: who, config: plain });
    await funnel.close();
    expect(feed.items.length).toBe(10);
    expect(feed.fallbacks).toEqual(['Version 7 did not answer within 20 ms: the feed goes without it.']);
    expect(feed.versions.model).toBeNull();
  });
});

describe('a configuration', () => {
  it('is obeyed by a re-ranking as by a preview', async () => {
    const first = await bench.funnel.preview({ for: who, config: 'default' });
    for (const more of [
      { allocator: 'dpp' },
      { caps: { publisher: 1, topic: 2, window: 5 } },
      { freshness: null, objective: { engagement: 0.2, revenue: 0.8 } },
      { filters: { seen: false, rules: [{ attribute: 'topic', is: 'deny' as const, values: ['topic 1'] }] } },
      { floors: [{ attribute: 'topic', value: 'topic 2', share: 0.5 }] },
    ]) {
      const config = configWith(more);
      const preview = await bench.funnel.preview({ for: who, config });
      const reranked = await bench.funnel.rerank({ key: first.key, config });
      const { key: _, ms: __, stages: ___, ...same } = preview;
      expect(reranked).toMatchObject({ ...same, asOf: reranked.asOf });
    }
  });

  it('drops by rules with the rule in words, and refuses rules of attributes that are not there', async () => {
    const rules = (attribute: string) =>
      configWith({ k: 10, filters: { seen: true, rules: [{ attribute, is: 'allow', values: ['topic 1'] }] } });
    const feed = await bench.funnel.preview({ for: who, config: rules('topic') });
    expect(new Set(feed.items.map(({ topic }) => topic))).toEqual(new Set(['topic 1']));
    expect(feed.dropped.find(({ reason }) => reason === 'rule')!.words).toBe('Its topic is none of topic 1.');
    await expect(bench.funnel.preview({ for: who, config: rules('colour') })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  it('is saved in versions, and the built-in ones can be replaced', async () => {
    expect(bench.funnel.configs().map(({ name }) => name)).toEqual(['default', 'fresh', 'diverse', 'revenue']);
    expect(bench.funnel.saveConfig({ ...plain, name: 'fresh' }, 'ada')).toMatchObject({ version: 1, isBuiltIn: false });
    bench.funnel.saveConfig({ ...plain, name: 'fresh' }, 'ada');
    expect(bench.funnel.saveConfig({ ...plain, name: 'fresh', k: 5 }, 'ada')).toMatchObject({ version: 2, k: 5 });
    const feed = await bench.funnel.preview({ for: who, config: 'fresh' });
    expect(feed.items.length).toBe(5);
    expect(feed.versions).toMatchObject({ config: 'fresh', configVersion: 2 });
    await expect(bench.funnel.preview({ for: who, config: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bench.funnel.rerank({ key: 'gone', config: plain })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a moment', () => {
  it('knows nothing of what came later', async () => {
    const asOf = bench.clock.now() - 20 * 86_400_000;
    const feed = await bench.funnel.preview({ for: who, config: configWith({ k: 40 }), asOf });
    expect(feed.items.every(({ published }) => published! <= asOf)).toBe(true);
    expect(feed.dropped.some(({ words }) => words === 'It comes out later.')).toBe(true);
  });
});

describe('what is served', () => {
  it('is logged once, in its order, and a preview is not', async () => {
    await bench.funnel.preview({ for: who, config: 'default' });
    expect(bench.store.feeds.impressions(10)).toEqual([]);
    const feed = await bench.funnel.serve({ ...who, config: 'default', k: 5 });
    const logged = bench.store.feeds.impressions(10);
    const numbers = feed.items.map(({ item }) => bench.store.feedReader.number('item', item));
    expect(logged.map(({ item }) => item)).toEqual(numbers);
    expect(logged.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5]);
    await bench.funnel.serve({ user: 'nobody', config: 'default', k: 1 });
    expect(bench.store.feeds.impressions(1)).toMatchObject([{ user: null, place: 1 }]);
  });
});

describe('what a user does', () => {
  it("is obeyed by the next feed, and taken back: 'not interested', seen, like", async () => {
    const before = await bench.funnel.preview({ for: who, config: plain });
    const item = before.items[0]!.item;
    for (const [action, reason] of [
      ['not-interested', 'not-interested'],
      ['seen', 'seen'],
      ['like', 'seen'],
    ] as const) {
      expect(await bench.funnel.act({ ...who, item, action, undo: false })).toBe(true);
      const after = await bench.funnel.preview({ for: who, config: plain });
      expect(idsOf(after)).not.toContain(item);
      expect(after.dropped.find((one) => one.item === item)?.reason).toBe(reason);
      expect(await bench.funnel.act({ ...who, item, action, undo: true })).toBe(true);
      expect(await bench.funnel.act({ ...who, item, action, undo: true })).toBe(false);
      expect(idsOf(await bench.funnel.preview({ for: who, config: plain }))).toContain(item);
    }
    await expect(bench.funnel.act({ ...who, item: 'gone', action: 'like', undo: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('makes somebody new a user', async () => {
    const [item] = bench.names;
    expect(await bench.funnel.act({ user: 'new', item: item!, action: 'not-interested', undo: true })).toBe(false);
    expect(await bench.funnel.act({ user: 'new', item: item!, action: 'not-interested', undo: false })).toBe(true);
    expect(idsOf(await bench.funnel.preview({ for: { user: 'new' }, config: plain }))).not.toContain(item);
  });
});

describe('personas', () => {
  it('are saved, replaced and removed', () => {
    const persona = {
      name: 'reader',
      about: '',
      who: { visitor: { history: [], attributes: { country: 'NL' }, dislikes: [] } },
    };
    bench.funnel.savePersona(persona, 'ada');
    bench.funnel.savePersona({ ...persona, about: 'reads' }, 'ada');
    expect(bench.funnel.personas()).toEqual([{ ...persona, about: 'reads' }]);
    bench.funnel.removePersona('reader');
    expect(() => bench.funnel.removePersona('reader')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('an item with a place of its own', () => {
  const pinnedAt = (item: string, place: number, more = {}) =>
    configWith({ k: 10, filters: { seen: false, rules: [] }, fixed: [{ item, place }], ...more });

  it('stands there, whoever brought it, under every allocator', async () => {
    const { key } = await bench.funnel.preview({
      for: who,
      config: configWith({ sources: [{ id: 'popular', quota: 5 }] }),
    });
    const { dropped, items } = await bench.funnel.rerank({
      key,
      config: configWith({ filters: { seen: false, rules: [] } }),
    });
    const brought = new Set([...items, ...dropped].map(({ item }) => item));
    for (const item of [bench.names.find((name) => !brought.has(name)) ?? bench.names[39]!, items[7]!.item]) {
      for (const allocator of ['score', 'mmr', 'dpp', 'lp']) {
        const feed = await bench.funnel.rerank({ key, config: pinnedAt(item, 3, { allocator }) });
        expect(feed.items[2]).toMatchObject({ item, place: 3, placement: { reason: 'fixed' } });
        expect(new Set(idsOf(feed)).size).toBe(10);
        expect(feed.relaxed).toEqual([]);
      }
    }
  });

  it('is not shown where moderation removed it, nor beyond the end, and the feed says why', async () => {
    const item = bench.names[4]!;
    await bench.decide(item, 'remove');
    const feed = await bench.funnel.preview({ for: who, config: pinnedAt(item, 2) });
    expect(idsOf(feed)).not.toContain(item);
    expect(feed.relaxed).toEqual([expect.stringMatching(/pinned to place 2 but not there: Removed by a moderator/)]);
    const late = await bench.funnel.preview({ for: who, config: pinnedAt(bench.names[5]!, 11) });
    expect(late.relaxed).toEqual([expect.stringMatching(/The feed has 10 places/)]);
    const gone = await bench.funnel.preview({ for: who, config: pinnedAt('gone', 1) });
    expect(gone.relaxed).toEqual([expect.stringMatching(/has no such item/)]);
    expect(gone.items.length).toBe(10);
  });
});

describe("'not interested'", () => {
  it('pushes down what is like it by the share of attributes that both have, and says so', async () => {
    const open = { k: 40, allocator: 'score', filters: { seen: false, rules: [] }, freshness: null };
    const config = configWith(open);
    const before = await bench.funnel.preview({ for: who, config });
    const disliked = before.items[0]!;
    await bench.funnel.act({ ...who, item: disliked.item, action: 'not-interested', undo: false });
    const after = await bench.funnel.preview({
      for: who,
      config: { ...config, notInterested: { likeness: 0.3, strength: 0.6 } },
    });
    const relevanceOf = new Map(before.items.map(({ item, relevance }) => [item, relevance]));
    for (const { item, topic, publisher, relevance, placement } of after.items) {
      // Topic and publisher are all that is known: one of three in common, two of two, or none.
      const both = Number(topic === disliked.topic) + Number(publisher === disliked.publisher);
      const like = both / (4 - both);
      expect(relevance).toBeCloseTo(relevanceOf.get(item)! * (like >= 0.3 ? 1 - 0.6 * like : 1), 5);
      expect(placement.words.join(' ').includes('does not want')).toBe(like >= 0.3);
    }
    expect(after.items.some(({ placement }) => placement.words.join(' ').includes('does not want'))).toBe(true);
    const alone = { ...config, notInterested: { likeness: 0.3, strength: 0 } };
    const same = await bench.funnel.preview({ for: who, config: alone });
    expect(same.items.map(({ item, relevance }) => [item, relevance])).toEqual(
      before.items.slice(1).map(({ item, relevance }) => [item, relevance]),
    );
  });

  it('is obeyed for visitors too', async () => {
    const visitor = (dislikes: string[]) => ({ visitor: { history: [], attributes: {}, dislikes } });
    const [first] = (await bench.funnel.preview({ for: visitor([]), config: plain })).items;
    const without = await bench.funnel.preview({ for: visitor([first!.item, 'gone']), config: plain });
    expect(without.dropped.find(({ item }) => item === first!.item)?.reason).toBe('not-interested');
  });
});
