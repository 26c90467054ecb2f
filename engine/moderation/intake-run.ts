import { randomUUID } from 'node:crypto';
import { asStewardError } from '../contract/errors.ts';
import type { ModerationCounts } from '../contract/index.ts';
import type { JobHandler } from '../jobs/runner.ts';
import type { IntakeItem } from '../store/intake.ts';
import type { Store } from '../store/store.ts';
import type { ScoringPool } from './classifiers/pool.ts';
import { routePost } from './routing.ts';

/** Posts leased at once: many, so that texts of like length can share a batch and little is spent on padding. */
const claimSize = 1024;
/** Texts a batch: enough for the matrix kernels, few enough that a batch's writes take a few milliseconds. */
const batchSize = 32;
/** A lease outlives the slowest batch by far; only an engine that died lets one run out. */
const leaseMs = 10 * 60 * 1000;

export interface ModerateDeps {
  store: Store;
  /** The pool, opened at first use; rejects with NO_MODELS where the models are missing. */
  pool: () => Promise<ScoringPool>;
  clock: () => number;
  /** Called after each batch's transaction. */
  onRouted: () => void;
}

/**
 * The work of a 'moderate' job: scores and routes until the intake is empty. Batches are scored by the pool while the
 * routes of others are written; each batch is one transaction, so a crash loses nothing and repeats little.
 */
export function moderateIntake(deps: ModerateDeps): JobHandler<Record<string, never>> {
  return async (_params, context) => {
    const pool = await deps.pool();
    const started = deps.clock();
    const counts: ModerationCounts = {
      posts: 0,
      routes: { remove: 0, reduce: 0, inform: 0, none: 0 },
      failed: 0,
      seconds: 0,
      postsPerSecond: 0,
    };
    const token = randomUUID();
    const waiting = (await deps.store.intake.counts()).waiting;
    context.progress({ done: 0, total: waiting });
    deps.store.checkpointer.begin();
    try {
      for (;;) {
        const items = await deps.store.intake.claim(token, claimSize, leaseMs);
        if (items.length === 0) break;
        await scoreInBatches(deps, pool, items, token, counts, context.signal, () =>
          context.progress({ done: counts.posts, total: Math.max(waiting, counts.posts), message: sentence(counts) }),
        );
        context.signal.throwIfAborted();
      }
    } finally {
      await deps.store.intake.release(token);
      await deps.store.checkpointer.end();
    }
    counts.seconds = (deps.clock() - started) / 1000;
    counts.postsPerSecond = counts.seconds > 0 ? Math.round(counts.posts / counts.seconds) : 0;
    context.progress({ done: counts.posts, total: counts.posts });
    return { message: sentence(counts), result: counts };
  };
}

async function scoreInBatches(
  deps: ModerateDeps,
  pool: ScoringPool,
  items: IntakeItem[],
  token: string,
  counts: ModerationCounts,
  signal: AbortSignal,
  onBatch: () => void,
): Promise<void> {
  const length = (item: IntakeItem) => item.text.length + (item.title?.length ?? 0);
  const sorted = items.toSorted((a, b) => length(b) - length(a));
  const batches: IntakeItem[][] = [];
  for (let at = 0; at < sorted.length; at += batchSize) batches.push(sorted.slice(at, at + batchSize));
  let at = 0;
  const lane = async () => {
    while (at < batches.length && !signal.aborted) {
      await scoreBatch(deps, pool, batches[at++]!, token, counts, signal);
      onBatch();
      await deps.store.checkpointer.pause();
    }
  };
  await Promise.all(Array.from({ length: pool.workers + 1 }, lane));
}

async function scoreBatch(
  deps: ModerateDeps,
  pool: ScoringPool,
  items: IntakeItem[],
  token: string,
  counts: ModerationCounts,
  signal: AbortSignal,
): Promise<void> {
  const { store } = deps;
  const cached = items.map((item) => store.scores.embedding(item.textHash, pool.embeddingVersion));
  let batch: Awaited<ReturnType<ScoringPool['score']>>;
  try {
    batch = await pool.score(
      items.map(({ text, title }, index) => ({ text, title, embedding: cached[index] ?? null })),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return;
    await store.intake.fail(
      items.map(({ id }) => id),
      token,
      asStewardError(error).message,
    );
    counts.failed += items.length;
    return;
  }
  const versions = labelVersions(pool);
  const width = batch.labels.length;
  const size = batch.embeddings.length / items.length;
  store.db.transaction(() => {
    const policies = store.policies.list();
    for (const [row, item] of items.entries()) {
      if (!store.intake.complete(item.id, token)) continue;
      const scores = Object.fromEntries(
        batch.labels.map((label, column) => [label, batch.scores[row * width + column]!]),
      );
      if (!cached[row]) {
        store.scores.cacheEmbedding(
          item.textHash,
          pool.embeddingVersion,
          batch.embeddings.slice(row * size, (row + 1) * size),
        );
      }
      const route = routePost(store, policies, {
        id: item.id,
        author: item.author,
        reports: item.reports,
        scores,
        versions,
      });
      counts.routes[route] += 1;
      counts.posts += 1;
    }
  });
  deps.onRouted();
}

function labelVersions(pool: ScoringPool): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const classifier of pool.classifiers()) {
    if (classifier.status === 'ready') for (const label of classifier.labels) versions[label] = classifier.version;
  }
  return versions;
}

function sentence({ posts, routes, failed }: ModerationCounts): string {
  const parts = [
    `${posts} posts`,
    `${routes.remove} removed`,
    `${routes.reduce} reduced`,
    `${routes.inform} with a notice`,
  ];
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}
