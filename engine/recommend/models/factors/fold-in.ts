import type { Factorisation, FoldIn } from './factor-model.ts';
import { solveRow } from './solve.ts';

/**
 * Folds a user into a rating model: the ridge regression that the user's own part of the loss is, items fixed. Lambda
 * is `reg` for each rating, as in stochastic gradient descent, which pays it at each step. The bias is a factor whose
 * item side is 1.
 */
export function foldInRating(reg: number): FoldIn {
  return (learned, { items, values }) => {
    const { factors, mean, userBias, itemBias } = learned;
    const width = userBias ? factors + 1 : factors;
    const rows = gather(learned, items, width);
    if (userBias) for (let k = 0; k < items.length; k++) rows[k * width + factors] = 1;
    const x = solveRow({
      rows,
      factors: width,
      weights: new Float32Array(items.length).fill(1),
      targets: values.map((value, k) => value - mean - (itemBias?.[items[k]!] ?? 0)),
      // Without a penalty there are as many solutions as factors beyond the ratings: the smallest is taken, nearly.
      lambda: Math.max(reg, 1e-6) * Math.max(1, items.length),
    })!;
    return { factors: x.subarray(0, factors), bias: userBias ? x[factors]! : 0 };
  };
}

/** Folds a user into implicit ALS: the system that training solves for each user. */
export function foldInImplicit({ alpha, reg, w0 }: { alpha: number; reg: number; w0: number }): FoldIn {
  return (learned, { items, values }) => {
    const { factors, gram } = learned;
    const count = learned.items.length / factors;
    const weights = values.map((value) => alpha * value);
    const lambda = reg * (items.length + w0 * count);
    const rows = gather(learned, items, factors);
    return { factors: solveRow({ rows, factors, weights, targets: weights, gram, w0, lambda })!, bias: 0 };
  };
}

/** The factors of the given items, in rows of `width` numbers. */
function gather({ factors, items: all }: Factorisation, items: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(items.length * width);
  items.forEach((item, k) => {
    rows.set(all.subarray(item * factors, (item + 1) * factors), k * width);
  });
  return rows;
}
