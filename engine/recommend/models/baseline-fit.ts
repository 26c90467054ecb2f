import type { Csr } from '../../numeric/csr.ts';

/** What users and items deviate from the mean: a rating is about mean + user[u] + item[i]. */
export interface Biases {
  mean: number;
  user: Float32Array;
  item: Float32Array;
}

export interface BaselineParams {
  method: 'als' | 'sgd';
  epochs: number;
  reg_i: number;
  reg_u: number;
  /** Of sgd only: learning rate and regularisation. */
  lr: number;
  reg: number;
}

export const baselineDefaults = { method: 'als', epochs: 10, reg_i: 10, reg_u: 15, lr: 0.005, reg: 0.02 } as const;

/**
 * Biases of users and items (Koren, TKDD 2010, section 2.1), by alternating least squares as in Surprise (items first, both
 * from zero), or by stochastic gradient descent over the ratings user by user.
 */
export function fitBiases(byUser: Csr, byItem: Csr, params: BaselineParams): Biases {
  let sum = 0;
  for (const value of byUser.values) sum += value;
  const mean = byUser.values.length > 0 ? sum / byUser.values.length : 0;
  const user = new Float64Array(byUser.rows);
  const item = new Float64Array(byItem.rows);
  for (let epoch = 0; epoch < params.epochs; epoch++) {
    if (params.method === 'als') {
      solve(byItem, item, user, mean, params.reg_i);
      solve(byUser, user, item, mean, params.reg_u);
    } else descend(byUser, user, item, mean, params);
  }
  return { mean, user: Float32Array.from(user), item: Float32Array.from(item) };
}

/** Sets each row's bias to its regularised mean residual, the other side's biases given. */
function solve(matrix: Csr, own: Float64Array, other: Float64Array, mean: number, reg: number): void {
  const { indptr, indices, values } = matrix;
  for (let row = 0; row < matrix.rows; row++) {
    let residual = 0;
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) residual += values[at]! - mean - other[indices[at]!]!;
    own[row] = residual / (reg + indptr[row + 1]! - indptr[row]! || 1);
  }
}

function descend(byUser: Csr, user: Float64Array, item: Float64Array, mean: number, params: BaselineParams): void {
  const { indptr, indices, values } = byUser;
  const { lr, reg } = params;
  for (let u = 0; u < byUser.rows; u++) {
    for (let at = indptr[u]!; at < indptr[u + 1]!; at++) {
      const i = indices[at]!;
      const error = values[at]! - mean - user[u]! - item[i]!;
      user[u]! += lr * (error - reg * user[u]!);
      item[i]! += lr * (error - reg * item[i]!);
    }
  }
}

/** The bias of a user from a history alone, the items' biases given: the step of the fit by least squares. */
export function foldInBias(
  biases: Biases,
  history: { items: Int32Array; values: Float32Array },
  reg_u: number,
): number {
  let residual = 0;
  history.items.forEach((i, n) => {
    residual += history.values[n]! - biases.mean - biases.item[i]!;
  });
  return residual / (reg_u + history.items.length || 1);
}
