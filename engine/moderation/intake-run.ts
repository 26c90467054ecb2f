import { randomUUID } from 'node:crypto';
import { asStewardError } from '../contract/errors.ts';
import type { ModerationCounts } from '../contract/index.ts';
import type { JobContext, JobHandler } from '../jobs/runner.ts';
import type { IntakeItem } from '../store/intake.ts';
import { HistogramChanges } from '../store/scores.ts';
import type { Store } from '../store/store.ts';
import type { ScoreBatch, ScoringPool } from './classifiers/pool.ts';
import { routePost } from './routing.ts';

/** Posts leased at once: many, so that texts of like length can share a batch and little is spent on padding. */
const claimSize = 1024;
/** Texts a batch: enough for the matrix kernels, few enough that cancelling takes effect soon. */
const batchSize = 32;
/** Batches a transaction: each commit writes every page that it touched, so that few commits cost less; 10 to 20 ms. */
const batchesPerCommit = 4;
/** A lease outlives the slowest batch by far; only an engine that died lets one run out. */
const leaseMs = 10 * 60 * 1000;

export interface ModerateDeps {
  store: Store;
  /** The pool, opened at first use; rejects with NO_MODELS where the models are missing. */
  pool: () => Promise<ScoringPool>;
  clock: () => number;
  /** Called after each transaction. */
  onRouted: () => void;
}

/**
 * The work of a 'moderate' job: scores and routes until the intake is empty. Batches are scored by the pool while the
 * routes of others are written; each transaction takes its posts off the intake, so a crash loses nothing and repeats
 * little.
 */
export function moderateIntake(deps: ModerateDeps): JobHandler<Record<string, never>> {
  return async (_params, context) => {
    const run = new IntakeRun(deps, await deps.pool(), context);
    const counts = await run.work();
    return { message: sentence(counts), result: counts };
  };
}

interface Scored {
  items: IntakeItem[];
  /** Which of them had their embedding cached before. */
  cached: (Float16Array | null)[];
  batch: ScoreBatch;
}

class IntakeRun {
  readonly #deps: ModerateDeps;
  readonly #pool: ScoringPool;
  readonly #context: JobContext;
  readonly #token = randomUUID();
  readonly #versions: Record<string, string>;
  readonly #counts: ModerationCounts = {
    posts: 0,
    routes: { remove: 0, reduce: 0, inform: 0, none: 0 },
    failed: 0,
    seconds: 0,
    postsPerSecond: 0,
  };
  #scored: Scored[] = [];

  constructor(deps: ModerateDeps, pool: ScoringPool, context: JobContext) {
    this.#deps = deps;
    this.#pool = pool;
    this.#context = context;
    this.#versions = labelVersions(pool);
  }

  async work(): Promise<ModerationCounts> {
    const { store, clock } = this.#deps;
    const counts = this.#counts;
    const started = clock();
    const { waiting } = await store.intake.counts();
    this.#context.progress({ done: 0, total: waiting });
    store.checkpointer.begin();
    try {
      for (;;) {
        const items = await store.intake.claim(this.#token, claimSize, leaseMs);
        if (items.length === 0) break;
        await this.#scoreAll(items, waiting);
        this.#context.signal.throwIfAborted();
      }
    } finally {
      await store.intake.release(this.#token);
      await store.checkpointer.end();
    }
    counts.seconds = (clock() - started) / 1000;
    counts.postsPerSecond = counts.seconds > 0 ? Math.round(counts.posts / counts.seconds) : 0;
    this.#context.progress({ done: counts.posts, total: counts.posts });
    return counts;
  }

  /** Scores leased posts, longest first, with one batch more under way than there are workers. */
  async #scoreAll(items: IntakeItem[], waiting: number): Promise<void> {
    const length = (item: IntakeItem) => item.text.length + (item.title?.length ?? 0);
    const sorted = items.toSorted((a, b) => length(b) - length(a));
    const starts = Array.from({ length: Math.ceil(sorted.length / batchSize) }, (_, index) => index * batchSize);
    const { signal, progress } = this.#context;
    const lane = async () => {
      for (let at = starts.shift(); at !== undefined && !signal.aborted; at = starts.shift()) {
        await this.#score(sorted.slice(at, at + batchSize));
        if (this.#scored.length < batchesPerCommit) continue;
        this.#commit();
        const { posts } = this.#counts;
        progress({ done: posts, total: Math.max(waiting, posts), message: sentence(this.#counts) });
        await this.#deps.store.checkpointer.pause();
      }
    };
    await Promise.all(Array.from({ length: this.#pool.workers + 1 }, lane));
    this.#commit();
  }

  async #score(items: IntakeItem[]): Promise<void> {
    const { intake, scores } = this.#deps.store;
    const cached = items.map((item) => scores.embedding(item.textHash, this.#pool.embeddingVersion));
    const inputs = items.map(({ text, title }, index) => ({ text, title, embedding: cached[index] ?? null }));
    try {
      const batch = await this.#pool.score(inputs, this.#context.signal);
      // After the wait: a commit in between has begun another list.
      this.#scored.push({ items, cached, batch });
    } catch (error) {
      if (this.#context.signal.aborted) return;
      const ids = items.map(({ id }) => id);
      await intake.fail(ids, this.#token, asStewardError(error).message);
      this.#counts.failed += items.length;
    }
  }

  /** Writes what was scored since the last commit and does what the policies say, all of it or nothing. */
  #commit(): void {
    const scored = this.#scored;
    this.#scored = [];
    if (scored.length === 0) return;
    const { store, onRouted } = this.#deps;
    store.db.transaction(() => {
      const policies = store.policies.list();
      const changes = new HistogramChanges();
      for (const { items, cached, batch } of scored) {
        const size = batch.embeddings.length / items.length;
        const width = batch.labels.length;
        for (const [row, item] of items.entries()) {
          if (!store.intake.complete(item.id, this.#token)) continue;
          const scores = Object.fromEntries(
            batch.labels.map((label, column) => [label, batch.scores[row * width + column]!]),
          );
          if (!cached[row]) {
            const vector = batch.embeddings.subarray(row * size, (row + 1) * size);
            store.scores.cacheEmbedding(item.textHash, this.#pool.embeddingVersion, vector);
          }
          const { id, author, reports } = item;
          const post = { id, author, reports, scores, versions: this.#versions };
          const route = routePost(store, policies, post, changes);
          this.#counts.routes[route] += 1;
          this.#counts.posts += 1;
        }
      }
      store.scores.settle(changes);
    });
    onRouted();
  }
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
