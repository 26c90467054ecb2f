import type { Count } from '../stats/rates.ts';
import { type Confusion, rateOf } from './confusion.ts';

/** How far groups are apart in one figure. Groups where it is not defined are left out, and named. */
export interface Gap {
  /** Largest minus smallest, and smallest / largest (Fairlearn); null where fewer than two groups have the figure. */
  difference: number | null;
  ratio: number | null;
  /** Numbers of the groups that have the largest and the smallest; null where there are none. */
  largest: number | null;
  smallest: number | null;
  /** The same against the figure of all rows: the largest distance, and the smallest of v / all and all / v. */
  toOverall: { difference: number | null; ratio: number | null };
  /** Each group minus the reference, and divided by it: the sign says who has more. Null where either has no figure. */
  toReference: { difference: number | null; ratio: number | null }[];
  /** Numbers of the groups that have no figure. */
  undefinedIn: number[];
}

/** Gaps between the figures of groups; `overall` is that of all rows together. */
export function gapOf(figures: readonly (number | null)[], overall: number | null, reference: number): Gap {
  const defined = figures.flatMap((value, group) => (value === null ? [] : [{ value, group }]));
  const [most, least] = [extreme(defined, 1), extreme(defined, -1)];
  const isGap = defined.length > 1 && most !== null && least !== null;
  const base = figures[reference] ?? null;
  return {
    difference: isGap ? most.value - least.value : null,
    ratio: isGap ? quotient(least.value, most.value) : null,
    largest: most?.group ?? null,
    smallest: least?.group ?? null,
    toOverall: overall === null || defined.length === 0 ? { difference: null, ratio: null } : against(defined, overall),
    toReference: figures.map((value) =>
      value === null || base === null
        ? { difference: null, ratio: null }
        : { difference: value - base, ratio: base === 0 ? null : value / base },
    ),
    undefinedIn: figures.flatMap((value, group) => (value === null ? [group] : [])),
  };
}

/** Equalised odds: how far apart the larger of both gaps and their mean are, and the smaller of both ratios (Hardt et al. 2016). */
export interface EqualisedOdds {
  worst: number | null;
  mean: number | null;
  ratio: number | null;
}

/** Equalised odds from the gaps of the true and the false positive rate; null where either is. */
export function equalisedOdds(tpr: Gap, fpr: Gap): EqualisedOdds {
  const both = tpr.difference !== null && fpr.difference !== null;
  return {
    worst: both ? Math.max(tpr.difference!, fpr.difference!) : null,
    mean: both ? (tpr.difference! + fpr.difference!) / 2 : null,
    ratio: tpr.ratio === null || fpr.ratio === null ? null : Math.min(tpr.ratio, fpr.ratio),
  };
}

/** AIF360's average odds difference: the mean of the differences in false and true positive rate, group minus reference. */
export function averageOddsDifference(group: Confusion, reference: Confusion): number | null {
  const differences = (['fpr', 'tpr'] as const).map((rate) => {
    const [own, other] = [rateOf(group, rate), rateOf(reference, rate)];
    return own === null || other === null ? null : own - other;
  });
  const [fpr, tpr] = differences;
  return fpr === null || tpr === null ? null : (fpr! + tpr!) / 2;
}

/**
 * Cohen's d of two shares as holisticai has it: the difference over the root of the variances, each divided by n and
 * weighted by n - 1. Null where either is not defined or nothing varies.
 */
export function cohenD(a: Count, b: Count): number | null {
  if (a.n === 0 || b.n === 0 || a.n + b.n < 3) return null;
  const [p, q] = [a.ones / a.n, b.ones / b.n];
  const pooled = ((a.n - 1) * p * (1 - p) + (b.n - 1) * q * (1 - q)) / (a.n + b.n - 2);
  return pooled === 0 ? null : (p - q) / Math.sqrt(pooled);
}

function extreme(defined: readonly { value: number; group: number }[], sign: 1 | -1) {
  let best: { value: number; group: number } | null = null;
  for (const one of defined) if (best === null || sign * (one.value - best.value) > 0) best = one;
  return best;
}

function against(defined: readonly { value: number }[], overall: number) {
  const ratios = defined.map(({ value }) => quotient(Math.min(value, overall), Math.max(value, overall)));
  return {
    difference: Math.max(...defined.map(({ value }) => Math.abs(value - overall))),
    ratio: ratios.includes(null) ? null : Math.min(...ratios.map((ratio) => ratio!)),
  };
}

function quotient(top: number, bottom: number): number | null {
  return bottom === 0 ? null : top / bottom;
}
