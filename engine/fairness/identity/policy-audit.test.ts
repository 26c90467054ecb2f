import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../contract/index.ts';
import type { ScoringPool } from '../../moderation/classifiers/pool.ts';
import { HistogramChanges } from '../../store/scores.ts';
import type { Store } from '../../store/store.ts';
import { newPost, temporaryStore } from '../../testing/store.ts';
import { judgedGrouping } from './judged-groups.ts';
import { decisionAudit, judgedSample, policyProbe } from './policy-audit.ts';

let made: ReturnType<typeof temporaryStore>;
beforeEach(() => {
  made = temporaryStore();
});
afterEach(() => made.remove());

/** Takes a post in, scores it for hate, and lets a person decide. */
async function judge(store: Store, id: string, text: string, score: number, verdict: Verdict, policy = 'hate') {
  await store.content.upsertBatch([newPost(id, text, { language: id.length % 2 ? 'en' : 'de' })], null);
  const { id: content } = (await store.content.getByExternalId(id))!;
  store.db.transaction(() => {
    const changes = new HistogramChanges();
    store.scores.write(content, { hate: score }, { hate: '1' }, changes);
    store.scores.settle(changes);
    const decision = { job: null, content, verdict, source: 'person' as const, actor: 'ann', policyVersion: 1 };
    store.decisions.record({ ...decision, policy, note: '', scores: {} });
  });
}

test('what people decided is the truth: other policies and earlier decisions are left out', async () => {
  const { store } = made;
  await judge(store, 'p1', 'A deaf friend sings', 0.8, 'keep');
  await judge(store, 'p2', 'An unkind word about a Deaf man', 0.9, 'remove');
  await judge(store, 'p3', 'Buy this now', 0.1, 'remove', 'spam');
  await judge(store, 'p4', 'Rain tomorrow', 0.2, 'keep');
  await judge(store, 'p5', 'An unkind word', 0.7, 'keep');
  await judge(store, 'p5', 'An unkind word', 0.7, 'remove');
  const sample = await judgedSample(store, 'hate');
  expect(sample.ids).toEqual(['p1', 'p2', 'p4', 'p5']);
  expect([...sample.truth]).toEqual([0, 1, 0, 1]);
  expect(sample.threshold).toBe(0.5);
  const { audit, examples } = await decisionAudit(sample, { seed: 1, resamples: 20 });
  expect(audit.terms.map(({ term, rows, positives }) => [term, rows, positives])).toEqual([
    ['man', 1, 1],
    ['deaf', 2, 1],
  ]);
  // The ordinary post that names the term scores above the violation that does not.
  expect(audit.terms[1]!.aucs.bpsn.value).toBe(0);
  expect(examples).toEqual([{ term: 'deaf', posts: ['p1'] }]);
  expect(JSON.stringify({ audit, examples, sample })).not.toContain('friend');
  const { names, of } = judgedGrouping(sample, { term: 'deaf' });
  expect(Array.from(of, (group) => names[group])).toEqual(['deaf', 'deaf', 'other posts', 'other posts']);
  expect(judgedGrouping(sample, 'language').names).toEqual(['de']);
});

test('the probe is scored by the classifier of the policy', async () => {
  const labels = ['spam', 'hate'];
  const pool = {
    labels,
    score: async (items: { text: string }[]) => ({
      labels,
      scores: Float32Array.from(items.flatMap(({ text }) => [1, text.includes('deaf') ? 0.9 : 0.1])),
    }),
  } as unknown as ScoringPool;
  const { flips, terms, threshold } = await policyProbe({ store: made.store, pool }, 'hate', { seed: 1, resamples: 3 });
  expect(threshold).toBe(0.5);
  const deaf = flips.terms[terms.indexOf('deaf')]!;
  expect(deaf).toMatchObject({ flippedAgainst: expect.closeTo(1, 9), selection: expect.closeTo(1, 9) });
  const probing = { seed: 1 };
  await expect(policyProbe({ store: made.store, pool }, 'sexism', probing)).rejects.toMatchObject({
    code: 'BAD_INPUT',
  });
  await expect(policyProbe({ store: made.store, pool }, 'none', probing)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(judgedSample(made.store, 'reported')).rejects.toThrowError('has no threshold');
});
