import { expect, describe as suite, test } from 'vitest';
import { exposure } from '../evaluate/metrics/beyond.ts';
import { listValues } from '../evaluate/metrics/lists.ts';
import { averagePopularity } from '../evaluate/metrics/popularity.ts';
import { rateErrors } from '../evaluate/rating.ts';
import { csrFromTriples } from '../numeric/csr.ts';
import { giniFigures } from './exposure/concentration.ts';
import { meanOf } from './exposure/weights.ts';
import { compareGroups } from './stats/ladder.ts';
import { chiSquare } from './stats/rates.ts';
import { groupsFrom } from './stats/test-kit.ts';

// Published figures that several parts have to agree on; docs/statistics.md lists where each of the others is tested.

suite("holisticai's ten users and four items", () => {
  const scores = [
    [0.9, 0.8, 0.4, 0.2],
    [0.7, 0.9, 0.1, 0.7],
    [0.3, 0.2, 0.3, 0.3],
    [0.2, 0.1, 0.7, 0.8],
    [0.8, 0.7, 0.9, 0.1],
    [1, 0.9, 0.3, 0.6],
    [0.8, 0.9, 0.1, 0.1],
    [0.2, 0.3, 0.1, 0.5],
    [0.1, 0.2, 0.7, 0.7],
    [0.2, 0.7, 0.1, 0.2],
  ];
  const truth = [
    [0.7, 0.8, 0.4, 0.2],
    [0.9, 0.9, 0.1, 0.2],
    [0.3, 0.8, 0.2, 0.6],
    [0.2, 0.1, 0.7, 0.8],
    [0.6, 0.7, 0.9, 0.1],
    [1, 0.9, 0.3, 0.6],
    [0.8, 0.1, 0.1, 0.1],
    [0.2, 0.3, 0.1, 0.5],
    [0.1, 0.2, 0.7, 0.7],
    [0.2, 0.1, 0.1, 0.8],
  ];
  /** The first four users are group a. */
  const ratio = (values: readonly number[]) => mean(values.slice(0, 4)) / mean(values.slice(4));

  test('popularity and concentration of what scores 0.5 and more', () => {
    const items = scores.flatMap((row) => row.map((score, item) => (score >= 0.5 ? item : -1)).sort((a, b) => b - a));
    const lists = { k: 4, items: Int32Array.from(items), scores: new Float32Array(40) };
    const counts = exposure(lists, 4);
    expect([...counts]).toEqual([5, 6, 3, 5]);
    expect(meanOf(averagePopularity(lists, counts))).toBeCloseTo(5.037037037037036, 12);
    expect(giniFigures(counts).catalogueUnbiased).toBeCloseTo(3 / 19, 12);
  });

  test('the mean absolute deviation is the gap of the means of users', () => {
    const means = scores.map(mean);
    const { gap } = compareGroups(groupsFrom(means.slice(0, 4), means.slice(4)), { hideBelow: 2 });
    expect(gap).toBeCloseTo(0.00833333333333336, 12);
  });

  test('ratios of errors: by users as published, over all pairs on the other side of 1', async () => {
    const rows = truth.flatMap((row, user) => row.map(() => user));
    const columns = truth.flatMap((row) => row.map((_, item) => item));
    const matrix = csrFromTriples(10, 4, rows, columns, truth.flat());
    const { squaredErrors, absoluteErrors, counts } = await rateErrors(
      async (users, items) => Float32Array.from(users, (user, p) => scores[user]![items[p]!]!),
      matrix,
      matrix,
    );
    const ofUsers = Array.from(squaredErrors, (sum, user) => Math.sqrt(sum / counts[user]!));
    // Scores and ratings are held in single precision.
    expect(ratio(ofUsers)).toBeCloseTo(1.149630441384884, 6);
    expect(ratio(Array.from(absoluteErrors, (sum, user) => sum / counts[user]!))).toBeCloseTo(1.2954545454545452, 6);
    expect(Math.sqrt(ratio(Array.from(squaredErrors)))).toBeCloseTo(0.9200155278192708, 6);
  });
});

suite('COMPAS, as counted by aequitas', () => {
  // False positives and true negatives of six groups; the last two are small.
  const negatives = [
    [805, 990],
    [349, 1139],
    [87, 318],
    [36, 208],
    [2, 21],
    [3, 5],
  ].map(([ones, others]) => ({ ones: ones!, n: ones! + others! }));
  /** Wrong decisions of the four largest. */
  const errors = [
    { ones: 805 + 532, n: 3696 },
    { ones: 349 + 461, n: 2454 },
    { ones: 87 + 129, n: 637 },
    { ones: 36 + 90, n: 377 },
  ];
  const valuesOf = ({ ones, n }: { ones: number; n: number }) =>
    Array.from({ length: n }, (_, i) => (i < ones ? 1 : 0));

  test('false positive rates of six groups', () => {
    expect(negatives.map(({ ones, n }) => (ones / n).toFixed(6))).toEqual([
      '0.448468',
      '0.234543',
      '0.214815',
      '0.147541',
      '0.086957',
      '0.375000',
    ]);
    const { statistic, df, p } = chiSquare(negatives);
    expect([statistic, df]).toEqual([expect.closeTo(244.25670952605242, 9), [5]]);
    expect(p / 9.380825794189672e-51).toBeCloseTo(1, 8);
    const two = chiSquare(negatives.slice(0, 2));
    expect(two.p / 2.1134897389137403e-37).toBeCloseTo(1, 8);
  });

  test('a group of eight is hidden and not tested', () => {
    const { groups, flags } = compareGroups(groupsFrom(...negatives.map(valuesOf)));
    expect(groups.map(({ isHidden }) => isHidden)).toEqual([false, false, false, false, false, true]);
    expect(flags.join()).toContain('1 groups of fewer than 10');
  });

  test('one test of errors alone would call them equal', () => {
    const { test: made, verdict } = compareGroups(groupsFrom(...errors.map(valuesOf)));
    // The analysis of variance of the same zeros and ones has p 0.0692 too; Kruskal-Wallis' H is 7.0848.
    expect(made!.p).toBeCloseTo(0.0692, 3);
    expect((made!.statistic * 7163) / 7164).toBeCloseTo(7.084796910775853, 9);
    expect(verdict.state).toBe('no-evidence');
    expect(compareGroups(groupsFrom(...negatives.map(valuesOf))).verdict.state).toBe('differs');
  });
});

test('NDCG of four users, and of two groups of them', () => {
  // Items A to F are 0 to 5.
  const lists = { k: 2, items: Int32Array.of(2, 3, 1, 4, 2, 5, 1, 2), scores: new Float32Array(8) };
  const relevant = csrFromTriples(4, 6, [0, 0, 1, 2, 2, 3], [2, 4, 1, 5, 2, 3], new Array(6).fill(1));
  const { ndcg } = listValues(lists, Int32Array.of(0, 1, 2, 3), relevant);
  expect([...ndcg]).toEqual([expect.closeTo(0.6131471928, 9), 1, 1, 0]);
  const { groups } = compareGroups(groupsFrom([...ndcg.slice(0, 2)], [...ndcg.slice(2)]), { hideBelow: 2 });
  expect(groups.map((group) => !group.isHidden && group.mean)).toEqual([expect.closeTo(0.8065735964, 9), 0.5]);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
