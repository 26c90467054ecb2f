import { expect, describe as suite, test } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import type { Group } from './groups.ts';
import { compareGroups, detectableAt } from './ladder.ts';
import { resampleGroups } from './resample.ts';
import { groupsFrom, mussels } from './test-kit.ts';
import { verdictOf } from './verdict.ts';

function normalGroups(...shapes: readonly (readonly [n: number, mean: number, sd: number])[]): Group[] {
  const random = seededRandom(7);
  return groupsFrom(...shapes.map(([n, mean, sd]) => Array.from({ length: n }, () => mean + sd * random.normal())));
}

const ones = (of: number, n: number) => Array.from({ length: n }, (_, i) => (i < of ? 1 : 0));

suite('the branch', () => {
  test.each([
    ['welch', normalGroups([40, 0, 1], [50, 0, 1])],
    ['welch', normalGroups([40, 0, 1], [50, 0, 4])],
    ['welch', normalGroups([40, 0, 1], [90, 0, 1])],
    ['welch-anova', normalGroups([40, 0, 1], [40, 0, 1], [40, 0, 1])],
    ['ranks', groupsFrom(ones(0, 20), [...ones(3, 19), 2])],
    ['chi-square', groupsFrom(ones(45, 100), ones(30, 100))],
    ['fisher', groupsFrom(ones(1, 20), ones(3, 20))],
    ['permuted-chi-square', groupsFrom(ones(1, 20), ones(3, 20), ones(2, 20))],
    ['none', groupsFrom(ones(5, 5), ones(4, 100))],
    ['none', groupsFrom(ones(20, 20), ones(20, 20))],
  ] as const)('is %s', (branch, groups) => {
    const found = compareGroups(groups);
    expect(found.branch).toBe(branch);
    expect(found.why).not.toBe('');
  });
});

test('figures are those of the tests: the mussels of five places', () => {
  const found = compareGroups(mussels, { hideBelow: 5 });
  expect(found.test).toMatchObject({ name: "Welch's ANOVA" });
  expect(found.test!.p).toBeCloseTo(0.005079648192270896, 9);
  expect(found.variances!.p).toBeCloseTo(0.9744415772405348, 9);
  expect(found.effects[0]!.value).toBeCloseTo(0.3856727340407579, 9);
  expect(found.pairs.find(({ a, b }) => a === 'tillamook' && b === 'petersburg')!.adjusted).toBeCloseTo(0.053001, 6);
  expect(found.others.map(({ name }) => name)).toEqual(['ANOVA', 'Alexander-Govern', 'Kruskal-Wallis']);
  expect(found.verdict.state).toBe('differs');
});

test('rates: all that belongs to 45 of 100 against 30 of 100', () => {
  const found = compareGroups(groupsFrom(ones(45, 100), ones(30, 100)));
  expect(found.kind).toBe('rates');
  expect(found.others.map(({ p }) => p.toFixed(8))).toEqual(['0.04087153', '0.04053401', '0.02845974']);
  expect(found.pairs[0]!.difference.low).toBeCloseTo(0.0158521951, 9);
  expect(found.groups[0]).toMatchObject({ n: 100, interval: { value: 0.45 } });
});

test('every size of an effect has its interval, of the whole and of pairs', () => {
  const cases = [
    normalGroups([40, 0, 1], [50, 0.4, 2]),
    normalGroups([40, 0, 1], [30, 0.4, 1], [25, 0.2, 1]),
    groupsFrom(ones(0, 20), [...ones(3, 19), 2]),
    groupsFrom(ones(45, 100), ones(30, 100)),
    groupsFrom(ones(45, 100), ones(30, 100), ones(38, 90)),
    groupsFrom(ones(1, 20), ones(3, 20)),
  ];
  const names = cases.map((groups) => {
    const { effects, pairs } = compareGroups(groups);
    const all = [...effects, ...pairs.flatMap(({ effect, ranks }) => [effect, ...(ranks ? [ranks.cliff] : [])])];
    for (const { value, low, high } of all.filter(({ value }) => Number.isFinite(value))) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high).toBeGreaterThan(low);
    }
    return effects.map(({ name }) => name).join(', ');
  });
  expect(names).toEqual([
    "Hedges' g, Cliff's delta",
    'omega squared, epsilon squared of ranks',
    "Cliff's delta",
    "odds ratio, Cramer's V",
    "Cramer's V",
    "odds ratio, Cramer's V",
  ]);
});

suite('guards', () => {
  test('a hidden group shows its name alone, and is not tested', () => {
    const found = compareGroups(normalGroups([9, 50, 1], [200, 0, 1], [60, 0, 1]));
    expect(found.groups[0]).toEqual({ name: 'g0', isHidden: true });
    expect(found.groups.slice(1).map((group) => !group.isHidden && group.isSmall)).toEqual([false, true]);
    expect(found.gap).toBeLessThan(1);
    expect(found.flags.join()).toContain('hidden');
    expect(JSON.stringify(found)).not.toContain('50.');
  });

  test('one group left says nothing', () => {
    const { verdict } = compareGroups(normalGroups([9, 0, 1], [20, 0, 1]));
    expect(verdict).toEqual({ state: 'not-estimable', why: 'fewer than two groups have 10 units or more' });
  });
});

suite('which p decides', () => {
  const drawn = (groups: readonly Group[], draws: number) => {
    const top = Float64Array.from(groups.flatMap(({ values }) => [...values]));
    const of = Int32Array.from(groups.flatMap(({ values }, g) => Array.from(values, () => g)));
    return resampleGroups([{ top }], of, groups.length, { seed: 3, draws, threads: 1 });
  };

  test('means go by permutation; where no draw is as large, the test says how much smaller p is', async () => {
    const near = normalGroups([20, 0, 1], [15, 0.5, 1]);
    const [draws] = await drawn(near, 500);
    const found = compareGroups(near, { resampled: draws! });
    expect(found.decision).toEqual({ p: draws!.welch.p, by: 'permutation' });
    expect(found.decision!.p).not.toBe(found.test!.p);
    const far = normalGroups([20, 0, 1], [15, 5, 1]);
    const [none] = await drawn(far, 500);
    const sure = compareGroups(far, { resampled: none! });
    expect(sure.decision).toEqual({ p: sure.test!.p, by: 'test' });
    expect(sure.decision!.p).toBeLessThan(1 / 501);
    expect(compareGroups(near).decision).toEqual({ p: found.test!.p, by: 'test' });
  });

  test('a thin table of several groups goes by the exact distribution of chi-square, a full one by its limit', async () => {
    const thin = groupsFrom(ones(0, 12), ones(2, 12), ones(5, 12));
    const [draws] = await drawn(thin, 20_000);
    const found = compareGroups(thin, { resampled: draws! });
    expect(found.decision).toEqual({ p: draws!.between.p, by: 'permutation' });
    // All 36 over 7 ways to place the ones: those whose counts have as large a sum of squares (29 and more).
    const ways = (n: number, k: number): number => (k === 0 ? 1 : (ways(n - 1, k - 1) * n) / k);
    let as = 0;
    for (let x = 0; x <= 7; x++) {
      for (let y = 0; x + y <= 7; y++) {
        const z = 7 - x - y;
        if (x * x + y * y + z * z >= 29) as += ways(12, x) * ways(12, y) * ways(12, z);
      }
    }
    const exact = as / ways(36, 7);
    expect(Math.abs(found.decision!.p - exact)).toBeLessThan(3.5 * Math.sqrt((exact * (1 - exact)) / 20_000));
    const full = groupsFrom(ones(30, 60), ones(20, 60), ones(25, 60));
    const [other] = await drawn(full, 200);
    expect(compareGroups(full, { resampled: other! }).decision!.by).toBe('test');
  });

  test('what permuted labels exceed is what a gap has to exceed: skewed groups of unlike size promise less', async () => {
    const random = seededRandom(2);
    const skewed = (n: number) => Array.from({ length: n }, () => Math.exp(1.2 * random.normal()));
    const groups = groupsFrom(skewed(15), skewed(200));
    const [draws] = await drawn(groups, 2000);
    const [by, plain] = [compareGroups(groups, { resampled: draws! }), compareGroups(groups)];
    expect(by.detectable).toBeGreaterThan(1.1 * plain.detectable);
    expect(detectableAt(by, 0.05)).toBe(by.detectable);
  });

  test('draws that moved values of a hidden group decide nothing', async () => {
    const groups = normalGroups([9, 3, 1], [30, 0, 1], [30, 0, 1]);
    const [draws] = await drawn(groups, 200);
    expect(compareGroups(groups, { resampled: draws! })).toMatchObject({ resampled: null, decision: { by: 'test' } });
  });
});

suite('verdicts', () => {
  test('a p above the level is no evidence, with what could have been seen; a margin makes it equivalence', () => {
    const groups = normalGroups([400, 0, 1], [400, 0, 1]);
    const plain = compareGroups(groups);
    expect(plain.verdict).toMatchObject({ state: 'no-evidence' });
    // d = 0.198 for 400 against 400.
    expect(plain.detectable).toBeCloseTo(0.2, 1);
    expect(detectableAt(plain, 0.05)).toBe(plain.detectable);
    expect(detectableAt(plain, 0.01)).toBeGreaterThan(plain.detectable);
    expect(compareGroups(groups, { margin: 0.5 }).verdict.state).toBe('equivalent');
    expect(compareGroups(groups, { margin: 0.01 }).verdict.state).toBe('no-evidence');
  });

  test('within the margin is equivalent even where a difference is sure', () => {
    const evidence = { problem: null, p: 1e-9, alpha: 0.05, gap: 0.01, detectable: 0.001 };
    const within = verdictOf({ ...evidence, equivalence: { margin: 0.05, p: 1e-4 } });
    expect(within).toMatchObject({ state: 'equivalent', differsWithin: true });
    const alike = verdictOf({ ...evidence, p: 0.3, equivalence: { margin: 0.05, p: 1e-4 } });
    expect(alike).toMatchObject({ state: 'equivalent', differsWithin: false });
    expect(verdictOf({ ...evidence, equivalence: { margin: 0.01, p: 0.5 } }).state).toBe('differs');
    expect(verdictOf({ ...evidence, equivalence: null }).state).toBe('differs');
  });
});
