import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userName } from '../../testing/models.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeAll(async () => {
  bench = await funnelBench();
});
afterAll(() => bench.close());

/** All that may be shown is shown: nothing is cut away, so that what is missing was dropped. */
const everything = configWith({ k: 40, filters: { seen: false, rules: [] }, allocator: 'score' });
const who = { user: userName(1) };

describe('what moderation decides', () => {
  it('keeps what was removed out of every feed, whatever was decided in whatever order', async () => {
    const decisions = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 39 }), fc.constantFrom('keep', 'remove', 'reduce', 'inform')),
      { minLength: 1, maxLength: 12 },
    );
    const allocators = fc.constantFrom('score', 'mmr', 'kcenter', 'facility', 'dpp', 'window', 'calibrated');
    const standing = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(decisions, allocators, async (all, allocator) => {
        const before = await bench.funnel.preview({ for: who, config: { ...everything, allocator } });
        for (const [n, verdict] of all) {
          await bench.decide(bench.names[n]!, verdict as 'keep');
          standing.set(bench.names[n]!, verdict);
        }
        const preview = await bench.funnel.preview({ for: who, config: { ...everything, allocator } });
        const reranked = await bench.funnel.rerank({ key: before.key, config: { ...everything, allocator } });
        const removed = bench.names.filter((name) => standing.get(name) === 'remove');
        for (const feed of [preview, reranked]) {
          expect(idsOf(feed).filter((id) => removed.includes(id))).toEqual([]);
          expect(new Set(idsOf(feed)).size).toBe(40 - removed.length);
          expect(feed.versions.moderation).toBeGreaterThan(before.versions.moderation);
          for (const { item, effect, badges, notices } of feed.items) {
            const verdict = standing.get(item) ?? 'keep';
            expect(effect).toBe(verdict === 'keep' ? 'none' : verdict);
            expect(badges.includes('reduced')).toBe(verdict === 'reduce');
            expect(notices.length > 0).toBe(verdict === 'inform');
          }
          const words = feed.dropped.filter(({ reason }) => reason === 'removed');
          expect(words.map(({ item }) => item).sort()).toEqual(removed);
        }
      }),
      { numRuns: 25 },
    );
    for (const name of standing.keys()) await bench.decide(name, 'keep');
  });

  it('is undone at once: the item is back where it was, also in a feed that is open', async () => {
    const before = await bench.funnel.preview({ for: who, config: everything });
    const item = before.items[3]!.item;
    await bench.decide(item, 'remove');
    const without = await bench.funnel.rerank({ key: before.key, config: everything });
    expect(idsOf(without)).not.toContain(item);
    expect(without.dropped.find((one) => one.item === item)).toMatchObject({ stage: 'filters', reason: 'removed' });
    await bench.decide(item, 'keep');
    expect(idsOf(await bench.funnel.rerank({ key: before.key, config: everything }))).toEqual(idsOf(before));
    expect(idsOf(await bench.funnel.preview({ for: who, config: everything }))).toEqual(idsOf(before));
  });

  it('demotes what was reduced by the factor, and says so', async () => {
    const before = await bench.funnel.preview({ for: who, config: everything });
    const first = before.items[0]!;
    await bench.decide(first.item, 'reduce');
    const after = await bench.funnel.preview({ for: who, config: everything });
    const reduced = after.items.find(({ item }) => item === first.item)!;
    expect(reduced.place).toBeGreaterThan(1);
    expect(reduced.relevance).toBeCloseTo(first.relevance * everything.reduceFactor);
    expect(reduced.score).toBe(first.score);
    expect(reduced.placement.words.join(' ')).toMatch(/Reduced by a moderator .*× 0\.30/);
    await bench.decide(first.item, 'keep');
  });

  it("puts the policy's notice on what it informs about", async () => {
    const { items } = await bench.funnel.preview({ for: who, config: everything });
    await bench.decide(items[2]!.item, 'inform');
    await bench.store.policies.change('hate', { notice: 'Handle with care.' }, 'test');
    const after = await bench.funnel.preview({ for: who, config: everything });
    const informed = after.items.find(({ item }) => item === items[2]!.item)!;
    expect(informed).toMatchObject({ effect: 'inform', place: 3, badges: expect.arrayContaining(['notice']) });
    expect(informed.notices).toEqual(['Handle with care.']);
    await bench.decide(items[2]!.item, 'keep');
  });
});
