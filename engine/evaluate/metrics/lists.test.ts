import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csrFromTriples } from '../../numeric/csr.ts';
import { listValues } from './lists.ts';

const relevantTo = (items: readonly number[], columns: number) =>
  csrFromTriples(
    1,
    columns,
    items.map(() => 0),
    items,
    items.map(() => 1),
  );

const valuesOf = (list: readonly number[], relevant: readonly number[], columns = 10) => {
  const lists = { k: list.length, items: Int32Array.from(list), scores: new Float32Array(list.length) };
  const values = listValues(lists, Int32Array.of(0), relevantTo(relevant, columns));
  return Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value!]));
};

test('a worked example: hits at ranks 2 and 4 of 5, three relevant', () => {
  const values = valuesOf([9, 1, 8, 2, 7], [1, 2, 3]);
  expect(values.precision).toBeCloseTo(2 / 5, 12);
  expect(values.recall).toBeCloseTo(2 / 3, 12);
  expect(values.f1).toBeCloseTo(0.5, 12);
  expect(values.hit).toBe(1);
  expect(values.map).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
  expect(values.mrr).toBeCloseTo(1 / 2, 12);
  // Discounts 1/log2(3) and 1/log2(5) against the best list: 1 + 1/log2(3) + 1/2.
  expect(values.ndcg).toBeCloseTo((0.6309297536 + 0.4306765581) / (1 + 0.6309297536 + 0.5), 9);
});

test('a list that is shorter than k: the places left over are misses, and the ideal counts relevant items', () => {
  const values = valuesOf([4, -1, -1], [4, 5, 6, 7]);
  expect(values).toMatchObject({ precision: 1 / 3, recall: 1 / 4, map: 1 / 3, mrr: 1 });
  expect(values.ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3) + 0.5), 12);
});

/** The definitions of docs/evaluation.md, word for word, over sets and arrays. */
function twin(list: readonly number[], relevant: readonly number[]) {
  const k = list.length;
  const hits = list.map((item) => relevant.includes(item));
  const upTo = (rank: number) => hits.slice(0, rank).filter(Boolean).length;
  const [precision, recall] = [upTo(k) / k, upTo(k) / relevant.length];
  const ranks = list.map((_, i) => i + 1);
  const best = Math.min(relevant.length, k);
  const gain = (rank: number) => 1 / Math.log2(rank + 1);
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const hitRanks = ranks.filter((rank) => hits[rank - 1]);
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    hit: hitRanks.length > 0 ? 1 : 0,
    map: sum(hitRanks.map((rank) => upTo(rank) / rank)) / best,
    mrr: hitRanks.length > 0 ? 1 / hitRanks[0]! : 0,
    ndcg: sum(hitRanks.map(gain)) / sum(ranks.slice(0, best).map(gain)),
  };
}

test('agrees with the definitions written out', () => {
  const items = fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(items, items, (list, relevant) => {
      const values = valuesOf(list, relevant, 30);
      for (const [name, value] of Object.entries(twin(list, relevant))) expect(values[name]).toBeCloseTo(value, 12);
    }),
  );
});
