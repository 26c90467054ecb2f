import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routedPost, temporaryStore } from '../testing/store.ts';
import { leaseMs } from './review.ts';
import type { Store } from './store.ts';

let workspace: ReturnType<typeof temporaryStore>;
let store: Store;
beforeEach(() => {
  workspace = temporaryStore();
  store = workspace.store;
});
afterEach(() => workspace.remove());

const page = { offset: 0, limit: 10, reviewer: 'ana', sort: 'priority' } as const;
const names = async (options: Parameters<Store['review']['list']>[0]) =>
  (await store.review.list(options)).rows.map((row) => row.external_id);

describe('the queues', () => {
  it('hold a post by what is proposed, worst policy first', async () => {
    await routedPost(store, 'spam', { spam: 0.9 });
    await routedPost(store, 'threat', { threat: 0.7 });
    await routedPost(store, 'hate', { hate: 0.75 });
    await routedPost(store, 'mild', { hate: 0.55 });
    await routedPost(store, 'bait', { clickbait: 0.9 });
    await routedPost(store, 'fine', { hate: 0.1, clickbait: 0.2 });
    await routedPost(store, 'gone', { hate: 0.999 });
    expect(await store.review.queues()).toMatchObject([
      { queue: 'remove', open: 3 },
      { queue: 'reduce', open: 1 },
      { queue: 'inform', open: 1 },
    ]);
    expect(await names({ ...page, queue: 'remove' })).toEqual(['threat', 'hate', 'spam']);
    expect(await names({ ...page, queue: 'remove', policy: 'hate' })).toEqual(['hate']);
    expect(await names({ ...page, queue: 'remove', sort: 'score' })).toEqual(['spam', 'hate', 'threat']);
    expect((await store.content.getByExternalId('gone'))?.effect).toBe('remove');
  });

  it('show what a reviewer skipped after the rest, to that reviewer alone', async () => {
    for (const name of ['a', 'b', 'c']) await routedPost(store, name, { hate: 0.75 });
    const { rows } = await store.review.list({ ...page, queue: 'remove' });
    const { token } = await store.review.lease(rows[0]!.id, 'ana#1');
    await store.decisions.skip(rows[0]!.id, token, 'ana');
    expect(await names({ ...page, queue: 'remove' })).toEqual(['b', 'c', 'a']);
    expect(await names({ ...page, queue: 'remove', offset: 1, limit: 1 })).toEqual(['c']);
    expect(await names({ ...page, queue: 'remove', offset: 2 })).toEqual(['a']);
    expect(await names({ ...page, queue: 'remove', reviewer: 'ben' })).toEqual(['a', 'b', 'c']);
    expect((await store.review.list({ ...page, queue: 'remove' })).total).toBe(3);
  });

  it('read no more of a long queue than a page asks for', async () => {
    const plan = store.db.raw
      .prepare(
        "EXPLAIN QUERY PLAN SELECT id FROM review_job WHERE state = 'open' AND queue = ? ORDER BY priority DESC, id LIMIT 10",
      )
      .all('remove') as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toContain('review_job_priority');
    expect(plan.map(({ detail }) => detail).join()).not.toContain('TEMP B-TREE');
  });
});

describe('a lease', () => {
  it('keeps other windows out until it ends, is let go, or runs out', async () => {
    await routedPost(store, 'a', { hate: 0.75 });
    const [job] = (await store.review.list({ ...page, queue: 'remove' })).rows;
    const mine = await store.review.lease(job!.id, 'ana#1');
    await expect(store.review.lease(job!.id, 'ana#2')).rejects.toMatchObject({ code: 'CONFLICT' });
    workspace.clock.tick(leaseMs - 1000);
    await store.review.renew(job!.id, mine.token);
    workspace.clock.tick(leaseMs - 1000);
    await expect(store.review.lease(job!.id, 'ben#1')).rejects.toMatchObject({ code: 'CONFLICT' });
    workspace.clock.tick(2000);
    const theirs = await store.review.lease(job!.id, 'ben#1');
    await expect(store.review.renew(job!.id, mine.token)).rejects.toMatchObject({ code: 'STALE_LEASE' });
    expect(await store.review.release(job!.id, mine.token)).toBe(false);
    expect(await store.review.release(job!.id, theirs.token)).toBe(true);
    await store.review.lease(job!.id, 'ana#1');
  });
});

describe('reports', () => {
  const report = (id: string, content: string) =>
    ({
      externalId: id,
      content,
      reporter: id,
      reason: 'rude',
      reportedAt: null,
      fingerprint: new Uint8Array(16),
    }) as const;

  it('open a job for a post that no threshold touched, and raise it with each report', async () => {
    const post = await routedPost(store, 'a', { hate: 0.1 });
    expect(store.review.openJobOf(post)).toBeUndefined();
    await store.reports.add(report('r1', 'a'));
    const first = store.review.openJobOf(post)!;
    expect(first).toMatchObject({ queue: 'reduce', policy: 'reported', reports: 1 });
    await store.reports.add(report('r2', 'a'));
    const second = store.review.openJobOf(post)!;
    expect(second.id).toBe(first.id);
    expect(second.priority).toBeGreaterThan(first.priority);
    const parts = JSON.parse(second.parts) as { value: number }[];
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(second.priority, 6);
  });

  it('that came before the post count once it is scored', async () => {
    await store.reports.add(report('r1', 'late'));
    const post = await routedPost(store, 'late', { hate: 0.1 });
    expect(store.review.openJobOf(post)).toMatchObject({ policy: 'reported', reports: 1 });
  });
});
