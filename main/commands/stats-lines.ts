import type { TestResult } from '../../engine/fairness/stats/groups.ts';
import type { Ladder, ShownGroup } from '../../engine/fairness/stats/ladder.ts';
import type { Verdict } from '../../engine/fairness/stats/verdict.ts';

/** A comparison for people to read. */
export function* ladderLines(
  ladder: Ladder,
  { rows, left, units }: { rows: number; left: number; units: number },
): Generator<string> {
  yield `${rows} rows, ${units} of unit ${ladder.unit}, ${left} rows without a value or a group`;
  yield `\n${sentenceOf(ladder.verdict)}`;
  yield `${ladder.branch}: ${ladder.why}`;
  yield '';
  for (const [g, group] of ladder.groups.entries()) yield groupLine(group, ladder.resampled?.groups[g]?.bca);
  yield '';
  if (ladder.test) yield testLine(ladder.test);
  for (const other of ladder.others) yield `${testLine(other)}  (beside it)`;
  if (ladder.variances) yield `${testLine(ladder.variances)}  (variances)`;
  for (const { name, value, low, high } of ladder.effects)
    yield `  ${name.padEnd(24)} ${figure(value)}${range(low, high)}`;
  if (ladder.resampled) {
    const { gap, welch, between, draws, seed } = ladder.resampled;
    yield `  gap ${figure(gap.observed)}; equality would show ${figure(gap.expected)}, below ${figure(gap.high)} in 95 %: p ${p(gap.p)}`;
    yield `  studentised permutation F ${figure(welch.observed)}: p ${p(welch.p)}  (${draws} draws, seed ${seed})`;
    if (ladder.kind === 'rates') yield `  permuted chi-square: p ${p(between.p)}`;
  }
  if (ladder.decision) {
    const { by, p: chance } = ladder.decision;
    yield `  the verdict rests on p ${p(chance)}, that of the ${by}`;
  }
  if (ladder.pairs.length > 0) yield `\nPairs (${ladder.pairs[0]!.method})`;
  for (const { a, b, difference, adjusted, effect } of ladder.pairs) {
    const apart = `${figure(difference.value)}${range(difference.low, difference.high)}`;
    yield `  ${a} - ${b}: ${apart}  adjusted p ${p(adjusted)}  ${effect.name} ${figure(effect.value)}${range(effect.low, effect.high)}`;
  }
  for (const flag of ladder.flags) yield `note: ${flag}`;
}

function sentenceOf(verdict: Verdict): string {
  switch (verdict.state) {
    case 'differs':
      return `The groups differ: gap ${figure(verdict.gap)}, p ${p(verdict.p)}.`;
    case 'equivalent':
      return verdict.differsWithin
        ? `The groups differ, but are equivalent within ${figure(verdict.margin)}: gap ${figure(verdict.gap)}, p ${p(verdict.p)} of a gap as large as the margin.`
        : `The groups are equivalent within ${figure(verdict.margin)}: gap ${figure(verdict.gap)}, p ${p(verdict.p)}.`;
    case 'no-evidence':
      return `No evidence of a difference: gap ${figure(verdict.gap)}, p ${p(verdict.p)}; from ${figure(verdict.detectable)} on it would have been seen in 80 %.`;
    case 'not-estimable':
      return `Nothing can be said: ${verdict.why}.`;
  }
}

function groupLine(group: ShownGroup, bca: { low: number; high: number } | undefined): string {
  if (group.isHidden) return `  ${group.name.padEnd(20)} hidden: too few`;
  const { name, n, mean, sd, interval, isSmall } = group;
  const drawn = bca ? `  BCa${range(bca.low, bca.high)}` : '';
  return `  ${name.padEnd(20)} n ${n}  mean ${figure(mean)}${range(interval.low, interval.high)}  sd ${figure(sd)}${drawn}${isSmall ? '  small' : ''}`;
}

function testLine({ name, statistic, df, p: chance }: TestResult): string {
  const degrees = df.length > 0 ? `  df ${df.map((value) => Number(value.toFixed(2))).join(', ')}` : '';
  return `  ${name.padEnd(24)} ${figure(statistic)}${degrees}  p ${p(chance)}`;
}

function figure(value: number): string {
  return Number.isNaN(value) ? 'n/a' : Number(value.toPrecision(5)).toString();
}

function range(low: number, high: number): string {
  return Number.isNaN(low) ? '' : ` [${figure(low)}, ${figure(high)}]`;
}

function p(value: number): string {
  if (Number.isNaN(value)) return 'n/a';
  return value < 0.0001 ? value.toExponential(1) : value.toFixed(4);
}
