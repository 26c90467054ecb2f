import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routedPost } from '../../testing/store.ts';
import { EffectTable } from './effects.ts';
import { funnelBench } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeAll(async () => {
  bench = await funnelBench({ users: 4, items: 12 });
});
afterAll(() => bench.close());

const item = fc.integer({ min: 0, max: 11 });
const step = fc.oneof(
  fc.record({
    kind: fc.constant('decide' as const),
    item,
    verdict: fc.constantFrom('keep', 'remove', 'reduce', 'inform'),
  }),
  fc.record({ kind: fc.constant('policy' as const), item }),
  fc.record({ kind: fc.constant('forget' as const), item }),
  fc.record({ kind: fc.constant('other' as const), item }),
);

describe('the table of effects', () => {
  it('says what the database says, whatever was decided or worded anew between two looks', async () => {
    let notices = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), async (rounds) => {
        const table = new EffectTable(bench.store.feedReader);
        let before = (await table.of([])).moderation;
        for (const steps of rounds) {
          for (const one of steps) {
            const name = bench.names[one.item]!;
            if (one.kind === 'decide') await bench.decide(name, one.verdict as 'keep');
            if (one.kind === 'policy')
              await bench.store.policies.change('hate', { notice: `Notice ${notices++}` }, 'test');
            if (one.kind === 'forget') table.forget();
            // What is no moderation is in the log too.
            if (one.kind === 'other')
              bench.store.audit.append({ actor: 'test', action: 'job.end', subject: name, detail: {} });
          }
          const { moderation, effects } = await table.of(bench.names);
          expect(effects).toEqual(bench.store.feedReader.effects(bench.names));
          const isModerated = steps.some(({ kind }) => kind === 'decide' || kind === 'policy');
          if (isModerated) expect(moderation).toBeGreaterThan(before);
          expect(moderation).toBe(bench.store.feedReader.moderation().moderation);
          before = moderation;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('follows what is undone', async () => {
    const { store } = bench;
    const table = new EffectTable(store.feedReader);
    const effect = async () => (await table.of(['routed'])).effects.get('routed')?.effect;
    expect(await effect()).toBeUndefined();
    const job = store.review.openJobOf(await routedPost(store, 'routed', { hate: 0.8 }))!;
    expect(await effect()).toBe('reduce');
    const { token } = await store.review.lease(job.id, 'ana#1');
    const decision = { job: job.id, verdict: 'remove', actor: 'ana', policy: 'hate', policyVersion: 1 } as const;
    await store.decisions.decide(token, { ...decision, note: '', scores: {} });
    expect(await effect()).toBe('remove');
    await store.decisions.undo('ana');
    expect(await effect()).toBe('reduce');
  });

  it('answers all who ask while it is being read, and takes in what is decided meanwhile', async () => {
    const table = new EffectTable(bench.store.feedReader);
    const name = bench.names[0]!;
    await bench.decide(name, 'keep');
    const [first, second] = [table.of([name]), table.of([name])];
    const deciding = bench.decide(name, 'remove');
    await Promise.all([first, second, deciding]);
    expect((await table.of([name])).effects.get(name)?.effect).toBe('remove');
    await bench.decide(name, 'keep');
    expect((await table.of([name])).effects.size).toBe(0);
  });
});
