import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';
import { plantedData } from './fixture.ts';

test('blocks hold every entry once, and those of a stratum share neither users nor items', () => {
  const { byUser } = plantedData({ users: 60, items: 50 });
  const rowOf = Array.from(byUser.indices, (_, k) =>
    byUser.indptr.findIndex((start, row) => start <= k && k < byUser.indptr[row + 1]!),
  );
  const order = new Int32Array(byUser.indices.length);
  const strata = blocksOf(byUser, order);
  expect([...order].sort((a, b) => a - b)).toEqual([...byUser.indices.keys()]);
  expect(strata).toHaveLength(2);
  for (const stratum of strata) {
    const parts = stratum.map(([from, to]) => order.subarray(from, to));
    for (const part of parts) expect(part.length).toBeGreaterThan(byUser.indices.length / 8);
    for (const key of [(k: number) => rowOf[k]!, (k: number) => byUser.indices[k]!]) {
      const [first, second] = parts.map((part) => new Set(Array.from(part, key)));
      const shared = [...first!].filter((row) => second!.has(row));
      expect(shared).toEqual([]);
    }
  }
});

test('data without entries make blocks without entries', () => {
  const empty = {
    rows: 3,
    columns: 2,
    indptr: new Int32Array(4),
    indices: new Int32Array(0),
    values: new Float32Array(0),
  };
  expect(
    blocksOf(empty, new Int32Array(0))
      .flat()
      .every(([from, to]) => from === to),
  ).toBe(true);
});
