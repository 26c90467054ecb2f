import type { Csr } from '../../../numeric/csr.ts';
import type { KernelCrew } from '../../../numeric/kernels/crew.ts';
import type { Parity } from '../model.ts';
import type { Adjust, Side } from './als-sweeps.ts';
import { type FactorMatrix, forRows, zeroFactors } from './training.ts';

/**
 * Adds strength * pairs * D^2 to the loss of implicit ALS, D being the difference between two groups of users in the mean
 * over users of the mean predicted score of their items: the absolute unfairness of Yao and Huang (2017) in the mean
 * alone, squared so that it stays least squares.
 *
 * D is linear in the rows x of a side, the other being fixed: D = sum of x . v, v = sum over entries of t y, with
 * t = +-1 / (users of the group * items of the user). With A the matrix of a row's least squares and x0 its solution
 * without the penalty, the gradient is zero at x = x0 - L D z, where L = strength * pairs and A z = v; so
 * D = D0 / (1 + L S) with D0 = sum of x0 . v and S = sum of z . v. z is solved as x0 is, with t for targets: each half of a
 * sweep stays an exact minimum.
 */
export function parityAdjustment(crew: KernelCrew, users: Side, items: Side, { sides, strength }: Parity): Adjust {
  const counts = { plus: 0, minus: 0 };
  const { indptr } = users.matrix;
  for (let user = 0; user < sides.length; user++) {
    if (indptr[user + 1] === indptr[user]) continue;
    if (sides[user] === 1) counts.plus += 1;
    else if (sides[user] === -1) counts.minus += 1;
  }
  const share = Float64Array.from(sides, (side, user) => {
    const of = side === 1 ? counts.plus : counts.minus;
    const entries = indptr[user + 1]! - indptr[user]!;
    return side === 0 || entries === 0 ? 0 : side / (of * entries);
  });
  const weight = strength * users.matrix.indices.length;
  const targetsOf = ({ matrix }: Side, userOf: (row: number, column: number) => number) => {
    const targets = crew.floats(matrix.indices.length);
    for (let row = 0; row < matrix.rows; row++) {
      for (let k = matrix.indptr[row]!; k < matrix.indptr[row + 1]!; k++) {
        targets[k] = share[userOf(row, matrix.indices[k]!)]!;
      }
    }
    return targets;
  };
  const problemOf = (side: Side, targets: Float32Array): Side => {
    const { rows, factors } = side.factors;
    return { matrix: side.matrix, targets, factors: zeroFactors(crew, rows, factors) };
  };
  const problems = new Map([
    [
      users,
      problemOf(
        users,
        targetsOf(users, (row) => row),
      ),
    ],
    [
      items,
      problemOf(
        items,
        targetsOf(items, (_, column) => column),
      ),
    ],
  ]);
  return async (side, fixed, solve) => {
    const problem = problems.get(side)!;
    await solve(problem);
    const [d0, s] = await dots(problem, fixed.factors, side.factors);
    const step = (weight * d0) / (1 + weight * s);
    const [x, z] = [side.factors.values, problem.factors.values];
    for (let n = 0; n < x.length; n++) x[n]! -= step * z[n]!;
  };
}

/** The sums over rows of x . v and z . v. */
async function dots(
  { matrix, targets, factors }: Side,
  fixed: FactorMatrix,
  x: FactorMatrix,
): Promise<[number, number]> {
  const { size } = factors;
  const v = new Float64Array(size);
  let [d0, s] = [0, 0];
  await forRows(matrix, (row, start, end) => {
    sumInto(v, matrix, targets, fixed, start, end);
    for (let f = 0; f < size; f++) {
      d0 += v[f]! * x.values[row * size + f]!;
      s += v[f]! * factors.values[row * size + f]!;
    }
  });
  return [d0, s];
}

function sumInto(
  v: Float64Array,
  { indices }: Csr,
  targets: Float32Array,
  { values, size }: FactorMatrix,
  start: number,
  end: number,
): void {
  v.fill(0);
  for (let k = start; k < end; k++) {
    const [t, from] = [targets[k]!, indices[k]! * size];
    if (t !== 0) for (let f = 0; f < size; f++) v[f]! += t * values[from + f]!;
  }
}
