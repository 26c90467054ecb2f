import type { Factorisation, FoldIn } from './factor-model.ts';
import { solveRow, solveRowNonNegative } from './solve.ts';

/**
 * Folds a user into a rating model: the ridge regression that the user's own part of the loss is, items fixed. Lambda
 * is `reg` for each rating, as in stochastic gradient descent, which pays it at each step. The bias is a factor whose
 * item side is 1. With implicit factors (SVD++) their sum over the history is known and part of the user's factors.
 */
export function foldInRating(reg: number): FoldIn {
  return (learned, { items, values }) => {
    const { factors, mean, userBias, itemBias } = learned;
    const known = implicitSum(learned, items);
    const width = userBias ? factors + 1 : factors;
    const rows = gather(learned, items, width);
    if (userBias) for (let k = 0; k < items.length; k++) rows[k * width + factors] = 1;
    const x = solveRow({
      rows,
      factors: width,
      weights: new Float32Array(items.length).fill(1),
      targets: values.map((value, k) => {
        let rest = value - mean - (itemBias?.[items[k]!] ?? 0);
        for (let f = 0; f < factors; f++) rest -= known[f]! * rows[k * width + f]!;
        return rest;
      }),
      // Without a penalty there are as many solutions as factors beyond the ratings: the smallest is taken, nearly.
      lambda: Math.max(reg, 1e-6) * Math.max(1, items.length),
    })!;
    return { factors: known.map((sum, f) => sum + x[f]!), bias: userBias ? x[factors]! : 0 };
  };
}

/** The sum of the implicit factors of a history over the root of its length: zeros in a model without. */
function implicitSum({ factors, implicit }: Factorisation, items: Int32Array): Float64Array {
  const sum = new Float64Array(factors);
  if (!implicit) return sum;
  const norm = 1 / Math.sqrt(Math.max(1, items.length));
  for (const item of items) for (let f = 0; f < factors; f++) sum[f]! += norm * implicit[item * factors + f]!;
  return sum;
}

/**
 * Folds a user into a non-negative factorisation: the smallest of the user's own part of the loss, items fixed. With a
 * Gram matrix of the items missing values count as zeros.
 */
export function foldInNonNegative(reg: number): FoldIn {
  return (learned, { items, values }) => {
    const { factors, gram } = learned;
    const weights = new Float32Array(items.length).fill(gram ? 0 : 1);
    const lambda = reg * (gram ? 1 : items.length);
    const rows = gather(learned, items, factors);
    const problem = { rows, factors, weights, targets: values, gram, w0: 1, lambda };
    return { factors: solveRowNonNegative(problem), bias: 0 };
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
