import type { MitigationPoint } from '../../contract/index.ts';
import { metricDefinitions } from './definitions.ts';
import type { Block } from './document.ts';
import { frontierFigure } from './frontier-chart.ts';
import type { ReportMitigation } from './input.ts';
import { countOf, countText, estimateText, shareText, valueText } from './numbers.ts';

/** What was tried against gaps of the audit's runs: the frontier, before and after. */
export function mitigations(found: readonly ReportMitigation[]): Block[] {
  return [
    { kind: 'heading', level: 2, text: 'Mitigation' },
    {
      kind: 'text',
      text: 'Ways to make the lists of a run fairer, each at several strengths, measured on a test part that none of them has seen. The gap is signed: the group that was better off before, less the one that was worse off. Changes are against the base over the same users and draws. "Chosen" is the strength that the validation part chose for a method within its budget; with many points some look good by chance.',
    },
    ...found.flatMap(one),
  ];
}

function one(found: ReportMitigation): Block[] {
  const { spec, runName, better, worse, users, k, base, points } = found;
  const metric = nameOf(found);
  const title = `${runName} by ${spec.by}`;
  const rowOf = (
    name: string,
    { ndcg, recall, gap, tail, coverage }: MitigationPoint['test'],
    point: MitigationPoint | null,
  ) => [
    name,
    point === null ? '' : point.chosen ? 'chosen' : '',
    estimateText(spec.metric === 'ndcg' ? ndcg : recall),
    point ? estimateText(point.change[spec.metric]) : '',
    estimateText(gap),
    point ? estimateText(point.change.gap) : '',
    shareText(tail.value),
    shareText(coverage.value),
  ];
  return [
    { kind: 'heading', level: 3, text: title },
    {
      kind: 'text',
      text: `${metric}@${k} of ${countText(users)} users; the gap is that of ${better} less ${worse}. A chosen point may lose ${shareText(spec.budget)} of ${metric} on the validation part. ${mitigationSentence(found)}`,
    },
    frontierFigure(title, found, metric),
    {
      kind: 'table',
      caption: `${title}: every point, with 95 % intervals over users`,
      columns: [
        { name: 'method and strength' },
        { name: '' },
        ...[metric, `change of ${metric}`, 'gap', 'change of the gap', 'tail', 'coverage'].map((name) => ({
          name,
          isNumber: true,
        })),
      ],
      rows: [rowOf('base', base.test, null), ...points.map((point) => rowOf(pointName(point), point.test, point))],
    },
  ];
}

function nameOf({ spec }: ReportMitigation): string {
  return metricDefinitions[spec.metric]!.name;
}

export function pointName({ method, strength }: MitigationPoint): string {
  return `${method} ${strength}`;
}

/** What the best of the chosen points does, in a sentence. */
export function mitigationSentence(found: ReportMitigation): string {
  const { spec, runName, points, base } = found;
  const chosen = points.filter((point) => point.chosen);
  const head = `${runName} by ${spec.by}: ${countOf(points.length, 'point')} tried`;
  if (chosen.length === 0) return `${head}; none stayed within the budget.`;
  const best = chosen.reduce((least, point) =>
    Math.abs(point.validation.gap) < Math.abs(least.validation.gap) ? point : least,
  );
  const { change, test } = best;
  const { low, high } = change.gap;
  const isSure = low !== null && high !== null && (low > 0 || high < 0);
  const sure = isSure ? '' : ', which cannot be told from none';
  return `${head}; of those chosen, ${pointName(best)} left the smallest gap on the validation part. On the test part the gap is ${valueText(test.gap.value)} after ${valueText(base.test.gap.value)} (change ${estimateText(change.gap)}${sure}), and ${nameOf(found)} changes by ${estimateText(change[spec.metric])}.`;
}
