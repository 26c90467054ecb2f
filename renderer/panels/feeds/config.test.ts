import { describe, expect, it } from 'vitest';
import { sourceIds } from '../../../engine/contract/feed-config.ts';
import {
  changedDraft,
  isSameFeed,
  knobsOf,
  knobValue,
  otherParams,
  pinOf,
  plainConfig,
  quotaOf,
  requestsOf,
  revenueShare,
  withAllocator,
  withKnob,
  withParam,
  withPin,
  withQuota,
  withRevenue,
} from './config.ts';
import { configOf, storedOf } from './testing.ts';

describe('the knobs of an allocator', () => {
  it('turn what is left of relevance into diversity and back', () => {
    const config = configOf();
    const [diversity] = knobsOf('mmr');
    expect(knobValue(config, diversity!)).toBe(0.3);
    const moved = withKnob(config, diversity!, 0.65);
    expect(moved.allocatorParams).toEqual({ lambda: 0.35 });
    expect(knobValue(moved, diversity!)).toBe(0.65);
  });

  it('leave parameters of the allocator before behind, and stay where nothing changes', () => {
    const config = withKnob(configOf(), knobsOf('mmr')[0]!, 0.5);
    expect(withAllocator(config, 'dpp')).toMatchObject({ allocator: 'dpp', allocatorParams: {} });
    expect(withAllocator(config, 'mmr')).toBe(config);
    expect(knobsOf('score')).toEqual([]);
  });
});

describe('the mix of what is maximised', () => {
  it('is revenue’s share of both weights', () => {
    expect(revenueShare(configOf({ objective: { engagement: 1, revenue: 1 } }))).toBe(0.5);
    expect(revenueShare(configOf({ objective: { engagement: 0, revenue: 0 } }))).toBe(0);
    expect(withRevenue(configOf(), 0.3).objective).toEqual({ engagement: 0.7, revenue: 0.3 });
  });
});

describe('the quota of a source', () => {
  it('takes a source out at 0 and brings it back in its order', () => {
    const without = withQuota(configOf(), 'popular', 0);
    expect(without.sources).toHaveLength(sourceIds.length - 1);
    expect(quotaOf(without, 'popular')).toBe(0);
    expect(withQuota(without, 'popular', 200).sources).toEqual(configOf().sources);
  });
});

describe('a draft', () => {
  const saved = storedOf();

  it('is as saved again when the knobs are back, in whichever order the keys are', () => {
    const moved = withRevenue(plainConfig(saved), 0.4);
    expect(changedDraft(saved, moved).changed).toEqual(moved);
    expect(changedDraft(saved, withRevenue(moved, 0)).changed).toBeNull();
    const { k, ...rest } = plainConfig(saved);
    expect(isSameFeed({ k, ...rest }, plainConfig(saved))).toBe(true);
  });

  it('asks for the saved feed alone where nothing is changed', () => {
    expect(requestsOf(saved, null)).toEqual({ preview: 'default', rerank: null });
  });

  it('keeps the candidates where only the order changes', () => {
    const draft = configOf({ allocator: 'dpp' });
    expect(requestsOf(saved, draft)).toEqual({ preview: 'default', rerank: draft });
  });

  it('asks for other candidates where sources change, and ranks them again only where the order changes too', () => {
    const fewer = withQuota(configOf(), 'popular', 0);
    expect(requestsOf(saved, fewer)).toEqual({ preview: fewer, rerank: null });
    const merged = configOf({ merge: 'score' });
    expect(requestsOf(saved, merged)).toEqual({ preview: merged, rerank: null });
    const both = { ...fewer, reduceFactor: 0.9 };
    expect(requestsOf(saved, both)).toEqual({ preview: fewer, rerank: both });
  });
});

describe('parameters that have no knob of their own', () => {
  const param = (name: string) => ({ name, about: '', default: 1, choices: null, bounds: null });

  it('are those that the allocator tells and the panel has no words for', () => {
    expect(otherParams('mmr', [param('lambda')])).toEqual([]);
    expect(otherParams('lp', [param('pool'), param('seconds')]).map(({ name }) => name)).toEqual(['pool', 'seconds']);
  });

  it('are set, and left to the allocator again', () => {
    const set = withParam(configOf({ allocatorParams: { lambda: 0.2 } }), 'pool', 50);
    expect(set.allocatorParams).toEqual({ lambda: 0.2, pool: 50 });
    expect(withParam(set, 'pool', null).allocatorParams).toEqual({ lambda: 0.2 });
  });
});

describe('a pinned item', () => {
  it('takes the place of whoever was pinned there, once, and leaves it again', () => {
    const one = withPin(withPin(configOf(), 'a', 3), 'b', 1);
    expect(one.fixed).toEqual([
      { item: 'b', place: 1 },
      { item: 'a', place: 3 },
    ]);
    const moved = withPin(one, 'a', 1);
    expect(moved.fixed).toEqual([{ item: 'a', place: 1 }]);
    expect([pinOf(moved, 'a'), pinOf(moved, 'b')]).toEqual([1, null]);
    expect(withPin(moved, 'a', null).fixed).toEqual([]);
  });
});
