import { describe, expect, it } from 'vitest';
import { Dense } from './dense.ts';
import { cholesky, invertPositive, symmetricEigen } from './linalg.ts';
import { seededRandom } from './random.ts';

/** A random positive definite matrix: a Gram matrix plus some of the identity. */
function positive(n: number): Float32Array {
  const random = seededRandom(n);
  const x = Float64Array.from({ length: n * n }, () => random.normal());
  return Float32Array.from({ length: n * n }, (_, at) => {
    const [r, c] = [Math.floor(at / n), at % n];
    let sum = r === c ? n / 2 : 0;
    for (let k = 0; k < n; k++) sum += x[r * n + k]! * x[c * n + k]!;
    return sum;
  });
}

describe('Dense', () => {
  it('multiplies matrices as they are and turned round', async () => {
    const dense = new Dense(1);
    const a = Float32Array.of(1, 2, 3, 4, 5, 6);
    const b = Float32Array.of(1, 0, 2, 1, 0, 3);
    expect([...(await dense.product(a, b, 2, 3, 2))]).toEqual([5, 11, 14, 23]);
    const turnedA = Float32Array.of(1, 4, 2, 5, 3, 6);
    expect([...(await dense.product(turnedA, b, 2, 3, 2, { a: true }))]).toEqual([5, 11, 14, 23]);
    const turnedB = Float32Array.of(1, 2, 0, 0, 1, 3);
    expect([...(await dense.product(a, turnedB, 2, 3, 2, { b: true }))]).toEqual([5, 11, 14, 23]);
    expect(await dense.product(a, new Float32Array(0), 2, 3, 0)).toHaveLength(0);
    await dense.close();
  });

  it('gives the same bytes on one thread and on two', async () => {
    const a = positive(301);
    const [one, two] = await Promise.all([1, 2].map((threads) => new Dense(threads).product(a, a, 301, 301, 301)));
    expect(two).toEqual(one);
  });
});

describe('invertPositive', () => {
  for (const n of [1, 2, 95, 97, 230]) {
    it(`times the matrix gives the identity at ${n} x ${n}`, async () => {
      const dense = new Dense(1);
      const matrix = positive(n);
      const inverse = await invertPositive(dense, matrix, n);
      const product = await dense.product(matrix, inverse, n, n, n);
      product.forEach((value, at) => {
        expect(Math.abs(value - (Math.floor(at / n) === at % n ? 1 : 0))).toBeLessThan(1e-4);
      });
      await dense.close();
    });
  }

  it('refuses what is not positive definite', async () => {
    await expect(invertPositive(new Dense(1), Float32Array.of(1, 2, 2, 1), 2)).rejects.toThrow(RangeError);
  });
});

describe('cholesky', () => {
  it('factors a worked example', () => {
    const factor = cholesky(Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98), 3);
    expect([0, 3, 4, 6, 7, 8].map((at) => factor[at])).toEqual([2, 6, 1, -8, 5, 3]);
  });
});

describe('symmetricEigen', () => {
  it('finds the pairs of a matrix, largest first', () => {
    const n = 12;
    const matrix = Float64Array.from(positive(n));
    const { values, vectors } = symmetricEigen(matrix, n);
    for (let v = 0; v < n; v++) {
      if (v > 0) expect(values[v]).toBeLessThanOrEqual(values[v - 1]!);
      for (let r = 0; r < n; r++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += matrix[r * n + k]! * vectors[v * n + k]!;
        expect(sum).toBeCloseTo(values[v]! * vectors[v * n + r]!, 3);
      }
    }
  });
});
