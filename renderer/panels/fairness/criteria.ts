import type { CriterionName, JudgedCriteria } from '../../../engine/contract/criteria.ts';
import type { Thresholds } from '../../../engine/contract/review.ts';
import { wilson } from '../../ui/wilson.ts';

type Group = JudgedCriteria['groups'][number];

/** Decisions of a group at a threshold: against the post or not, and what people decided. */
export interface Confusion {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

export const rateNames = ['selection', 'baseRate', 'tpr', 'fnr', 'fpr', 'ppv', 'npv'] as const;
export type RateName = (typeof rateNames)[number];

/** A share with its 95 % Wilson interval; nulls where there is nothing to count among. */
export interface Share {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

/** What rates are called, and what they count. */
export const rateWords: Record<RateName, { name: string; means: string }> = {
  selection: { name: 'Acted on', means: 'Posts at or above the threshold, of all posts of the group.' },
  baseRate: { name: 'Base rate', means: 'Posts that people acted against, of all posts of the group.' },
  tpr: { name: 'TPR', means: 'True positive rate: violations at or above the threshold, of all violations.' },
  fnr: { name: 'FNR', means: 'False negative rate: violations below the threshold, of all violations.' },
  fpr: { name: 'FPR', means: 'False positive rate: ordinary posts at or above the threshold, of all ordinary posts.' },
  ppv: { name: 'Precision', means: 'Positive predictive value: violations, of the posts at or above the threshold.' },
  npv: { name: 'NPV', means: 'Negative predictive value: ordinary posts, of those below the threshold.' },
};

/** The three criteria: what each asks, and which rates tell. */
export const criterionWords: Record<CriterionName, { name: string; asks: string; rates: readonly RateName[] }> = {
  independence: {
    name: 'Independence',
    asks: 'Is the same share of every group acted on?',
    rates: ['selection'],
  },
  separation: {
    name: 'Separation',
    asks: 'Are ordinary posts hit, and violations found, equally often in every group?',
    rates: ['tpr', 'fnr', 'fpr'],
  },
  sufficiency: {
    name: 'Sufficiency',
    asks: 'Does a decision mean the same in every group?',
    rates: ['ppv', 'npv'],
  },
};

/** The decisions of a group from an edge on. */
export function confusionAt({ positives, negatives }: Group, edge: number): Confusion {
  const [tp, fn] = split(positives, edge);
  const [fp, tn] = split(negatives, edge);
  return { tp, fp, tn, fn };
}

/** Confusions taken together. */
export function together(confusions: readonly Confusion[]): Confusion {
  const sum = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (const { tp, fp, tn, fn } of confusions) {
    sum.tp += tp;
    sum.fp += fp;
    sum.tn += tn;
    sum.fn += fn;
  }
  return sum;
}

export function sizeOf({ tp, fp, tn, fn }: Confusion): number {
  return tp + fp + tn + fn;
}

/** A rate of a confusion. */
export function shareOf(confusion: Confusion, rate: RateName): Share {
  const { tp, fp, tn, fn } = confusion;
  const parts: Record<RateName, [number, number]> = {
    selection: [tp + fp, sizeOf(confusion)],
    baseRate: [tp + fn, sizeOf(confusion)],
    tpr: [tp, tp + fn],
    fnr: [fn, tp + fn],
    fpr: [fp, fp + tn],
    ppv: [tp, tp + fp],
    npv: [tn, tn + fn],
  };
  const [ones, n] = parts[rate];
  if (n === 0) return { value: null, low: null, high: null, n };
  const [low, high] = wilson(ones / n, n);
  return { value: ones / n, low, high, n };
}

/** The largest rate less the smallest, over groups that have it; null for fewer than two. */
export function gapOf(confusions: readonly Confusion[], rate: RateName): number | null {
  const values = confusions.flatMap((confusion) => shareOf(confusion, rate).value ?? []);
  return values.length < 2 ? null : Math.max(...values) - Math.min(...values);
}

/** What wrong decisions cost a post: a wrong action costs `ratio` missed violations. Null without posts. */
export function costOf(confusion: Confusion, ratio: number): number | null {
  const n = sizeOf(confusion);
  return n === 0 ? null : (ratio * confusion.fp + confusion.fn) / n;
}

/** What a group is held against: all posts, the largest group, all others, or a group by its name. */
export type Reference = 'overall' | 'largest' | 'rest' | { group: string };

/** The decisions that a group is held against; null for the reference itself. */
export function referenceFor(
  reference: Reference,
  own: number,
  confusions: readonly Confusion[],
  names: readonly string[],
) {
  if (reference === 'overall') return together(confusions);
  if (reference === 'rest') return together(confusions.filter((_, group) => group !== own));
  const number = reference === 'largest' ? largestOf(confusions) : names.indexOf(reference.group);
  return number === own ? null : (confusions[number] ?? null);
}

/** The number of the largest group. */
export function largestOf(confusions: readonly Confusion[]): number {
  const sizes = confusions.map(sizeOf);
  return sizes.indexOf(Math.max(...sizes));
}

/** The edge that a threshold stands on, or the next one above. */
export function edgeOf(edges: readonly number[], threshold: number): number {
  const at = edges.findIndex((edge) => edge >= threshold);
  return at < 0 ? edges.length - 1 : at;
}

/** The threshold of a policy that acts first: the lowest one. */
export function lowestThreshold(thresholds: Thresholds): keyof Thresholds | null {
  const set = (Object.keys(thresholds) as (keyof Thresholds)[]).filter((id) => thresholds[id] !== null);
  return set.reduce<keyof Thresholds | null>(
    (best, id) => (best === null || thresholds[id]! < thresholds[best]! ? id : best),
    null,
  );
}

/** Whether a policy can have its lowest threshold there: not above its next one, and never surer than it must be. */
export function canSet(thresholds: Thresholds, id: keyof Thresholds, value: number): boolean {
  if (id === 'remove' && value < 0.995) return false;
  const others = (Object.keys(thresholds) as (keyof Thresholds)[]).filter((other) => other !== id);
  return others.every((other) => thresholds[other] === null || thresholds[other]! >= value);
}

function split(bins: readonly number[], edge: number): [above: number, below: number] {
  let [above, below] = [0, 0];
  for (const [bin, n] of bins.entries()) {
    if (bin >= edge) above += n;
    else below += n;
  }
  return [above, below];
}
