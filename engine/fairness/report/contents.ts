import { auditVerdicts } from '../../contract/index.ts';
import { answer } from './answer.ts';
import { testDetails } from './appendix.ts';
import {
  criteriaDefinitions,
  criteriaMethod,
  metricDefinitions,
  mitigationMethod,
  moderationDefinitions,
  peopleMethod,
  termsMethod,
} from './definitions.ts';
import type { Block, ReportDocument } from './document.ts';
import { metricNames, type ReportInput } from './input.ts';
import { items } from './items.ts';
import { mitigations } from './mitigations.ts';
import { moderation } from './moderation.ts';
import { countText, shareText } from './numbers.ts';
import { people } from './people.ts';
import { limits } from './reading-limits.ts';
import { verdictMarks, verdictText } from './verdicts.ts';

/**
 * What a report of an audit says, in order. It follows from what was found alone: neither the audit's number, nor when or
 * how fast it was made, nor whether the data changed since. So the same inputs give the same report.
 */
export function reportOf(audit: ReportInput, version: string): ReportDocument {
  const { question, hash, cells } = audit;
  const name = metricNames(audit);
  return {
    title: 'Fairness audit',
    subtitle: question || 'Are groups treated alike?',
    maker: `Steward ${version}`,
    foot: `Steward ${version}, audit ${hash.slice(0, 16)}`,
    blocks: [
      ...answer(audit),
      ...subject(audit, version),
      ...(cells.length > 0 ? [...verdicts(audit), ...people(audit)] : []),
      ...(audit.items.length > 0 ? items(audit.items) : []),
      ...(audit.moderation.length + audit.criteria.length > 0 ? moderation(audit.moderation, audit.criteria) : []),
      ...(audit.mitigations.length > 0 ? mitigations(audit.mitigations) : []),
      heading('Method'),
      ...method(audit).map((text): Block => ({ kind: 'text', text })),
      ...definitions(audit),
      heading('Limits'),
      { kind: 'list', items: limits(audit) },
      heading('Specification'),
      { kind: 'facts', rows: specification(audit) },
      ...(cells.length > 0
        ? [heading('Appendix: tests'), ...cells.flatMap((cell) => testDetails(cell, name(cell.metric)))]
        : []),
    ],
  };
}

function heading(text: string): Block {
  return { kind: 'heading', level: 2, text };
}

function subject(audit: ReportInput, version: string): Block[] {
  const { question, subjects, groupings, metrics, hash, dataHash, measured } = audit;
  const none = 'none';
  const rows: [string, string][] = [
    ['Question', question || none],
    ['Models', subjects.join(', ') || none],
    ['Groups by', groupings.join(', ') || none],
    ['Metrics', metrics.map(metricNames(audit)).join(', ') || none],
    ['Data', `${dataHash} (SHA-256)`],
    ['Audit', `${hash} (SHA-256 of all that went in)`],
    ['Made by', `Steward ${version}`],
  ];
  const blocks: Block[] = [heading('What was audited'), { kind: 'facts', rows }];
  if (measured.length === 0) return blocks;
  const numbers = ['run', 'users (n)', 'length of lists (k)', 'held out', 'seed'];
  return [
    ...blocks,
    {
      kind: 'table',
      caption: 'Runs: what each model was measured on',
      columns: [{ name: 'model' }, ...numbers.map((name) => ({ name, isNumber: true })), { name: 'split' }],
      rows: measured.map(({ subject: model, run, users, k, split, share, seed }) => [
        ...[model, String(run), countText(users), String(k)],
        ...[split === 'loo' ? 'one pair' : shareText(share), String(seed), split],
      ]),
    },
  ];
}

function verdicts({ counts, spec }: ReportInput): Block[] {
  return [
    heading('Results'),
    {
      kind: 'table',
      caption: `Comparisons by verdict, and how each is to be read. Level ${spec.alpha}; margin ${100 * spec.margin} % of the overall mean.`,
      columns: [{ name: 'verdict' }, { name: 'comparisons', isNumber: true }, { name: 'what it says' }],
      rows: auditVerdicts.map((verdict) => [
        verdictText(verdict),
        countText(counts[verdict] ?? 0),
        verdictMarks[verdict].says,
      ]),
    },
  ];
}

function method({ cells, moderation: sides, criteria, mitigations: tried }: ReportInput): string[] {
  return [
    ...(cells.length > 0 ? peopleMethod : []),
    ...(sides.length > 0 ? [termsMethod] : []),
    ...(criteria.length > 0 ? [criteriaMethod] : []),
    ...(tried.length > 0 ? [mitigationMethod] : []),
    'docs/statistics.md and docs/fairness-definitions.md of Steward have formulas, conventions and published figures that they were tested against.',
  ];
}

function definitions({ metrics, cells, moderation: sides, criteria }: ReportInput): Block[] {
  const measured = metrics.map((metric) => {
    const known = metricDefinitions[metric];
    return known
      ? [known.name, known.means, known.unit, known.source]
      : [metric, 'as measured by the run', '', 'docs/evaluation.md'];
  });
  const tests = cells.flatMap(({ test }) => (test ? [[test.name, test.definition, '', test.source]] : []));
  const once = new Map(tests.map((row) => [row[0]!, row]));
  return [
    heading('Definitions'),
    {
      kind: 'table',
      caption: 'What was measured, and where it is defined (docs/fairness-definitions.md has the formulas)',
      columns: [{ name: 'name' }, { name: 'definition' }, { name: 'unit' }, { name: 'source' }],
      rows: [
        ...measured,
        ...once.values(),
        ...(sides.length > 0 ? moderationDefinitions : []),
        ...(criteria.length > 0 ? criteriaDefinitions : []),
      ],
    },
  ];
}

function specification({ spec }: ReportInput): [string, string][] {
  const listed = (values: readonly (string | number)[], empty: string) => values.join(', ') || empty;
  return [
    ['Runs', listed(spec.runs, 'none')],
    ['Attributes', listed(spec.attributes, 'all')],
    ['Metrics', listed(spec.metrics, 'all')],
    ['Crosses of', spec.intersections === 1 ? 'none' : `up to ${spec.intersections} attributes`],
    ['Control', spec.control ?? 'none'],
    ['Items by', spec.itemAttribute ?? 'the first attribute that fits'],
    ['Sides', spec.sides.join(', ')],
    ['Hidden below', `${spec.hideBelow} users`],
    ['Marked below', `${spec.markBelow} users`],
    ['Level', String(spec.alpha)],
    ['Margin', `${spec.margin} of the overall mean`],
    ['Draws', `${countText(spec.draws)} of the bootstrap and of the permutation`],
    ['Seed', String(spec.seed)],
  ];
}
