import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routedPost, temporaryStore } from '../testing/store.ts';
import { verifyAudit } from './audit.ts';
import { leaseMs } from './review.ts';
import type { Store } from './store.ts';

let workspace: ReturnType<typeof temporaryStore>;
let store: Store;
beforeEach(() => {
  workspace = temporaryStore();
  store = workspace.store;
});
afterEach(() => workspace.remove());

const jobOf = (content: number) => store.review.openJobOf(content)!;
const effectOf = (content: number) => store.content.read(content).effect;

async function decide(job: number, verdict: 'remove' | 'reduce' | 'inform' | 'keep', by = 'ana') {
  const { token } = await store.review.lease(job, `${by}#1`);
  workspace.clock.tick();
  return store.decisions.decide(token, {
    job,
    verdict,
    actor: by,
    policy: 'hate',
    policyVersion: 1,
    note: '',
    scores: {},
  });
}

describe('a decision', () => {
  it('closes the job, sets the effect and is in the audit log', async () => {
    const post = await routedPost(store, 'a', { hate: 0.8 });
    const job = jobOf(post);
    expect(effectOf(post)).toBe('reduce');
    await decide(job.id, 'remove');
    expect(effectOf(post)).toBe('remove');
    expect(store.review.read(job.id)).toMatchObject({ state: 'closed' });
    const { rows } = await store.audit.list({ limit: 1 });
    expect(rows[0]).toMatchObject({ actor: 'ana', action: 'decision.remove', subject: 'post:a' });
  });

  it('leaves nothing behind where a part of it fails', async () => {
    const post = await routedPost(store, 'a', { hate: 0.8 });
    const job = jobOf(post);
    const before = verifyAudit(store.db);
    store.db.raw.exec("CREATE TRIGGER stop BEFORE UPDATE OF effect ON content BEGIN SELECT RAISE(ABORT, 'stop'); END");
    await expect(decide(job.id, 'remove')).rejects.toThrow('stop');
    store.db.raw.exec('DROP TRIGGER stop');
    expect(store.review.read(job.id).state).toBe('open');
    expect(effectOf(post)).toBe('reduce');
    expect(await store.decisions.counts()).toMatchObject({ person: 0 });
    expect(verifyAudit(store.db)).toEqual(before);
  });

  it('is refused with a token that another window took over', async () => {
    const job = jobOf(await routedPost(store, 'a', { hate: 0.8 }));
    const { token } = await store.review.lease(job.id, 'ana#1');
    workspace.clock.tick(leaseMs + 1);
    await store.review.lease(job.id, 'ben#1');
    const late = {
      job: job.id,
      verdict: 'keep',
      actor: 'ana',
      policy: null,
      policyVersion: null,
      note: '',
      scores: {},
    } as const;
    await expect(store.decisions.decide(token, late)).rejects.toMatchObject({ code: 'STALE_LEASE' });
  });

  it('cannot be made twice', async () => {
    const job = jobOf(await routedPost(store, 'a', { hate: 0.8 }));
    await decide(job.id, 'keep');
    await expect(decide(job.id, 'keep')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('undo', () => {
  it('brings back the job and the effect that a threshold had put', async () => {
    const post = await routedPost(store, 'a', { hate: 0.8 });
    const job = jobOf(post);
    await decide(job.id, 'keep');
    expect(effectOf(post)).toBe('none');
    expect(await store.decisions.undo('ana')).toMatchObject({ job: job.id, was: 'keep' });
    expect(effectOf(post)).toBe('reduce');
    expect(jobOf(post).id).toBe(job.id);
    await expect(store.decisions.undo('ana')).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
  });

  it('takes back only what this reviewer did, latest first, skips too', async () => {
    const first = jobOf(await routedPost(store, 'a', { hate: 0.8 }));
    const second = jobOf(await routedPost(store, 'b', { hate: 0.8 }));
    const third = jobOf(await routedPost(store, 'c', { hate: 0.8 }));
    await decide(first.id, 'remove', 'ana');
    await decide(second.id, 'remove', 'ben');
    const { token } = await store.review.lease(third.id, 'ana#1');
    workspace.clock.tick();
    await store.decisions.skip(third.id, token, 'ana');
    expect(await store.decisions.undo('ana')).toMatchObject({ job: third.id, was: 'skip' });
    expect(await store.decisions.undo('ana')).toMatchObject({ job: first.id, was: 'remove' });
    expect(store.review.read(second.id).state).toBe('closed');
  });

  it('is refused where somebody decided about the post since', async () => {
    const post = await routedPost(store, 'a', { hate: 0.8 });
    await decide(jobOf(post).id, 'keep', 'ana');
    await store.reports.add({
      externalId: 'r1',
      content: 'a',
      reporter: 'x',
      reason: 'rude',
      reportedAt: null,
      fingerprint: new Uint8Array(16),
    });
    await decide(jobOf(post).id, 'remove', 'ben');
    await expect(store.decisions.undo('ana')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(effectOf(post)).toBe('remove');
  });
});

describe('whatever reviewers do', () => {
  const step = fc.record({
    by: fc.constantFrom('ana', 'ben'),
    act: fc.constantFrom('remove', 'reduce', 'inform', 'keep', 'skip', 'undo', 'report', 'rescore'),
    post: fc.integer({ min: 0, max: 3 }),
  });

  it('a post has one open job at most, its effect is that of its standing decision, and the chain holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const own = temporaryStore();
        try {
          const posts = [];
          for (let n = 0; n < 4; n++)
            posts.push(await routedPost(own.store, `p${n}`, { hate: 0.4 + n * 0.19, clickbait: 0.7 }));
          for (const [index, { by, act, post }] of steps.entries()) {
            own.clock.tick();
            await perform(own.store, by, act, posts[post]!, index);
          }
          for (const post of posts) {
            const open = own.store.db
              .statement("SELECT count(*) FROM review_job WHERE content_id = ? AND state = 'open'")
              .pluck()
              .get(post);
            expect(open).toBeLessThanOrEqual(1);
            const content = own.store.content.read(post);
            const standing = own.store.decisions.ofContent(post).find(({ id }) => id === content.effect_decision);
            expect(standing?.undone ?? false).toBe(false);
            const effect = !standing || standing.verdict === 'keep' ? 'none' : standing.verdict;
            expect(content.effect).toBe(effect);
          }
          expect(verifyAudit(own.store.db).ok).toBe(true);
        } finally {
          own.remove();
        }
      }),
      { numRuns: 25 },
    );
  });

  async function perform(own: Store, by: string, act: string, post: number, index: number): Promise<void> {
    const externalId = own.content.read(post).external_id;
    if (act === 'undo') {
      await own.decisions
        .undo(by)
        .catch((error: { code: string }) => expect(['NOTHING_TO_UNDO', 'CONFLICT']).toContain(error.code));
    } else if (act === 'report') {
      await own.reports.add({
        externalId: `r${index}`,
        content: externalId,
        reporter: by,
        reason: '',
        reportedAt: null,
        fingerprint: new Uint8Array(16),
      });
    } else if (act === 'rescore') {
      await routedPost(own, externalId, { hate: (index % 10) / 10 });
    } else {
      const job = own.review.openJobOf(post);
      if (!job) return;
      const { token } = await own.review.lease(job.id, `${by}#1`).catch(() => ({ token: '' }));
      if (!token) return;
      if (act === 'skip') await own.decisions.skip(job.id, token, by);
      else {
        const verdict = act as 'remove' | 'reduce' | 'inform' | 'keep';
        await own.decisions.decide(token, {
          job: job.id,
          verdict,
          actor: by,
          policy: null,
          policyVersion: null,
          note: '',
          scores: {},
        });
      }
    }
  }
});
