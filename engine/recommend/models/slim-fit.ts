import type { Csr } from '../../numeric/csr.ts';
import { gramOf } from '../../numeric/linalg-gram.ts';
import { TopK } from '../../numeric/topk.ts';

export interface SlimSetup {
  /** The items' Gram matrix, items x items. */
  gram: Float32Array;
  n: number;
  /** alpha l1_ratio and alpha (1 - l1_ratio), both times the number of users. */
  l1: number;
  l2: number;
  tol: number;
  max_iter: number;
  k: number;
  /** items x k: the largest weights of each item's regression. */
  indices: Int32Array;
  values: Float32Array;
}

/** Items that a regression begins with; the others come in where the optimality conditions ask for them. */
const firstActive = 256;
/** Sweeps over these before the others are looked at. */
const firstSweeps = 8;
/** How often items may come in: the conditions hold long before. */
const mostRounds = 30;

/** The Gram matrix that all regressions share; a job for one worker. */
export function slimGram({ byUser, byItem }: { byUser: Csr; byItem: Csr }): Float32Array {
  return gramOf(byUser, byItem);
}

/**
 * The step of SLIM's fit for items [from, to): each item's column is regressed on all others, weights at least zero,
 * squared loss with an elastic net, by cyclic coordinate descent on the Gram matrix (Friedman et al., 2010). Only the
 * active items' part of the Gram matrix is looked at until they have settled; then the gradients of all others are
 * checked, and those whose weight should not be zero join.
 */
export function prepareSlim(setup: SlimSetup): (from: number, to: number) => void {
  const { n, k, indices, values } = setup;
  const top = new TopK(k);
  const gradient = new Float64Array(n);
  const weights = new Float64Array(n);
  return (from, to) => {
    for (let target = from; target < to; target++) {
      const active = regress(setup, target, gradient, weights);
      for (const i of active) if (weights[i]! > 0) top.offer(i, weights[i]!);
      for (const i of active) weights[i] = 0;
      top.drain(indices, values, target * k);
    }
  };
}

function regress(setup: SlimSetup, target: number, gradient: Float64Array, weights: Float64Array): Int32Array {
  const { gram, n, l1, l2 } = setup;
  const own = gram.subarray(target * n, (target + 1) * n);
  const top = new TopK(Math.min(firstActive, n));
  for (let i = 0; i < n; i++) {
    if (i !== target && own[i]! > l1) top.offer(i, own[i]! / Math.sqrt(gram[i * n + i]! + l2));
  }
  let active = new Int32Array(top.size);
  top.drain(active, new Float32Array(active.length));
  active.sort();
  // Numbers below this are rounding: the largest gradient there was, times the tolerance.
  const slack = l1 + setup.tol * own.reduce((most, value, i) => (i === target ? most : Math.max(most, value)), 0);
  for (let round = 0; round < mostRounds && active.length > 0; round++) {
    // The first round only shows which items matter: how large their weights are can wait.
    descend(setup, active, own, weights, round === 0 ? Math.min(firstSweeps, setup.max_iter) : setup.max_iter);
    const kept = active.filter((i) => weights[i]! > 0);
    gradient.set(own);
    for (const i of kept) {
      const weight = weights[i]!;
      const row = i * n;
      for (let j = 0; j < n; j++) gradient[j]! -= weight * gram[row + j]!;
    }
    const joining: number[] = [];
    for (let j = 0; j < n; j++) if (j !== target && weights[j] === 0 && gradient[j]! > slack) joining.push(j);
    active = Int32Array.from([...kept, ...joining]).sort();
    if (joining.length === 0 && round > 0) break;
  }
  return active;
}

/** Coordinate descent over the active items until no weight moves by more than `tol` of the largest, from the weights as they are. */
function descend(
  { gram, n, l1, l2, tol }: SlimSetup,
  active: Int32Array,
  own: Float32Array,
  weights: Float64Array,
  sweeps: number,
): void {
  const size = active.length;
  const part = new Float32Array(size * size);
  for (let a = 0; a < size; a++) {
    const row = active[a]! * n;
    for (let b = 0; b < size; b++) part[a * size + b] = gram[row + active[b]!]!;
  }
  const w = Float64Array.from(active, (i) => weights[i]!);
  const residual = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    let sum = own[active[a]!]!;
    for (let b = 0; b < size; b++) sum -= part[a * size + b]! * w[b]!;
    residual[a] = sum;
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    let largest = 0;
    for (let a = 0; a < size; a++) {
      const diagonal = part[a * size + a]!;
      const old = w[a]!;
      const next = Math.max(0, (residual[a]! + diagonal * old - l1) / (diagonal + l2));
      if (next > largest) largest = next;
      if (next === old) continue;
      const change = next - old;
      if (Math.abs(change) > moved) moved = Math.abs(change);
      w[a] = next;
      const row = a * size;
      let b = 0;
      for (; b + 4 <= size; b += 4) {
        residual[b]! -= change * part[row + b]!;
        residual[b + 1]! -= change * part[row + b + 1]!;
        residual[b + 2]! -= change * part[row + b + 2]!;
        residual[b + 3]! -= change * part[row + b + 3]!;
      }
      for (; b < size; b++) residual[b]! -= change * part[row + b]!;
    }
    if (moved <= tol * largest) break;
  }
  for (let a = 0; a < size; a++) weights[active[a]!] = w[a]!;
}
