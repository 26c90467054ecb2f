import type { RateFigure } from '../../engine/fairness/criteria/comparisons.ts';
import type { ConditionalRate } from '../../engine/fairness/criteria/conditional.ts';
import type { RateName } from '../../engine/fairness/criteria/confusion.ts';
import type { CriteriaReport } from '../../engine/fairness/criteria/report.ts';

const titles: Record<RateName, string> = {
  selection: 'selected',
  baseRate: 'base rate',
  tpr: 'true positive rate',
  fnr: 'false negative rate',
  fpr: 'false positive rate',
  tnr: 'true negative rate',
  ppv: 'positive predictive value',
  fdr: 'false discovery rate',
  npv: 'negative predictive value',
  for: 'false omission rate',
  accuracy: 'accuracy',
};

/** The report as lines for people. */
export function* ratesLines(report: CriteriaReport, threshold: number): Generator<string> {
  const { groups, rows, ungrouped, attribute, reference } = report;
  const left = ungrouped > 0 ? `, ${count(ungrouped)} without a group left out` : '';
  yield `${count(rows)} rows by ${attribute}${left}; decided from ${threshold} on, against ${reference}`;
  const width = Math.max(...groups.map(({ group }) => group.length), 5);
  for (const one of [report.baseRate, ...report.rates]) {
    const { rate, gap, test, verdict, overall } = one;
    yield '';
    yield `${titles[rate]}: ${verdict}`;
    yield `  ${'all'.padEnd(width)}  ${figure(overall)}`.trimEnd();
    for (const [number, { group, rates, isReference }] of groups.entries()) {
      const comparison = one.comparisons.find((other) => other.group === number);
      const against = comparison
        ? `  ${signed(comparison.difference)} (${signed(comparison.low)} to ${signed(comparison.high)})  p ${p(comparison.corrected)}`
        : isReference
          ? '  reference'
          : '';
      yield `  ${group.padEnd(width)}  ${figure(rates[rate])}${against}`.trimEnd();
    }
    const gaps = `difference ${share(gap.difference)}, ratio ${share(gap.ratio)}`;
    const approximate = test?.isApproximate ? ', approximate: little is expected in some group' : '';
    yield test
      ? `  ${gaps}; ${test.name}, p ${p(test.p)}, over all rates ${p(test.corrected)}${approximate}`
      : `  ${gaps}`;
  }
  yield '';
  const { worst, mean } = report.equalisedOdds;
  yield `equalised odds difference: worst ${share(worst)}, mean ${share(mean)}`;
  for (const { name, verdict } of report.criteria) yield `${name}: ${verdict}`;
  yield report.impossibility.note;
  const { entropy, theil, betweenGroups } = report.inequality;
  yield `inequality of benefits: entropy ${share(entropy)}, Theil ${share(theil)}, between groups ${share(betweenGroups)}`;
  yield* calibrationLines(report, width);
  const small = groups.filter(({ isSmall }) => isSmall).map(({ group }) => group);
  if (small.length > 0) yield `small groups, whose figures say little: ${small.join(', ')}`;
  yield `intervals are of ${100 * report.level} %; p against the reference by Holm over groups, of a rate by Holm over rates`;
}

/** Rates with another column held fixed. */
export function* conditionalLines(conditional: readonly ConditionalRate[]): Generator<string> {
  for (const { rate, control, groups } of conditional) {
    yield '';
    yield `${titles[rate]} with ${control} held fixed (difference from the reference: over all, within)`;
    for (const { group, pooled, standardised, reverses } of groups) {
      const turned = reverses ? '  turns round' : '';
      yield `  ${group}  ${signed(pooled)}  ${signed(standardised)}${turned}`;
    }
  }
}

function* calibrationLines({ groups }: CriteriaReport, width: number): Generator<string> {
  if (groups.every(({ calibration }) => calibration === null)) return;
  yield '';
  yield 'calibration (error against the scores, against all; observed minus expected)';
  for (const { group, calibration } of groups) {
    if (!calibration) continue;
    const { ece, groupEce, inTheLarge } = calibration;
    yield `  ${group.padEnd(width)}  ${share(ece)}  ${share(groupEce)}  ${signed(inTheLarge)}`;
  }
}

function figure({ ones, n, value, low, high }: RateFigure): string {
  const rate = value === null ? 'n/a' : `${share(value)} (${share(low)} to ${share(high)})`;
  return `${rate.padEnd(25)} ${`${count(ones)} of ${count(n)}`.padEnd(16)}`;
}

function share(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(4);
}

function signed(value: number | null): string {
  return value === null ? 'n/a' : `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}

function p(value: number): string {
  return value < 0.0001 ? '< 0.0001' : value.toFixed(4);
}

function count(n: number): string {
  return n.toLocaleString('en');
}
