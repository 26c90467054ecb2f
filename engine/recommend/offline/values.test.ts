import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csrFromTriples } from '../../numeric/csr.ts';
import { metricsOf, worthOf } from './values.ts';

const [users, items, k] = [4, 9, 3];

const matrix = (sets: readonly (readonly number[])[], columns: number) =>
  csrFromTriples(
    sets.length,
    columns,
    sets.flatMap((set, row) => set.map(() => row)),
    sets.flat(),
    sets.flat().map(() => 1),
  );

const setsOf = (count: number, most: number, columns: number, least = 0) =>
  fc.array(
    fc.uniqueArray(fc.nat(columns - 1), { minLength: least, maxLength: most }).map((set) => set.sort((a, b) => a - b)),
    { minLength: count, maxLength: count },
  );

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('figures of lists agree with their definitions written out', () => {
  const given = fc.record({
    lists: fc.array(fc.uniqueArray(fc.nat(items - 1), { minLength: 2, maxLength: k }), {
      minLength: users,
      maxLength: users,
    }),
    relevant: setsOf(users, 4, items, 1),
    had: setsOf(users, 5, items, 1),
    tags: setsOf(items, 3, 5),
    prices: fc.array(fc.nat(9), { minLength: items, maxLength: items }),
    publisher: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: items, maxLength: items }),
  });
  fc.assert(
    fc.property(given, ({ lists, relevant, had, tags, prices, publisher }) => {
      const flat = lists.flatMap((list) => [...list, ...Array<number>(k - list.length).fill(-1)]);
      const { perUser, overall } = worthOf(
        { k, items: Int32Array.from(flat), scores: new Float32Array(flat.length) },
        {
          users: Int32Array.from({ length: users }, (_, user) => user),
          relevant: matrix(relevant, items),
          had: matrix(had, items),
          sets: matrix(tags, 5),
          prices: Float32Array.from(prices),
          publisher: Int32Array.from(publisher),
        },
      );
      const popularity = Array.from({ length: items }, (_, item) => had.filter((set) => set.includes(item)).length);
      lists.forEach((list, user) => {
        const hits = list.filter((item) => relevant[user]!.includes(item));
        expect(perUser.recall![user]).toBeCloseTo(hits.length / relevant[user]!.length, 9);
        expect(perUser.precision![user]).toBeCloseTo(hits.length / k, 9);
        expect(perUser.revenue![user]).toBeCloseTo(
          hits.reduce((sum, item) => sum + prices[item]!, 0),
          5,
        );
        expect(perUser.popularity![user]).toBeCloseTo(mean(list.map((item) => popularity[item]!)), 9);
        const pairs = list.flatMap((a, n) => list.slice(n + 1).map((b) => [tags[a]!, tags[b]!] as const));
        const likeness = pairs.map(([a, b]) => {
          const either = new Set([...a, ...b]).size;
          return either === 0 ? 0 : a.filter((tag) => b.includes(tag)).length / either;
        });
        expect(perUser.diversity![user]).toBeCloseTo(1 - mean(likeness), 9);
      });
      expect(overall.coverage).toBeCloseTo(new Set(lists.flat()).size / items, 9);
      const shown = lists.flat().map((item) => publisher[item]!);
      const most = Math.max(...publisher);
      const counts = Array.from({ length: most + 1 }, (_, one) => shown.filter((of) => of === one).length);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b))).reduce((sum, d) => sum + d, 0);
      // Where nothing of a known publisher is shown there is no share to be uneven.
      if (total === 0) expect(overall['publisher-gini']).toBeNaN();
      else expect(overall['publisher-gini']).toBeCloseTo(differences / (2 * counts.length * total), 9);
    }),
  );
});

test('a metric that nobody has a value of is left out, and figures of all lists have no interval', () => {
  const perUser = { ndcg: Float64Array.of(0.5, 0.7), diversity: Float64Array.of(Number.NaN, Number.NaN) };
  const metrics = metricsOf({ perUser, overall: { coverage: 0.25 } }, { users: 2, seed: 1 });
  expect(Object.keys(metrics)).toEqual(['ndcg', 'coverage']);
  expect(metrics.ndcg!.mean).toBeCloseTo(0.6, 12);
  expect(metrics.coverage).toEqual({ mean: 0.25, low: null, high: null, n: 2 });
});
