import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BloomFilter, bloomShape, falsePositives } from './bloom.ts';
import { CountingBloomFilter } from './counting.ts';
import { hashKey } from './hash.ts';
import { ForbiddenItems, SeenItems } from './seen.ts';

/** Bounds that a binomial count leaves less than once in 10^5 runs. */
function binomialBounds(n: number, p: number): [number, number] {
  const spread = 4.4 * Math.sqrt(n * p * (1 - p));
  return [n * p - spread, n * p + spread];
}

const keys = fc.oneof(fc.integer(), fc.string());

describe('bloomShape', () => {
  it('is the optimum by hand', () => {
    // 1000 keys at 1 %: 9585.06 bits, in whole words 9600; 9600/1000 ln 2 = 6.65 hashes.
    expect(bloomShape(1000, 0.01)).toEqual({ cells: 9600, hashes: 7 });
    expect(bloomShape(0, 0.5).cells).toBe(32);
  });

  it('refuses what makes no filter', () => {
    for (const [expected, rate] of [[10, 0] as const, [10, 1] as const, [-1, 0.1] as const, [1e12, 0.001] as const]) {
      expect(() => bloomShape(expected, rate)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    }
  });
});

describe('BloomFilter', () => {
  it.each([
    [100_000, 0.01],
    [20_000, 0.001],
    [3000, 0.1],
  ])('claims of absent rows, of %i at %d, what was asked for', (n, rate) => {
    const filter = BloomFilter.forSize(n, rate);
    for (let item = 0; item < n; item++) filter.add(item);
    const probes = 300_000;
    const isThere = { has: (key: number | string) => Number(key) < n };
    const absent = Array.from({ length: probes }, (_, i) => n + i);
    const { wrong, claimed } = falsePositives(filter, absent, isThere);
    expect(claimed).toBe(wrong);
    const [low, high] = binomialBounds(probes, rate);
    // The number of hashes is whole, which costs up to some percent of the rate.
    expect(wrong).toBeGreaterThan(0.95 * low);
    expect(wrong).toBeLessThan(1.05 * high);
    expect(filter.rate()).toBeCloseTo(rate, 2);
  });

  it('keeps its rate for text too', () => {
    const filter = BloomFilter.forSize(5000, 0.02);
    for (let i = 0; i < 5000; i++) filter.add(`post-${i}`);
    const absent = Array.from({ length: 100_000 }, (_, i) => `post-${5000 + i}`);
    const { rate } = falsePositives(filter, absent, new Set());
    const [low, high] = binomialBounds(100_000, 0.02);
    expect(rate * 100_000).toBeGreaterThan(0.95 * low);
    expect(rate * 100_000).toBeLessThan(1.05 * high);
  });

  it('denies nothing that was added, before and after it was stored', () => {
    fc.assert(
      fc.property(fc.array(keys), (added) => {
        const filter = BloomFilter.forSize(20, 0.1);
        for (const key of added) filter.add(key);
        const again = BloomFilter.from(filter.words());
        expect(again.added).toBe(filter.added);
        for (const key of added) expect(filter.has(key) && again.has(key)).toBe(true);
      }),
    );
  });

  it('unites two into one that holds both, as if all had been added to it', () => {
    fc.assert(
      fc.property(fc.array(keys), fc.array(keys), (left, right) => {
        const [a, b, both] = [0, 1, 2].map(() => BloomFilter.forSize(50, 0.05)) as [
          BloomFilter,
          BloomFilter,
          BloomFilter,
        ];
        for (const key of left) a.add(key);
        for (const key of right) b.add(key);
        for (const key of [...left, ...right]) both.add(key);
        expect(a.union(b).words().subarray(4)).toEqual(both.words().subarray(4));
      }),
    );
    expect(() => BloomFilter.forSize(5, 0.1).merge(BloomFilter.forSize(500, 0.1))).toThrow(/different shapes/);
  });

  it('refuses words that are not its own', () => {
    const words = BloomFilter.forSize(100, 0.1).words();
    for (const bad of [words.subarray(1), words.subarray(0, 9), new Uint32Array(0)]) {
      expect(() => BloomFilter.from(bad)).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
    }
  });
});

describe('hashKey', () => {
  it('has no two rows with one hash, and two lanes that do not follow each other', () => {
    const [first, second] = [new Set<number>(), new Set<number>()];
    let same = 0;
    for (let row = 0; row < 50_000; row++) {
      const [a, b] = [hashKey(row, 0), hashKey(row, 1)];
      first.add(a);
      second.add(b);
      for (let bit = 0; bit < 32; bit++) same += ((a ^ b) >>> bit) & 1;
    }
    expect([first.size, second.size]).toEqual([50_000, 50_000]);
    expect(same / (32 * 50_000)).toBeCloseTo(0.5, 2);
  });
});

describe('CountingBloomFilter', () => {
  it('holds what was added more often than removed', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (all) => {
        const filter = CountingBloomFilter.forSize(40, 0.05);
        const counts = new Map<number, number>();
        for (const [key, isAdded] of all) {
          const count = counts.get(key) ?? 0;
          if (isAdded) filter.add(key);
          else if (count > 0) expect(filter.remove(key)).toBe(true);
          counts.set(key, Math.max(0, count + (isAdded ? 1 : -1)));
        }
        for (const [key, count] of counts) if (count > 0) expect(filter.has(key)).toBe(true);
      }),
    );
  });

  it('is empty again when all is removed, and never lets go of a counter that was full', () => {
    const filter = CountingBloomFilter.forSize(1000, 0.01);
    for (let item = 0; item < 1000; item++) filter.add(item);
    for (let item = 0; item < 1000; item++) filter.remove(item);
    expect(filter.counters.some((count) => count !== 0)).toBe(false);
    for (let times = 0; times < 20; times++) filter.add(7);
    for (let times = 0; times < 20; times++) filter.remove(7);
    expect(filter.has(7)).toBe(true);
    expect(filter.remove(8)).toBe(false);
  });
});

describe('SeenItems', () => {
  it('grows with what a user reads and keeps the rate', () => {
    const seen = new SeenItems({ first: 16, rate: 0.01 });
    for (let item = 0; item < 5000; item++) seen.add(3, item);
    const items = Int32Array.from({ length: 5000 }, (_, i) => i);
    expect(seen.test(3, items).every((hit) => hit === 1)).toBe(true);
    const others = Int32Array.from({ length: 50_000 }, (_, i) => 5000 + i);
    const wrong = seen.test(3, others).reduce((sum, hit) => sum + hit, 0);
    expect(wrong).toBeLessThan(binomialBounds(50_000, 0.01)[1]);
    expect(seen.has(4, 1)).toBe(false);
  });

  it('comes back from its words, and forgets a user as a whole', () => {
    const seen = new SeenItems({ first: 4 });
    for (let n = 0; n < 100; n++) seen.add(n % 5, n);
    const again = SeenItems.from(seen.words(), { first: 4 });
    expect(again.words()).toEqual(seen.words());
    for (let n = 0; n < 100; n++) expect(again.has(n % 5, n)).toBe(true);
    expect(again.forget(2)).toBe(true);
    expect([again.users, again.forget(2), again.has(2, 2)]).toEqual([4, false, false]);
    expect(() => SeenItems.from(seen.words().subarray(0, 9))).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
  });
});

describe('ForbiddenItems', () => {
  it('asks the exact list only where the filter claims, and counts its mistakes', () => {
    const exact = new Set([1, 2, 3]);
    const forbidden = new ForbiddenItems(3, 0.3, (item) => exact.has(item));
    for (const item of exact) forbidden.add(item);
    const held = Array.from({ length: 1000 }, (_, item) => item).filter((item) => forbidden.has(item));
    expect(held).toEqual([1, 2, 3]);
    const { asked, claimed, wrong } = forbidden.counts;
    expect([asked, claimed - wrong]).toEqual([1000, 3]);
    expect(wrong).toBeGreaterThan(0);
    exact.delete(2);
    forbidden.remove(2);
    expect(forbidden.has(2)).toBe(false);
  });

  it('has the last word without an exact list', () => {
    const forbidden = new ForbiddenItems(10, 0.01);
    forbidden.add(5);
    expect(forbidden.has(5)).toBe(true);
  });
});
