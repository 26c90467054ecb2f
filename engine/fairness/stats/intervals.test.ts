import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import { normalTail, studentQuantile } from '../../numeric/distributions.ts';
import { seededRandom } from '../../numeric/random.ts';
import { cliffDelta, cliffDeltas } from './dominance.ts';
import { chiSquareInterval, epsilonSquared } from './effects.ts';
import type { Estimate, Group } from './groups.ts';
import { kruskalWallis, rank } from './rank-tests.ts';
import { cramersV } from './rates.ts';
import { groupsFrom } from './test-kit.ts';

const random = seededRandom(11);
const normal = (n: number, mean: number) => Array.from({ length: n }, () => mean + random.normal());

/** How often intervals of 95 % hold the truth, and how often it lies below and above them. */
function coverage(truth: number, times: number, draw: () => Estimate) {
  let [below, above] = [0, 0];
  for (let time = 0; time < times; time++) {
    const { low, high } = draw();
    if (truth < low) below++;
    if (truth > high) above++;
  }
  return { below: below / times, above: above / times };
}

/** Cliff's interval from the signs of all differences, as Feng and Cliff 2004 write it. */
function byMatrix(a: readonly number[], b: readonly number[]): Estimate {
  const [n, m] = [a.length, b.length];
  const signs = a.map((v) => b.map((w) => Math.sign(v - w)));
  const d = sumOf(signs.flat()) / (n * m);
  const squares = (of: readonly number[]) => sumOf(of.map((value) => (value - d) ** 2));
  const rows = squares(signs.map((row) => sumOf(row) / m));
  const columns = squares(b.map((_, j) => sumOf(signs.map((row) => row[j]!)) / n));
  const unbiased = (m * m * rows + n * n * columns - squares(signs.flat())) / (n * m * (n - 1) * (m - 1));
  const variance = Math.max(unbiased, (1 - d * d) / (n * m - 1));
  const t = studentQuantile(0.975, n + m - 2);
  const half = t * Math.sqrt(variance) * Math.sqrt((1 - d * d) ** 2 + t * t * variance);
  const below = 1 - d * d + t * t * variance;
  return { value: d, low: (d - d ** 3 - half) / below, high: (d - d ** 3 + half) / below };
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function expectNear(found: Estimate, { value, low, high }: Estimate) {
  expect(found.value).toBeCloseTo(value, 12);
  expect(found.low).toBeCloseTo(low, 10);
  expect(found.high).toBeCloseTo(high, 10);
}

suite("Cliff's delta", () => {
  // The example of R's effsize 0.8.1, with its defaults.
  const [x, y] = groupsFrom([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]) as [Group, Group];

  test('the interval is that of effsize', () => {
    const { value, low, high } = cliffDelta(x, y);
    expect(value).toBe(-0.25);
    expect(low).toBeCloseTo(-0.7265846, 7);
    expect(high).toBeCloseTo(0.3890062, 7);
    const back = cliffDelta(y, x);
    expect([back.value, back.low, back.high]).toEqual([0.25, expect.closeTo(-high, 12), expect.closeTo(-low, 12)]);
  });

  test('of many pairs at once it is that of each, and that of the matrix of all comparisons', () => {
    const values = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 2, maxLength: 4 }), (lists) => {
        const all = cliffDeltas(groupsFrom(...lists));
        const pairs = lists.flatMap((a, g) => lists.slice(g + 1).map((b) => [a, b] as const));
        for (const [n, [a, b]] of pairs.entries()) {
          expect(all[n]).toEqual(cliffDelta(...(groupsFrom(a, b) as [Group, Group])));
          if (Math.abs(all[n]!.value) < 1) expectNear(all[n]!, byMatrix(a, b));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('where one group lies wholly above the other the interval ends at it', () => {
    const [low, high] = groupsFrom([1, 2, 3, 4], [5, 6, 7, 8, 9]) as [Group, Group];
    const t2 = 2.364624251 ** 2;
    const near = (4 - t2) / (4 + t2);
    expect(cliffDelta(high, low)).toEqual({ value: 1, low: expect.closeTo(near, 8), high: 1 });
    expect(cliffDelta(low, high)).toEqual({ value: -1, low: -1, high: expect.closeTo(-near, 8) });
  });

  test('holds the truth in 95 % and a little more: two normal groups', () => {
    const truth = 1 - 2 * normalTail(0.8 / Math.SQRT2);
    const { below, above } = coverage(truth, 1500, () =>
      cliffDelta(...(groupsFrom(normal(20, 0.8), normal(35, 0)) as [Group, Group])),
    );
    expect(below + above).toBeLessThan(0.065);
    expect(below + above).toBeGreaterThan(0.02);
  });
});

suite('intervals by the noncentral chi-square', () => {
  test("are Smithson's, by the example of R's statpsych and by scipy", () => {
    const { low, high } = chiSquareInterval(19.21, 2);
    expect(low).toBeCloseTo(5.1283759695033, 8);
    expect(high).toBeCloseTo(39.02771360287971, 8);
    expect([Math.sqrt(low / 200).toFixed(4), Math.sqrt(high / 200).toFixed(4)]).toEqual(['0.1601', '0.4417']);
    const large = chiSquareInterval(244.25670952605242, 5);
    expect(large.low).toBeCloseTo(183.09441097847866, 7);
    expect(large.high).toBeCloseTo(305.11762580554307, 7);
  });

  test('an estimate above both ends is the upper one, and none is above 1', () => {
    const even = [
      { ones: 50, n: 100 },
      { ones: 50, n: 100 },
      { ones: 51, n: 100 },
    ];
    const v = cramersV(even);
    expect(v).toMatchObject({ low: 0, high: v.value });
    expect(
      cramersV([
        { ones: 0, n: 9 },
        { ones: 9, n: 9 },
      ]).high,
    ).toBe(1);
    const apart = groupsFrom([1, 2, 3], [4, 5, 6], [7, 8, 9]);
    expect(epsilonSquared(kruskalWallis(rank(apart)), 9).high).toBe(1);
  });

  test("Cramer's V holds the truth in 95 % and a little more: rates of three groups", () => {
    const [sizes, rates] = [
      [60, 90, 150],
      [0.2, 0.3, 0.4],
    ];
    const rate = sizes.reduce((sum, n, g) => sum + (n / 300) * rates[g]!, 0);
    const between = sizes.reduce((sum, n, g) => sum + (n / 300) * (rates[g]! - rate) ** 2, 0);
    const truth = Math.sqrt(between / (rate * (1 - rate)));
    const { below, above } = coverage(truth, 1000, () =>
      cramersV(
        sizes.map((n, g) => ({
          n,
          ones: Array.from({ length: n }, () => +(random.uniform() < rates[g]!)).filter(Boolean).length,
        })),
      ),
    );
    expect(below).toBeLessThan(0.04);
    expect(above).toBeLessThan(0.04);
    expect(below + above).toBeGreaterThan(0.01);
  });

  test('epsilon squared holds the truth in 95 % and a little more: three normal groups', () => {
    const [sizes, means] = [
      [20, 30, 50],
      [0, 0.3, 0.6],
    ];
    // 3 sum p (sum p delta)^2: what H / n becomes in large samples, from the deltas of all pairs.
    const delta = (a: number, b: number) => 1 - 2 * normalTail((a - b) / Math.SQRT2);
    const truth = sizes.reduce((sum, n, g) => {
      const mean = sizes.reduce((rest, m, h) => rest + (m / 100) * delta(means[g]!, means[h]!), 0);
      return sum + 3 * (n / 100) * mean * mean;
    }, 0);
    const { below, above } = coverage(truth, 1000, () =>
      epsilonSquared(kruskalWallis(rank(groupsFrom(...sizes.map((n, g) => normal(n, means[g]!))))), 100),
    );
    expect(below).toBeLessThan(0.04);
    expect(above).toBeLessThan(0.04);
    expect(below + above).toBeGreaterThan(0.01);
  });
});
