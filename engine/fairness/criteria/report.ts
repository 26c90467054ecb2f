import { type Grouping, referenceOf } from '../../catalog/interactions/groups.ts';
import { type GroupCalibration, groupCalibrations } from './calibration.ts';
import {
  compareRates,
  type RateFigure,
  type RateReport,
  rateFigure,
  type Verdict,
  verdictOfAll,
} from './comparisons.ts';
import { type Confusion, confusionsOf, countOf, type RateName, rateNames, rateOf } from './confusion.ts';
import { averageOddsDifference, type EqualisedOdds, equalisedOdds } from './gaps.ts';
import { benefits, betweenGroupEntropy, generalisedEntropy, smoothedEdf, theil } from './inequality.ts';

type Numbers = ArrayLike<number>;

/** Decisions about rows whose truth and group are known. */
export interface CriteriaInput {
  /** 1 or 0, one a row. */
  truth: Numbers;
  decided: Numbers;
  /** Probabilities, where calibration is to be told. */
  scores?: Numbers | null;
  grouping: Grouping;
}

export interface CriteriaOptions {
  /** Name of the group that others are held against; the largest by default. */
  reference?: string;
  /** Of intervals, 0.95 by default. */
  level?: number;
  /** 0.05 by default. */
  alpha?: number;
  /** Differences within it count as none, 0.05 by default. */
  margin?: number;
  /** Groups of fewer rows are marked as small, 30 by default. */
  smallest?: number;
}

export interface GroupReport {
  group: string;
  isReference: boolean;
  isSmall: boolean;
  confusion: Confusion;
  rates: Record<RateName, RateFigure>;
  /** AIF360's average odds difference against the reference. */
  averageOdds: number | null;
  calibration: GroupCalibration | null;
  /** The false positive rate that equal PPV and FNR (those of all rows) would force on the group's base rate; null where not defined. */
  forcedFpr: number | null;
}

/** A fairness criterion: which rates it asks to be alike, and whether they are. */
export interface Criterion {
  name: 'independence' | 'separation' | 'sufficiency';
  rates: RateName[];
  verdict: Verdict;
}

/**
 * Where base rates differ and decisions err, separation and sufficiency cannot both hold (Chouldechova 2017, Kleinberg et
 * al. 2017). `applies` is null where base rates cannot be compared.
 */
export interface Impossibility {
  applies: boolean | null;
  /** Of the test that base rates are alike. */
  p: number | null;
  note: string;
}

export interface CriteriaReport {
  attribute: string;
  rows: number;
  /** Rows that are in no group, and are left out. */
  ungrouped: number;
  reference: string;
  level: number;
  alpha: number;
  margin: number;
  overall: Record<RateName, RateFigure>;
  groups: GroupReport[];
  /** Base rates by themselves; the others are one family of tests. */
  baseRate: RateReport;
  rates: RateReport[];
  equalisedOdds: EqualisedOdds;
  criteria: Criterion[];
  impossibility: Impossibility;
  /** Of the benefits decided - true + 1, over rows that are in a group. */
  inequality: { entropy: number | null; theil: number | null; betweenGroups: number | null };
  /** Smoothed empirical differential fairness of selection. */
  differentialFairness: number | null;
}

const family: readonly RateName[] = ['selection', 'tpr', 'fpr', 'ppv', 'npv', 'accuracy'];

const criteria: readonly Omit<Criterion, 'verdict'>[] = [
  { name: 'independence', rates: ['selection'] },
  { name: 'separation', rates: ['tpr', 'fpr'] },
  { name: 'sufficiency', rates: ['ppv', 'npv'] },
];

/** Everything about how alike decisions are between groups. BAD_INPUT where there is no such reference. */
export function criteriaReport(input: CriteriaInput, options: CriteriaOptions = {}): CriteriaReport {
  const { truth, decided, scores, grouping } = input;
  const { level = 0.95, alpha = 0.05, margin = 0.05, smallest = 30 } = options;
  const reference = referenceOf(grouping, options.reference);
  const { groups, overall } = confusionsOf(truth, decided, grouping);
  const comparing = { reference, level, alpha, margin };
  const [baseRate] = compareRates(groups, ['baseRate'], comparing);
  const rates = compareRates(groups, family, comparing);
  const reportOf = (rate: RateName) => rates.find((one) => one.rate === rate)!;
  const calibrations = scores ? groupCalibrations(truth, scores, grouping) : null;
  const own = benefits(truth, decided);
  const grouped = own.filter((_, row) => grouping.of[row]! >= 0);
  const figures = (confusion: Confusion) =>
    Object.fromEntries(rateNames.map((rate) => [rate, rateFigure(confusion, rate, level)])) as GroupReport['rates'];
  return {
    attribute: grouping.attribute,
    rows: truth.length,
    ungrouped: truth.length - overall.n,
    reference: grouping.names[reference]!,
    level,
    alpha,
    margin,
    overall: figures(overall),
    groups: groups.map((confusion, group) => ({
      group: grouping.names[group]!,
      isReference: group === reference,
      isSmall: confusion.n < smallest,
      confusion,
      rates: figures(confusion),
      averageOdds: averageOddsDifference(confusion, groups[reference]!),
      calibration: calibrations?.[group] ?? null,
      forcedFpr: forcedFpr(confusion, overall),
    })),
    baseRate: baseRate!,
    rates,
    equalisedOdds: equalisedOdds(reportOf('tpr').gap, reportOf('fpr').gap),
    criteria: criteria.map((criterion) => ({
      ...criterion,
      verdict: verdictOfAll(criterion.rates.map((rate) => reportOf(rate).verdict)),
    })),
    impossibility: impossibilityOf(baseRate!, overall, alpha),
    inequality: {
      entropy: generalisedEntropy(grouped),
      theil: theil(grouped),
      betweenGroups: betweenGroupEntropy(own, grouping),
    },
    differentialFairness: smoothedEdf(groups.map((confusion) => countOf(confusion, 'selection'))),
  };
}

/** Chouldechova's identity: FPR = p / (1 - p) x (1 - PPV) / PPV x (1 - FNR), with the group's base rate p. */
function forcedFpr(group: Confusion, overall: Confusion): number | null {
  const p = rateOf(group, 'baseRate');
  const [ppv, tpr] = [rateOf(overall, 'ppv'), rateOf(overall, 'tpr')];
  if (p === null || p === 1 || !ppv || tpr === null) return null;
  return ((p / (1 - p)) * (1 - ppv) * tpr) / ppv;
}

function impossibilityOf({ test }: RateReport, { fp, fn }: Confusion, alpha: number): Impossibility {
  if (test === null) return { applies: null, p: null, note: 'Base rates cannot be compared: fewer than two groups.' };
  const { p } = test;
  if (p >= alpha) {
    return {
      applies: false,
      p,
      note: 'There is no evidence that base rates differ: all three criteria can hold together.',
    };
  }
  if (fp === 0 || fn === 0) {
    const errors = fp === 0 && fn === 0 ? 'nothing is decided wrongly' : 'one kind of error never happens';
    return { applies: false, p, note: `Base rates differ, but ${errors}: the criteria need not exclude each other.` };
  }
  const note =
    'Base rates differ and decisions err, so equal error rates (separation) and equal predictive values (sufficiency) cannot both hold: choose which one matters here.';
  return { applies: true, p, note };
}
