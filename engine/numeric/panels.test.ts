import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csrFromTriples } from './csr.ts';
import { PanelMatrix, panelLength, panelPlace } from './panels.ts';
import { seededRandom } from './random.ts';

/** A sparse matrix of `rows` x `depth`, and a dense one of `depth` x `columns`, with their product in double precision. */
function drawn(rows: number, depth: number, columns: number, seed: number) {
  const random = seededRandom(seed);
  const draw = (n: number, below: number) => Int32Array.from({ length: n }, () => random.below(below));
  const size = rows * 3;
  const values = Float32Array.from({ length: size }, () => 1 + random.below(5));
  const sparse = csrFromTriples(rows, depth, draw(size, rows), draw(size, depth), values);
  const matrix = new PanelMatrix(depth, columns);
  for (let i = 0; i < depth; i++) {
    for (let j = 0; j < columns; j++) matrix.values[panelPlace(depth, i, j)] = random.below(17) - 8;
  }
  const product = (row: number, column: number) => {
    let sum = 0;
    for (let at = sparse.indptr[row]!; at < sparse.indptr[row + 1]!; at++) {
      sum += sparse.values[at]! * matrix.values[panelPlace(depth, sparse.indices[at]!, column)]!;
    }
    return sum;
  };
  return { sparse, matrix, product };
}

describe('PanelMatrix', () => {
  it('gives what is written out, for any sizes and any rows', async () => {
    const size = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.nat(), async (rows, depth, columns, seed) => {
        const { sparse, matrix, product } = drawn(rows, depth, columns, seed);
        const which = Int32Array.from({ length: rows + 1 }, (_, n) => (n * 7) % rows);
        const found = await matrix.products(which, sparse);
        const expected = Array.from(which, (row) => Array.from({ length: columns }, (_, c) => product(row, c))).flat();
        expect([...found]).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps calls apart that are made at the same time, of more rows than one go takes', async () => {
    const { sparse, matrix, product } = drawn(500, 40, 33, 3);
    const forth = Int32Array.from({ length: 500 }, (_, n) => n);
    const [a, b] = await Promise.all([forth, forth.toReversed()].map((which) => matrix.products(which, sparse)));
    for (const row of [0, 127, 128, 499]) {
      expect(a![row * 33 + 32]).toBe(product(row, 32));
      expect(b![(499 - row) * 33]).toBe(product(row, 0));
    }
  });

  it('takes entries that are in panels already', async () => {
    const { sparse, matrix } = drawn(5, 6, 40, 4);
    const which = Int32Array.of(3, 1);
    expect(matrix.values).toHaveLength(panelLength(6, 40));
    const copy = await PanelMatrix.of(6, 40, matrix.values.slice());
    expect(await copy.products(which, sparse)).toEqual(await matrix.products(which, sparse));
  });
});
