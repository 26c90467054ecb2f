import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import { accelerationOf } from './bootstrap-interval.ts';
import { describe } from './groups.ts';
import { welchAnova } from './mean-tests.ts';
import { resampleGroups } from './resample.ts';
import { described, mussels } from './test-kit.ts';

const a = mussels[0]!.values;
const all = Float64Array.from(mussels.flatMap(({ values }) => [...values]));
const group = Int32Array.from(mussels.flatMap(({ values }, g) => Array.from(values, () => g)));

suite('bootstrap', () => {
  test("the intervals of a mean are scipy's, to what the draws leave open", async () => {
    const [found] = await resampleGroups([{ top: a }], new Int32Array(10), 1, { seed: 1, draws: 99_999, threads: 1 });
    const { percentile, basic, bca, value, error } = found!.groups[0]!;
    expect(value).toBeCloseTo(0.0802, 12);
    const near = (range: { low: number; high: number }, low: number, high: number) => {
      expect(Math.abs(range.low - low)).toBeLessThan(2e-4);
      expect(Math.abs(range.high - high)).toBeLessThan(2e-4);
    };
    near(percentile, 0.0729, 0.0869);
    near(basic, 0.0735, 0.0875);
    near(bca, 0.0721, 0.0864);
    const { variance } = describe(a);
    expect(error / Math.sqrt((variance * 9) / 100)).toBeCloseTo(1, 1);
    expect(
      accelerationOf(
        a,
        a.map(() => 1),
      ),
    ).toBeCloseTo(-0.029772756756494, 12);
  });

  test('a group that does not vary has no interval around its value, one that is empty no value', async () => {
    const top = Float64Array.of(1, 1, 1, 2, 3, Number.NaN);
    const [found] = await resampleGroups([{ top }], Int32Array.of(0, 0, 0, 1, 1, 2), 3, { seed: 1, draws: 50 });
    const [still, moving, empty] = found!.groups;
    expect(still!.percentile).toEqual({ low: 1, high: 1 });
    expect(still!.error).toBe(0);
    expect(moving!.value).toBe(2.5);
    expect(empty!.value).toBeNaN();
    expect(found!.gap.observed).toBe(1.5);
  });

  test('units are drawn, not rows: a rate over rows is as wide as its users differ', async () => {
    // Each user has 100 rows that are all alike: 40 users say no more than 40 rows.
    const random = seededRandom(5);
    const user = Float64Array.from({ length: 40 }, () => random.below(2));
    const clustered = { top: user.map((value) => 100 * value), bottom: user.map(() => 100) };
    const [rows, users] = await resampleGroups([clustered, { top: user }], new Int32Array(40), 1, { seed: 1 });
    expect(rows!.groups[0]!.value).toBeCloseTo(users!.groups[0]!.value, 12);
    expect(rows!.groups[0]!.error).toBeCloseTo(users!.groups[0]!.error, 12);
  });
});

suite('permutation', () => {
  test('p-values are near the exact ones, and statistics those of the tests', async () => {
    const places = group.map((g) => [0, -1, 1, -1, -1][g]!);
    const [two] = await resampleGroups([{ top: all }], places, 2, { seed: 2, draws: 20_000 });
    // All 19,448 ways: 39 have means as far apart, on either side.
    expect(Math.abs(two!.gap.p - 39 / 19_448)).toBeLessThan(3.5 * Math.sqrt(0.002 / 20_000));
    const [five] = await resampleGroups([{ top: all }], group, 5, { seed: 2, draws: 2000 });
    expect(five!.welch.observed).toBeCloseTo(welchAnova(described).statistic, 9);
    // Null mean of an F with many degrees below is near 1.
    expect(five!.welch.expected).toBeGreaterThan(0.9);
    expect(five!.gap.observed).toBeCloseTo(described[2]!.mean - described[1]!.mean, 12);
  });

  test('the gap that equality shows grows with the groups, and the tail holds what draws exceed', async () => {
    // Shares of a half, equal groups: 0.085 for 3 of 100, 0.135 for 7 of 100, 0.308 for 14 of 30.
    for (const [groups, n, expected] of [
      [3, 100, 0.085],
      [7, 100, 0.135],
      [14, 30, 0.308],
    ] as const) {
      const top = Float64Array.from({ length: groups * n }, (_, i) => i % 2);
      const of = Int32Array.from(top, (_, i) => i % groups);
      const [found] = await resampleGroups([{ top }], of, groups, { seed: 1, draws: 1000 });
      expect(Math.abs(found!.gap.expected - expected)).toBeLessThan(0.006);
      const { tail, high } = found!.welch;
      expect(tail.map(({ chance }) => chance)).toEqual([0.05, 0.02, 0.01]);
      expect(tail[0]!.value).toBeCloseTo(high, 12);
      expect(tail.map(({ value }) => value)).toEqual(tail.map(({ value }) => value).toSorted((a, b) => a - b));
    }
  });

  test('every p is at least 1 / (draws + 1), and all equal values are as extreme as can be', async () => {
    const top = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 9, 9.1, 9, 9.2, 9, 9.1, 9, 9);
    const halves = Int32Array.from(top, (_, i) => (i < 8 ? 0 : 1));
    const [found, flat] = await resampleGroups([{ top }, { top: new Float64Array(16) }], halves, 2, {
      seed: 1,
      draws: 999,
    });
    expect(found!.gap.p).toBeLessThanOrEqual(3 / 1000);
    expect(found!.gap.p).toBeGreaterThanOrEqual(1 / 1000);
    expect(flat!.gap.p).toBe(1);
  });

  test('a mean over values with gaps is that of the units that have one', async () => {
    const random = seededRandom(3);
    const top = Float64Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? Number.NaN : random.normal()));
    const of = Int32Array.from(top, (_, i) => i % 3);
    const present = top.map((value) => (Number.isNaN(value) ? 0 : 1));
    const zeroed = top.map((value) => (Number.isNaN(value) ? 0 : value));
    const ratio = { top: zeroed, bottom: present };
    const [missing, asRatio] = await resampleGroups([{ top }, ratio], of, 3, { seed: 4, draws: 300 });
    expect(missing!.welch.observed).toBeCloseTo(asRatio!.welch.observed, 9);
    expect(missing!.welch.p).toBeCloseTo(asRatio!.welch.p, 12);
    expect(missing!.groups[1]!.percentile.low).toBeCloseTo(asRatio!.groups[1]!.percentile.low, 9);
  });
});

test('the same seed gives the same whatever the threads, and columns do not disturb each other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 20 }), async (seed, extra) => {
      const columns = Array.from({ length: extra }, (_, n) => ({ top: all.map((value) => value * (n + 1)) }));
      const options = { seed, draws: 40 };
      const [one] = await resampleGroups([{ top: all }], group, 5, { ...options, threads: 1 });
      const many = await resampleGroups(columns, group, 5, { ...options, threads: 2 });
      expect(many[0]).toEqual(one);
    }),
    { numRuns: 10 },
  );
});

test('stops where it is called off', async () => {
  const signal = AbortSignal.abort();
  const work = resampleGroups([{ top: all }], group, 5, { seed: 1, draws: 10, signal });
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
});
