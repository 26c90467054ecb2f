import { type Grouping, groupingAt } from '../../catalog/interactions/groups.ts';
import { type Confusion, confusionsOf, rateOf, sumOf } from './confusion.ts';
import { gapOf } from './gaps.ts';

type Numbers = ArrayLike<number>;

/** Which rate is made equal: false positives (ordinary posts hit), or true positives (violations found). */
export type EqualRate = 'fpr' | 'tpr';

export interface ThresholdTask {
  scores: Numbers;
  /** 1 for a violation, else 0. */
  truth: Numbers;
  grouping: Grouping;
  /** Rows that thresholds are chosen on, and rows that their cost is told on: no row should be in both. */
  validation: Int32Array;
  heldOut: Int32Array;
  /** The one threshold of today: what is compared with. */
  threshold: number;
  rate: EqualRate;
  /** What the rate shall be; by default what today's threshold has on all validation rows. */
  target?: number;
  /** What a wrong decision against a post costs, and a missed violation; 1 each by default. */
  costs?: { falsePositive: number; falseNegative: number };
}

/** What thresholds do on the held-out rows. */
export interface ThresholdOutcome {
  tpr: number | null;
  fpr: number | null;
  selection: number | null;
  /** Cost a row. */
  cost: number | null;
  groups: { group: string; n: number; tpr: number | null; fpr: number | null; selection: number | null }[];
  /** Largest minus smallest of the rate that is made equal. */
  gap: number | null;
}

export interface EqualThresholds {
  target: number;
  /** Where a group has no validation rows of the kind, it keeps today's threshold. */
  thresholds: { group: string; threshold: number; isKept: boolean; validationRows: number }[];
  before: ThresholdOutcome;
  after: ThresholdOutcome;
}

/**
 * A threshold for each group that brings a rate on the validation rows as near to the target as it goes (of two as near
 * the higher threshold), and what that costs on held-out rows (Hardt et al. 2016, without coin tosses). Null where the
 * rate is not defined on the validation rows. Rows without a group are left out.
 */
export function equalThresholds(task: ThresholdTask): EqualThresholds | null {
  const { scores, truth, grouping, validation, heldOut, threshold, rate } = task;
  const kind = rate === 'tpr' ? 1 : 0;
  const own: number[][] = grouping.names.map(() => []);
  for (const row of validation) if (truth[row] === kind) own[grouping.of[row]!]?.push(scores[row]!);
  const all = own.flat();
  if (all.length === 0) return null;
  const target = task.target ?? all.filter((score) => score >= threshold).length / all.length;
  const thresholds = grouping.names.map((group, number) => {
    const of = own[number]!;
    const isKept = of.length === 0;
    return { group, threshold: isKept ? threshold : nearest(of, target), isKept, validationRows: of.length };
  });
  const outcome = (of: (group: number) => number) => outcomeOf(task, heldOut, of);
  return {
    target,
    thresholds,
    before: outcome(() => threshold),
    after: outcome((group) => thresholds[group]!.threshold),
  };
}

/** The threshold that the share of scores at or above it is nearest to the target; midway between two scores. */
function nearest(scores: readonly number[], target: number): number {
  const sorted = Float64Array.from(scores).sort().reverse();
  const n = sorted.length;
  // Above every score nothing is decided against.
  let best = { threshold: sorted[0]! + 1e-6, distance: target };
  for (let at = 0; at < n; at++) {
    if (at + 1 < n && sorted[at + 1] === sorted[at]) continue;
    const distance = Math.abs((at + 1) / n - target);
    const threshold = at + 1 < n ? (sorted[at]! + sorted[at + 1]!) / 2 : sorted[at]!;
    if (distance < best.distance) best = { threshold, distance };
  }
  return best.threshold;
}

function outcomeOf(task: ThresholdTask, rows: Int32Array, thresholdOf: (group: number) => number): ThresholdOutcome {
  const { scores, truth, grouping, rate, costs = { falsePositive: 1, falseNegative: 1 } } = task;
  const at = groupingAt(grouping, rows);
  const decided = Uint8Array.from(rows, (row, i) => Number(at.of[i]! >= 0 && scores[row]! >= thresholdOf(at.of[i]!)));
  const { groups } = confusionsOf(
    Uint8Array.from(rows, (row) => truth[row]!),
    decided,
    at,
  );
  const all = sumOf(groups);
  const rates = (of: Confusion) => ({
    tpr: rateOf(of, 'tpr'),
    fpr: rateOf(of, 'fpr'),
    selection: rateOf(of, 'selection'),
  });
  const paid = costs.falsePositive * all.fp + costs.falseNegative * all.fn;
  return {
    ...rates(all),
    cost: all.n === 0 ? null : paid / all.n,
    groups: groups.map((of, number) => ({ group: grouping.names[number]!, n: of.n, ...rates(of) })),
    gap: gapOf(
      groups.map((of) => rateOf(of, rate)),
      rateOf(all, rate),
      0,
    ).difference,
  };
}
