import { expect, describe as suite, test } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import type { Group } from './groups.ts';
import { compareGroups } from './ladder.ts';
import { groupsFrom, mussels } from './test-kit.ts';
import { verdictOf } from './verdict.ts';

function normalGroups(...shapes: readonly (readonly [n: number, mean: number, sd: number])[]): Group[] {
  const random = seededRandom(7);
  return groupsFrom(...shapes.map(([n, mean, sd]) => Array.from({ length: n }, () => mean + sd * random.normal())));
}

const ones = (of: number, n: number) => Array.from({ length: n }, (_, i) => (i < of ? 1 : 0));

suite('the branch', () => {
  test.each([
    ['student', normalGroups([40, 0, 1], [50, 0, 1])],
    ['welch', normalGroups([40, 0, 1], [50, 0, 4])],
    ['welch', normalGroups([40, 0, 1], [90, 0, 1])],
    ['welch-anova', normalGroups([40, 0, 1], [40, 0, 1], [40, 0, 1])],
    ['ranks', groupsFrom(ones(0, 20), [...ones(3, 19), 2])],
    ['chi-square', groupsFrom(ones(45, 100), ones(30, 100))],
    ['fisher', groupsFrom(ones(1, 20), ones(3, 20))],
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

suite('verdicts', () => {
  test('a p above the level is no evidence, with what could have been seen; a margin makes it equivalence', () => {
    const groups = normalGroups([400, 0, 1], [400, 0, 1]);
    const plain = compareGroups(groups);
    expect(plain.verdict).toMatchObject({ state: 'no-evidence' });
    // d = 0.198 for 400 against 400.
    expect(plain.detectable).toBeCloseTo(0.2, 1);
    expect(compareGroups(groups, { margin: 0.5 }).verdict.state).toBe('equivalent');
    expect(compareGroups(groups, { margin: 0.01 }).verdict.state).toBe('no-evidence');
  });

  test('within the margin is equivalent even where a difference is sure', () => {
    const evidence = { problem: null, p: 1e-9, alpha: 0.05, gap: 0.01, detectable: 0.001 };
    expect(verdictOf({ ...evidence, equivalence: { margin: 0.05, p: 1e-4 } }).state).toBe('equivalent');
    expect(verdictOf({ ...evidence, equivalence: { margin: 0.01, p: 0.5 } }).state).toBe('differs');
    expect(verdictOf({ ...evidence, equivalence: null }).state).toBe('differs');
  });
});
