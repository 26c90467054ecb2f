import { QueryClient, type QueryKey } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { everyTopic, invalidate, staleKeys } from './changes.ts';

const item = [['review', 'item'], { input: { job: 1 }, type: 'query' }];
const list = [['classifiers', 'list'], { type: 'query' }];
const audit = [['workspace', 'audit'], { type: 'infinite' }];

function cacheOf(...keys: QueryKey[]): QueryClient {
  const cache = new QueryClient();
  for (const key of keys) cache.setQueryData(key, 'known');
  return cache;
}

describe('what a change makes stale', () => {
  it('is what its topic touches and nothing else', async () => {
    const cache = cacheOf(item, list, audit);
    await invalidate(cache, ['review']);
    expect(cache.getQueryState(item)?.isInvalidated).toBe(true);
    expect(cache.getQueryState(list)?.isInvalidated).toBe(false);
    expect(cache.getQueryState(audit)?.isInvalidated).toBe(false);
  });

  it('is one operation where the topic is that narrow', async () => {
    const state = [['workspace', 'state'], { type: 'query' }];
    const cache = cacheOf(audit, state);
    await invalidate(cache, ['audit']);
    expect(cache.getQueryState(audit)?.isInvalidated).toBe(true);
    expect(cache.getQueryState(state)?.isInvalidated).toBe(false);
  });

  it('is everything after a time without word from the engine', async () => {
    const cache = cacheOf(item, list, audit);
    await invalidate(cache, everyTopic);
    for (const key of [item, list, audit]) expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
  });

  it('names each operation once', () => {
    const keys = staleKeys(['policies', 'classifiers', 'review']).map((key) => JSON.stringify(key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
