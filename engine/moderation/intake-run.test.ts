import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext } from '../jobs/runner.ts';
import type { Store } from '../store/store.ts';
import { newPost, temporaryStore } from '../testing/store.ts';
import type { ScoreInput, ScoringPool } from './classifiers/pool.ts';
import { moderateIntake } from './intake-run.ts';

let workspace: ReturnType<typeof temporaryStore>;
let store: Store;
beforeEach(() => {
  workspace = temporaryStore();
  store = workspace.store;
});
afterEach(() => workspace.remove());

/** A pool that reads the score of 'hate' from the text itself ('0.8 whatever') and counts what it embeds. */
function fakePool(onScore: (items: ScoreInput[]) => void = () => {}): ScoringPool & { embedded: number } {
  return {
    embedded: 0,
    embeddingVersion: 'e1',
    labels: ['hate', 'clickbait'],
    version: 'v1',
    workers: 2,
    classifiers: () => [
      {
        id: 'hate',
        name: 'hate',
        version: 'h1',
        labels: ['hate', 'clickbait'],
        status: 'ready',
        problem: null,
        folder: '',
        card: null,
      },
    ],
    async score(items) {
      onScore(items);
      this.embedded += items.filter(({ embedding }) => !embedding).length;
      const scores = new Float32Array(items.length * 2);
      for (const [row, item] of items.entries()) scores[row * 2] = Number.parseFloat(item.text);
      return { labels: ['hate', 'clickbait'], scores, embeddings: new Float16Array(items.length * 384) };
    },
    explain: async () => [],
    close: async () => {},
  };
}

function context(signal = new AbortController().signal): JobContext {
  return { jobId: 1, signal, progress: () => {} };
}

const run = (pool: ScoringPool, own: JobContext = context()) =>
  moderateIntake({ store, pool: async () => pool, clock: workspace.clock.now, onRouted: () => {} })({}, own);

const posts = (n: number, score: (index: number) => number) =>
  Array.from({ length: n }, (_, index) => newPost(`p${index}`, `${score(index)} post ${index}`));

describe('a moderation run', () => {
  it('empties the intake and routes by calibrated thresholds', async () => {
    const scores = [0.25, 0.5, 0.75, 0.9949, 0.995, 1];
    await store.content.upsertBatch(
      posts(6, (index) => scores[index]!),
      null,
    );
    const { result } = await run(fakePool());
    expect(result).toMatchObject({ posts: 6, routes: { remove: 2, reduce: 3, inform: 0, none: 1 }, failed: 0 });
    const effects = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => store.content.getByExternalId(`p${n}`)));
    expect(effects.map((post) => post?.effect)).toEqual(['none', 'reduce', 'reduce', 'reduce', 'remove', 'remove']);
    expect(await store.intake.counts()).toEqual({ waiting: 0, failed: 0 });
    expect(await store.review.queues()).toMatchObject([{ open: 2 }, { open: 1 }, { open: 0 }]);
  });

  it('routes every post once, however the batches overlap', async () => {
    await store.content.upsertBatch(
      posts(1500, () => 0.1),
      null,
    );
    const slow = fakePool();
    const { score } = slow;
    let turn = 0;
    slow.score = async (items) => {
      turn += 1;
      for (let wait = 0; wait < (turn * 7) % 5; wait++) await new Promise((resolve) => setImmediate(resolve));
      return score.call(slow, items);
    };
    const { result } = await run(slow);
    expect(result).toMatchObject({ posts: 1500, failed: 0 });
    expect(await store.intake.counts()).toEqual({ waiting: 0, failed: 0 });
    const bins = await store.scores.histogram('hate');
    expect(bins.reduce((sum, n) => sum + n, 0)).toBe(1500);
  });

  it('does not embed a text twice', async () => {
    await store.content.upsertBatch(
      posts(40, () => 0.1),
      null,
    );
    await run(fakePool());
    await store.content.upsertBatch(
      [newPost('p0', '0.1 post 0', { title: null, author: 'x' }), newPost('twin', '0.1 post 1')],
      null,
    );
    const second = fakePool();
    const { result } = await run(second);
    expect(result).toMatchObject({ posts: 1 });
    expect(second.embedded).toBe(0);
  });

  it('sets aside what cannot be scored and goes on with the rest', async () => {
    await store.content.upsertBatch(
      posts(64, () => 0.1),
      null,
    );
    const failing = fakePool((items) => {
      if (items.some(({ text }) => text.endsWith(' post 3'))) throw new Error('no');
    });
    const { result } = await run(failing);
    const counts = await store.intake.counts();
    expect(result).toMatchObject({ posts: 32 });
    expect(counts).toEqual({ waiting: 0, failed: 32 });
  });

  it('gives its leases back when it is cancelled, so that the next run finds the rest', async () => {
    await store.content.upsertBatch(
      posts(300, () => 0.1),
      null,
    );
    const abort = new AbortController();
    let batches = 0;
    const stopping = fakePool(() => {
      batches += 1;
      if (batches === 3) abort.abort();
    });
    await expect(run(stopping, context(abort.signal))).rejects.toMatchObject({ name: 'AbortError' });
    const { waiting } = await store.intake.counts();
    expect(waiting).toBeGreaterThan(0);
    const { result } = await run(fakePool());
    expect(result).toMatchObject({ posts: waiting });
  });
});
