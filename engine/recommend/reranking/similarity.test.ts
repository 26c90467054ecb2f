import { describe, expect, it } from 'vitest';
import type { CandidateList } from './candidates.ts';
import { madeUpList } from './fixtures.ts';
import { similaritiesOf, similarityMatrix } from './similarity.ts';

function rows(list: CandidateList): number[][] {
  const similarities = similaritiesOf(list);
  return Array.from(list.items, (_, candidate) => {
    const row = new Float64Array(list.items.length);
    similarities.row(candidate, row);
    return [...row];
  });
}

describe('likeness', () => {
  const bare = { items: Int32Array.of(1, 2, 3), scores: new Float32Array(3) };

  it.each([1, 3, 4, 5, 7, 8, 9])('is the cosine, for %i candidates of as many dimensions', (n) => {
    const list = madeUpList({ n, dimensions: n });
    const { values } = list.vectors!;
    const matrix = similarityMatrix(list);
    rows(list).forEach((row, a) => {
      row.forEach((value, b) => {
        const [x, y] = [a, b].map((c) => values.subarray(c * n, (c + 1) * n)) as [Float32Array, Float32Array];
        const cosine = x.reduce((sum, part, d) => sum + part * y[d]!, 0) / (Math.hypot(...x) * Math.hypot(...y));
        expect(value).toBeCloseTo(cosine, 6);
        expect(matrix[a * n + b]).toBeCloseTo(cosine, 6);
      });
    });
  });

  it('is 0 for what has no vector, but 1 with itself', () => {
    const list = { ...bare, vectors: { dimensions: 2, values: Float32Array.of(1, 0, 0, 0, -1, 0) } };
    expect(rows(list)).toEqual([
      [1, 0, -1],
      [0, 1, 0],
      [-1, 0, 1],
    ]);
    expect([...similarityMatrix(list, 0)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('is a given function, or the topics shared, or nothing', () => {
    expect(rows({ ...bare, similarity: (a, b) => 1 / (1 + a + b) })[0]).toEqual([1, 1 / 2, 1 / 3]);
    const topics = { indptr: Int32Array.of(0, 2, 3, 3), members: Int32Array.of(0, 1, 1) };
    expect(rows({ ...bare, topics })[0]).toEqual([1, 0.5, 0]);
    expect(rows(bare)[0]).toEqual([1, 0, 0]);
  });
});
