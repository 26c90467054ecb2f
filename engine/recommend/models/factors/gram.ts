import { evenParts, type KernelCrew } from '../../../numeric/kernels/crew.ts';
import type { FactorMatrix } from './training.ts';

/** Parts that a Gram matrix is summed from: so many whatever the number of threads, so that sums do not depend on it. */
const gramParts = 16;

/** A Gram matrix in the kernels' memory. */
export interface GramMatrix {
  /** size x size, row-major. */
  readonly values: Float32Array;
  /** Makes it that of `matrix`: the sum of y y' over all rows y. */
  update(matrix: FactorMatrix): Promise<void>;
}

/** Room for the Gram matrices of factors with up to `mostRows` rows of `size` columns. */
export function gramMatrix(crew: KernelCrew, mostRows: number, size: number): GramMatrix {
  const values = crew.floats(size * size);
  const sums = crew.floats(Math.min(gramParts, Math.max(1, mostRows)) * size * size);
  return {
    values,
    async update(matrix) {
      const parts = evenParts(matrix.rows, Math.ceil(matrix.rows / gramParts));
      await crew.runAll(
        'gramOf',
        parts.map(([from, to], n) => [from, to, matrix.values, size, sums.subarray(n * size * size)]),
      );
      await crew.run('sumOf', [values, sums, parts.length, size * size * 4]);
    },
  };
}

/** The trace of a' b for two symmetric matrices: the sum of squares of all products of their rows' vectors. */
export function traceOfProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
