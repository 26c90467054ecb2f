import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { Count } from '../stats/rates.ts';

type Numbers = ArrayLike<number>;

/**
 * The benefit that each row has from its decision (Speicher et al. 2018): decided - true + 1, so 2 for a wrong 1, 1 for
 * a right decision and 0 for a wrong 0.
 */
export function benefits(truth: Numbers, decided: Numbers): Float64Array {
  return Float64Array.from(truth, (y, row) => decided[row]! - y + 1);
}

/**
 * The generalised entropy index of benefits: 0 where all have the same. With r = b / mean:
 * alpha 0: -mean of ln r (infinite where someone has nothing); alpha 1: mean of r ln r, Theil's index; else
 * mean of (r^alpha - 1) / (alpha (alpha - 1)). Null where nobody has any benefit.
 */
export function generalisedEntropy(values: Numbers, alpha = 2): number | null {
  const n = values.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i]!;
  if (n === 0 || total === 0) return null;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term((values[i]! * n) / total, alpha);
  return sum / n;
}

/** Theil's index: generalised entropy with alpha 1. */
export function theil(values: Numbers): number | null {
  return generalisedEntropy(values, 1);
}

/** The part of generalised entropy that is between groups: that of everybody having their group's mean. Rows without a group are left out. */
export function betweenGroupEntropy(values: Numbers, grouping: Grouping, alpha = 2): number | null {
  const { names, of } = grouping;
  const sums = new Float64Array(names.length);
  const sizes = new Int32Array(names.length);
  for (let row = 0; row < of.length; row++) {
    const group = of[row]!;
    if (group < 0) continue;
    sums[group]! += values[row]!;
    sizes[group]! += 1;
  }
  const means = of.filter((group) => group >= 0);
  return generalisedEntropy(
    Float64Array.from(means, (group) => sums[group]! / sizes[group]!),
    alpha,
  );
}

/**
 * Smoothed empirical differential fairness (Foulds et al. 2020): the largest |ln(p_g / p_h)| over pairs of groups and
 * both outcomes, with p = (ones + c / 2) / (n + c). Groups without rows are left out; null for fewer than two.
 */
export function smoothedEdf(groups: readonly Count[], concentration = 1): number | null {
  const filled = groups.filter(({ n }) => n > 0);
  if (filled.length < 2) return null;
  const rates = filled.map(({ ones, n }) => (ones + concentration / 2) / (n + concentration));
  const spread = (shares: number[]) => Math.log(Math.max(...shares) / Math.min(...shares));
  return Math.max(spread(rates), spread(rates.map((rate) => 1 - rate)));
}

function term(r: number, alpha: number): number {
  if (alpha === 0) return -Math.log(r);
  if (alpha === 1) return r === 0 ? 0 : r * Math.log(r);
  return (r ** alpha - 1) / (alpha * (alpha - 1));
}
