import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { Count } from '../stats/rates.ts';

type Numbers = ArrayLike<number>;

/** How decisions (1 or 0) meet the truth (1 or 0). */
export interface Confusion {
  n: number;
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

/**
 * The rates of a confusion: the share selected (decided 1), the base rate (true 1), true and false positives of those
 * that are 1 or 0, positive and negative predictive values with their complements, the false discovery and false
 * omission rates, and the share decided rightly.
 */
export const rateNames = [
  'selection',
  'baseRate',
  'tpr',
  'fnr',
  'fpr',
  'tnr',
  'ppv',
  'fdr',
  'npv',
  'for',
  'accuracy',
] as const;
export type RateName = (typeof rateNames)[number];

const parts: Record<RateName, (c: Confusion) => Count> = {
  selection: ({ n, tp, fp }) => ({ ones: tp + fp, n: n }),
  baseRate: ({ n, tp, fn }) => ({ ones: tp + fn, n: n }),
  tpr: ({ tp, fn }) => ({ ones: tp, n: tp + fn }),
  fnr: ({ tp, fn }) => ({ ones: fn, n: tp + fn }),
  fpr: ({ fp, tn }) => ({ ones: fp, n: fp + tn }),
  tnr: ({ fp, tn }) => ({ ones: tn, n: fp + tn }),
  ppv: ({ tp, fp }) => ({ ones: tp, n: tp + fp }),
  fdr: ({ tp, fp }) => ({ ones: fp, n: tp + fp }),
  npv: ({ tn, fn }) => ({ ones: tn, n: tn + fn }),
  for: ({ tn, fn }) => ({ ones: fn, n: tn + fn }),
  accuracy: ({ n, tp, tn }) => ({ ones: tp + tn, n: n }),
};

/** The rows that a rate counts, and those it counts them among. */
export function countOf(confusion: Confusion, rate: RateName): Count {
  return parts[rate](confusion);
}

/** The value of a share; null where there is nothing to count among, which is not the same as 0. */
export function shareOf({ ones, n }: Count): number | null {
  return n === 0 ? null : ones / n;
}

/** The value of a rate, or null where its denominator is 0. */
export function rateOf(confusion: Confusion, rate: RateName): number | null {
  return shareOf(countOf(confusion, rate));
}

/** The confusion of each group, and of all rows that are in a group. `truth` and `decided` are 1 or 0. */
export function confusionsOf(
  truth: Numbers,
  decided: Numbers,
  grouping: Grouping,
): { groups: Confusion[]; overall: Confusion } {
  const groups = grouping.names.map((): Confusion => ({ n: 0, tp: 0, fp: 0, tn: 0, fn: 0 }));
  for (let row = 0; row < truth.length; row++) {
    const confusion = groups[grouping.of[row]!];
    if (!confusion) continue;
    confusion.n += 1;
    if (truth[row] === 1) confusion[decided[row] === 1 ? 'tp' : 'fn'] += 1;
    else confusion[decided[row] === 1 ? 'fp' : 'tn'] += 1;
  }
  return { groups, overall: sumOf(groups) };
}

/** Confusions taken together. */
export function sumOf(confusions: readonly Confusion[]): Confusion {
  const sum = { n: 0, tp: 0, fp: 0, tn: 0, fn: 0 };
  for (const { n, tp, fp, tn, fn } of confusions) {
    sum.n += n;
    sum.tp += tp;
    sum.fp += fp;
    sum.tn += tn;
    sum.fn += fn;
  }
  return sum;
}

/** 1 where a score is at least the threshold. */
export function decide(scores: Numbers, threshold: number): Uint8Array {
  return Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0));
}
