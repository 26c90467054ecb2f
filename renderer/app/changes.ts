import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Topic } from '../../engine/contract/jobs.ts';
import type { Engine, Queries } from './client.ts';

/** The part of the contract that each topic makes stale, as paths of operations. */
const staleByTopic: Record<Topic, readonly (keyof Queries | readonly [keyof Queries, string])[]> = {
  // Another workspace is another world: nothing of the old one may stay on the screen.
  workspace: [
    'workspace',
    'jobs',
    'content',
    'review',
    'moderation',
    'policies',
    'classifiers',
    'catalog',
    'models',
    'rankers',
    'feeds',
    'fairness',
  ],
  jobs: ['jobs', ['content', 'imports'], ['moderation', 'lastRun'], ['workspace', 'backups']],
  content: ['content', ['review', 'stats'], ['review', 'queues']],
  catalog: ['catalog', 'fairness', ['rankers', 'list'], ['content', 'imports']],
  models: ['models', 'rankers', ['feeds', 'preview']],
  feeds: ['feeds'],
  fairness: ['fairness'],
  // What a moderator decides is obeyed by the feeds that are open.
  review: ['review', ['feeds', 'preview'], ['feeds', 'question']],
  policies: ['policies', 'review'],
  classifiers: ['classifiers', 'policies'],
  settings: [['workspace', 'settings']],
  audit: [['workspace', 'audit']],
};

/** Every topic there is: what may have changed when nobody could say. */
export const everyTopic = Object.keys(staleByTopic) as Topic[];

/** The query keys that a change of these topics makes stale, each once. */
export function staleKeys(changed: readonly Topic[]): QueryKey[] {
  const paths = new Map<string, readonly string[]>();
  for (const topic of changed) {
    for (const entry of staleByTopic[topic]) {
      const path = typeof entry === 'string' ? [entry] : entry;
      paths.set(path.join('.'), path);
    }
  }
  // oRPC's keys begin with the operation's path, and TanStack compares keys by prefix, arrays inside them too.
  return [...paths.values()].map((path) => [path]);
}

/** Marks as stale what the topics touch; what is on the screen is fetched again. */
export async function invalidate(cache: QueryClient, changed: readonly Topic[]): Promise<void> {
  await Promise.all(staleKeys(changed).map((queryKey) => cache.invalidateQueries({ queryKey })));
}

/**
 * Follows the engine's announcements for as long as the connection is ready, and again after each loss. What was
 * missed in between is unknown, so everything is fetched again when the connection is back.
 */
export function followChanges({ connection, client, cache }: Engine): () => void {
  let follow: AbortController | null = null;
  const onState = () => {
    follow?.abort();
    follow = null;
    if (connection.getState().phase !== 'ready') return;
    follow = new AbortController();
    void listen(client, cache, follow.signal);
  };
  const off = connection.subscribe(onState);
  onState();
  return () => {
    off();
    follow?.abort();
  };
}

async function listen(client: Engine['client'], cache: QueryClient, signal: AbortSignal): Promise<void> {
  void invalidate(cache, everyTopic);
  try {
    for await (const change of await client.changes.watch(undefined, { signal })) {
      if (change.topics.length > 0) void invalidate(cache, change.topics);
    }
  } catch {
    // The connection went away or was left on purpose; its state tells the person, and `followChanges` listens anew.
  }
}
