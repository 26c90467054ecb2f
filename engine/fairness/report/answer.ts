import type { AuditCell, AuditVerdict, ItemSide } from '../../contract/index.ts';
import type { Block } from './document.ts';
import { extremesOf, metricNames, placeOf, type ReportInput, unique } from './input.ts';
import { mitigationSentence } from './mitigations.ts';
import { countOf, estimateText, listText, rangeText, shareText, valueText } from './numbers.ts';
import { verdictMarks } from './verdicts.ts';

/** Sentences of one kind on the first page; the sections below have all. */
const mostSentences = 8;

/** What was found, in plain sentences: what differs, what is equivalent, and what the data cannot tell. */
export function answer(audit: ReportInput): Block[] {
  const { cells, items, moderation, criteria, mitigations } = audit;
  return [
    { kind: 'heading', level: 2, text: 'Answer' },
    ...(cells.length > 0 ? people(audit) : []),
    ...(items.length > 0 ? part('Attention to items', [itemSentence(items)]) : []),
    ...part('Moderation', [...moderation.map(termSentence), ...criteria.map(criteriaSentence)]),
    ...part('Mitigation', mitigations.map(mitigationSentence)),
    {
      kind: 'text',
      text: 'An audit names disparities that its data can show. It does not say where they come from, nor that a system is fair.',
    },
  ];
}

function part(title: string, sentences: readonly string[]): Block[] {
  if (sentences.length === 0) return [];
  const rest = sentences.length - mostSentences;
  const items = rest > 1 ? [...sentences.slice(0, mostSentences), `${rest} more stand below.`] : sentences;
  return [
    { kind: 'heading', level: 3, text: title },
    { kind: 'list', items },
  ];
}

function people(audit: ReportInput): Block[] {
  const { cells, counts, subjects, metrics, groupings, spec } = audit;
  const of = (verdict: AuditVerdict) => cells.filter((cell) => cell.verdict === verdict);
  const over = `${countOf(subjects.length, 'model')} over ${countOf(metrics.length, 'metric')}, by ${listText(groupings)}`;
  const rare = counts['not-estimable'] > 0 ? ` ${counts['not-estimable']} cannot be estimated.` : '';
  const [verb, state] = [counts.differs === 1 ? 'differs' : 'differ', counts.equivalent === 1 ? 'is' : 'are'];
  const found = `${counts.differs} ${verb}, ${counts.equivalent} ${state} equivalent, and for ${counts['no-evidence']} the data is not enough to tell.`;
  const margin = `all groups lie within ${100 * spec.margin} % of the overall mean of each other.`;
  return [
    {
      kind: 'text',
      text: `${countOf(cells.length, 'comparison')} of groups of users ${cells.length === 1 ? 'was' : 'were'} made: ${over}. ${found}${rare}`,
    },
    ...part(
      'What differs',
      byPlace(of('differs'), (own, place) => differing(audit, own, place)),
    ),
    ...part(
      'What is equivalent',
      byPlace(of('equivalent'), (own, place) => `By ${place}: ${named(audit, own)}: ${margin}`),
    ),
    ...part(
      'Not enough data to tell',
      byPlace(of('no-evidence'), (own, place) => `By ${place}: ${named(audit, own)}.${hiding(audit, own)}`),
    ),
    ...part(
      'What cannot be estimated',
      byPlace(
        of('not-estimable'),
        (own, place) => `By ${place}: ${named(audit, own)}. ${unique(own.map(({ words }) => words)).join(' ')}`,
      ),
    ),
  ];
}

function byPlace(cells: readonly AuditCell[], sentence: (own: AuditCell[], place: string) => string): string[] {
  return unique(cells.map(placeOf)).map((place) =>
    sentence(
      cells.filter((cell) => placeOf(cell) === place),
      place,
    ),
  );
}

/** The first metric that differs with its widest gap, and the names of the others. */
function differing(audit: ReportInput, cells: readonly AuditCell[], place: string): string {
  const metric = audit.metrics.find((one) => cells.some((cell) => cell.metric === one))!;
  const own = cells.filter((cell) => cell.metric === metric);
  const widest = own.reduce((most, cell) => (cell.gap! > most.gap! ? cell : most));
  const found = extremesOf(widest)!;
  const { lowest, highest, interval } = found;
  // '56' alone does not say that it is an age.
  const whom = (group: string) => (/^\d/.test(group) ? `${widest.grouping} ${group}` : group);
  const models = modelsOf(audit, own);
  const most = own.length > 1 ? `, most for ${widest.subject}` : '';
  const apart = interval.low === null ? '' : ` (95 % interval ${rangeText(interval)})`;
  const chance = widest.expected
    ? `, where equal groups of these sizes would show ${valueText(widest.expected.mean)}`
    : '';
  const rest = cells.filter((cell) => cell.metric !== metric);
  return [
    `By ${place}: ${metricNames(audit)(metric)} differs for ${models}${most}:`,
    `${whom(lowest.group)} ${valueText(lowest.value)}, ${whom(highest.group)} ${valueText(highest.value)},`,
    `${valueText(widest.gap)} apart${apart}${chance}.`,
    ...(rest.length > 0 ? [`Also different: ${named(audit, rest)}.`] : []),
  ].join(' ');
}

/** Metrics with the models that they are said of. */
function named(audit: ReportInput, cells: readonly AuditCell[]): string {
  const name = metricNames(audit);
  const own = unique(cells.map(({ metric }) => metric)).map((metric) => {
    return {
      metric,
      models: modelsOf(
        audit,
        cells.filter((cell) => cell.metric === metric),
      ),
    };
  });
  // Metrics that are said of the same models stand together.
  const groups = unique(own.map(({ models }) => models)).map((models) => {
    const names = own.filter((one) => one.models === models).map(({ metric }) => name(metric));
    return audit.subjects.length > 1 ? `${listText(names)} (${models})` : listText(names);
  });
  return groups.join('; ');
}

function modelsOf({ subjects }: ReportInput, cells: readonly AuditCell[]): string {
  const names = unique(cells.map(({ subject }) => subject));
  return names.length > 1 && names.length === subjects.length ? `all ${names.length} models` : listText(names);
}

/** What could hide behind the first of the metrics that say nothing. */
function hiding(audit: ReportInput, cells: readonly AuditCell[]): string {
  const metric = audit.metrics.find((one) => cells.some((cell) => cell.metric === one))!;
  const seen = cells.flatMap((cell) => (cell.metric === metric && cell.detectable !== null ? [cell.detectable] : []));
  if (seen.length === 0) return '';
  return ` A gap in ${metricNames(audit)(metric)} below ${valueText(Math.min(...seen))} would mostly not have been found.`;
}

function itemSentence(sides: readonly ItemSide[]): string {
  const span = (name: string, text: (value: number | null) => string) => {
    const known = sides.flatMap(({ subject, figures }) => {
      const value = figures.find((figure) => figure.name === name && figure.group === null)?.value ?? null;
      return value === null ? [] : [{ subject, value }];
    });
    known.sort((a, b) => a.value - b.value);
    const [least, most] = [known[0], known.at(-1)];
    if (!least || !most) return 'n/a';
    const first = `${text(least.value)} (${least.subject})`;
    return least === most ? first : `${first} to ${text(most.value)} (${most.subject})`;
  };
  const shown = `The share of the catalogue that stands in at least one list: ${span('coverage', shareText)}.`;
  return `${shown} Gini of exposure, 0 where all items have as much and 1 where one has all: ${span('gini', valueText)}.`;
}

/** Below this a policy is about something else than what the probe's sentences do. */
const tellingAuc = 0.6;

const sourceWords = { probes: 'sentences of the probe', decisions: 'decisions of people' } as const;

function termSentence({ policy, source, overallAuc, terms }: ReportInput['moderation'][number]): string {
  const all = terms.flatMap(({ term, subgroupAuc, bpsn, bnsp }) =>
    (
      [
        ['subgroup', subgroupAuc],
        ['BPSN', bpsn],
        ['BNSP', bnsp],
      ] as const
    ).flatMap(([name, auc]) => (auc.value === null ? [] : [{ term, name, ...auc, value: auc.value }])),
  );
  const head = `${policy}, over ${sourceWords[source]}: AUC ${valueText(overallAuc)}`;
  if (source === 'probes' && overallAuc !== null && overallAuc < tellingAuc) {
    return `${head}: it hardly tells those sentences apart, so that they say little of this policy; its terms stand below.`;
  }
  if (all.length === 0) return `${head}.`;
  const lowest = all.reduce((least, one) => (one.value < least.value ? one : least));
  return `${head}; the lowest with a term is the ${lowest.name} AUC of '${lowest.term}', ${estimateText(lowest)}.`;
}

function criteriaSentence({ policy, attribute, criteria }: ReportInput['criteria'][number]): string {
  const found = criteria.map(({ name, verdict }) => `${name}: ${verdictMarks[verdict].name}`);
  return `${policy}, posts by ${attribute}: ${found.join(', ')}.`;
}
