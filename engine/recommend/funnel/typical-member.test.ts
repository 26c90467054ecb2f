import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Activity } from '../candidates/activity.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';
import { characteristic } from './typical-member.ts';

describe('what is characteristic of a group', () => {
  it('is what a count by hand says, for any histories', async () => {
    const histories = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(histories, async (all) => {
        const indptr = Int32Array.from({ length: all.length + 1 }, (_, u) => all.slice(0, u).flat().length);
        const activity = { users: all.length, items: 6, indptr, item: Int32Array.from(all.flat()) } as Activity;
        const found = await characteristic(activity, (user) => user % 2 === 0);
        const active = all.filter((items) => items.length > 0);
        const members = all.filter((items, user) => items.length > 0 && user % 2 === 0);
        const shareOf = (some: number[][], item: number) =>
          some.filter((items) => items.includes(item)).length / some.length;
        const value = (item: number) => {
          const share = shareOf(members, item);
          return share * Math.log(share / shareOf(active, item));
        };
        const expected = [0, 1, 2, 3, 4, 5].filter(
          (item) =>
            members.filter((items) => items.includes(item)).length >= 3 &&
            shareOf(members, item) > shareOf(active, item),
        );
        expect([...found].sort()).toEqual(expected);
        for (const [at, item] of found.entries()) {
          if (at > 0) expect(value(item)).toBeGreaterThanOrEqual(value(found[at - 1]!) - 1e-6);
        }
      }),
    );
  });
});

describe('the feed of a typical member', () => {
  let bench: Awaited<ReturnType<typeof funnelBench>>;
  beforeAll(async () => {
    bench = await funnelBench();
  });
  afterAll(() => bench.close());
  const config = configWith({ k: 10 });
  const of = (country: string) => ({ group: { attributes: { country } } });

  it('goes by what the group had more than others, which is not shown again', async () => {
    // Users of the first kind are those from NL, and like items of their own kind.
    const feed = await bench.funnel.preview({ for: of('NL'), config });
    expect(feed.for).toEqual(of('NL'));
    expect(feed.fallbacks.join(' ')).not.toMatch(/Nobody/);
    const seen = feed.dropped.filter(({ reason }) => reason === 'seen').map(({ item }) => Number(item.slice(1)) % 3);
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen)).toEqual(new Set([0]));
    const other = await bench.funnel.preview({ for: of('BE'), config });
    expect(idsOf(other)).not.toEqual(idsOf(feed));
  });

  it('is that of a newcomer where nobody is like that', async () => {
    const feed = await bench.funnel.preview({ for: of('FR'), config });
    expect(feed.items.length).toBe(10);
    expect(feed.fallbacks.join(' ')).toMatch(/Nobody with these attributes/);
  });
});
