import { type FeedConfig, feedConfig, type StoredConfig } from '../../../engine/contract/feed-config.ts';
import type { DroppedItem, FeedItem } from '../../../engine/contract/feed-result.ts';

/** The built-in configuration for tests. */
export function storedOf(more: Partial<StoredConfig> = {}): StoredConfig {
  return { ...feedConfig.parse({ name: 'default' }), version: 0, at: 0, actor: 'steward', isBuiltIn: true, ...more };
}

/** A configuration for tests; everything that a test does not name is as by default. */
export function configOf(more: Partial<FeedConfig> = {}): FeedConfig {
  return { ...feedConfig.parse({ name: 'default' }), ...more };
}

/** An item at a place for tests. */
export function itemOf(item: string, place: number, more: Partial<FeedItem> = {}): FeedItem {
  return {
    place,
    item,
    title: `Title of ${item}`,
    description: null,
    publisher: null,
    topic: null,
    price: null,
    published: null,
    media: [],
    effect: 'none',
    notices: [],
    score: 1,
    relevance: 0.5,
    sources: [],
    reasons: [],
    placement: { before: place, push: 0, reason: 'relevance', words: [] },
    badges: [],
    ...more,
  };
}

/** A dropped item for tests. */
export function droppedOf(item: string, more: Partial<DroppedItem> = {}): DroppedItem {
  return {
    item,
    title: `Title of ${item}`,
    stage: 'reranking',
    reason: 'relevance',
    words: 'Twenty others are more relevant.',
    score: 1,
    sources: [],
    ...more,
  };
}
