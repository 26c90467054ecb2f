import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPost, temporaryStore } from '../testing/store.ts';
import { HistogramChanges, histogramBin } from './scores.ts';
import type { Store } from './store.ts';

let workspace: ReturnType<typeof temporaryStore>;
let store: Store;
beforeEach(async () => {
  workspace = temporaryStore();
  store = workspace.store;
  await store.content.upsertBatch(
    ['a', 'b', 'c'].map((name) => newPost(name, `text ${name}`)),
    null,
  );
});
afterEach(() => workspace.remove());

describe('the intake', () => {
  it('gives a post to one worker at a time, and again when the lease ran out', async () => {
    const first = await store.intake.claim('one', 2, 1000);
    expect(first.map(({ text }) => text)).toEqual(['text a', 'text b']);
    expect((await store.intake.claim('two', 10, 1000)).map(({ text }) => text)).toEqual(['text c']);
    workspace.clock.tick(1001);
    expect(await store.intake.claim('three', 10, 1000)).toHaveLength(3);
    expect(store.intake.complete(first[0]!.id, 'one')).toBe(false);
    expect(store.intake.complete(first[0]!.id, 'three')).toBe(true);
    expect(await store.intake.counts()).toEqual({ waiting: 2, failed: 0 });
  });

  it('sets a post aside after three failures, and takes it back when asked', async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const items = await store.intake.claim(`t${attempt}`, 10, 1000);
      await store.intake.fail(
        items.map(({ id }) => id),
        `t${attempt}`,
        'no luck',
      );
    }
    expect(await store.intake.counts()).toEqual({ waiting: 0, failed: 3 });
    expect(await store.intake.claim('t', 10, 1000)).toEqual([]);
    expect(await store.intake.retryFailed()).toBe(3);
    expect(await store.intake.claim('t', 10, 1000)).toHaveLength(3);
  });
});

describe('scores', () => {
  it('keep their histogram in step, whatever is scored again', async () => {
    const probability = fc.float({ min: 0, max: 1, noNaN: true });
    const writes = fc.array(fc.record({ post: fc.integer({ min: 1, max: 3 }), probability }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(writes, async (all) => {
        store.db.raw.exec('DELETE FROM score; DELETE FROM score_histogram');
        const latest = new Map<number, number>();
        for (const { post, probability } of all) {
          store.db.transaction(() => {
            const changes = new HistogramChanges();
            store.scores.write(post, { hate: probability }, { hate: 'v1' }, changes);
            store.scores.settle(changes);
          });
          latest.set(post, probability);
        }
        const bins = await store.scores.histogram('hate');
        const expected = new Array<number>(bins.length).fill(0);
        for (const value of latest.values()) expected[histogramBin(value)]! += 1;
        expect(bins).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('name the version of the classifier that gave them', () => {
    store.db.transaction(() =>
      store.scores.write(1, { hate: 0.25, spam: 0.5 }, { hate: 'v1', spam: 'v2' }, new HistogramChanges()),
    );
    expect(store.scores.read(1)).toEqual([
      { label: 'hate', probability: 0.25, version: 'v1' },
      { label: 'spam', probability: 0.5, version: 'v2' },
    ]);
  });

  it('give a cached embedding back bit for bit, under its version only', () => {
    const hash = new Uint8Array(16).fill(7);
    const vector = Float16Array.from({ length: 384 }, (_, index) => Math.sin(index));
    store.db.transaction(() => store.scores.cacheEmbedding(hash, 'v1', vector));
    expect(store.scores.embedding(hash, 'v1')).toEqual(vector);
    expect(store.scores.embedding(hash, 'v2')).toBeNull();
  });
});
