import type { Audit, AuditCell, AuditTest } from '../../../engine/contract/fairness.ts';
import { count, interval, pValue } from '../../ui/format.ts';
import { figure, verdictName } from './words.ts';

/** A part of the test drawer: names and what stands beside them; as text it is a line each. */
export interface DrawerPart {
  title: string;
  facts: readonly (readonly [name: string, value: string])[];
}

const decides = { test: 'the test', permutation: 'permutation' } as const;

/** A p value, or a dash where none was computed. */
export function pText(value: number | null): string {
  return value === null ? '–' : pValue(value);
}

/** A range with its ends, or nothing where one of them is missing. */
export function rangeText(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : interval(low, high, 3);
}

/** Everything that a reader needs to check one cell, in the order in which it is asked. */
export function drawerOf({ spec, hash, dataHash }: Audit, cell: AuditCell): DrawerPart[] {
  const { test, expected } = cell;
  const parts: DrawerPart[] = [
    {
      title: 'Gap',
      facts: [
        ['Largest less smallest', figure(cell.gap)],
        ['Smallest over largest', figure(cell.ratio)],
        ['Equality would show', expected ? `${figure(expected.mean)} on average, up to ${figure(expected.high)}` : '–'],
        ['Margin', figure(cell.margin)],
        ['Detectable with 80 % power', figure(cell.detectable)],
      ],
    },
  ];
  if (test) parts.push({ title: test.name, facts: testFacts(test) });
  parts.push({
    title: 'p',
    facts: [
      ['Raw', pText(test?.p ?? null)],
      ['Permutation', pText(cell.permutation)],
      ...(test ? [['Corrected and decided by', decides[cell.decides]] as const] : []),
      ['Holm, within the metric', pText(cell.holm)],
      ['Benjamini and Hochberg, over the audit', pText(cell.discovery)],
    ],
  });
  if (test && test.effects.length > 0) parts.push({ title: 'Effects', facts: test.effects.map(effectFact) });
  if (test && test.assumptions.length > 0) {
    parts.push({
      title: 'Assumptions',
      facts: test.assumptions.map(({ about, holds }) => [about, holds ? 'looks so' : 'does not look so']),
    });
  }
  for (const other of cell.others) {
    parts.push({ title: `For comparison, without a vote: ${other.name}`, facts: testFacts(other) });
  }
  parts.push({
    title: 'How',
    facts: [
      ['Unit of analysis', cell.side === 'people' ? 'a user: the metric of the user’s own list' : 'as defined below'],
      ['Alpha', String(spec.alpha)],
      ['Draws', `${count(spec.draws)} of the bootstrap and of permutation each`],
      ['Seed', String(spec.seed)],
      ['Groups hidden below', count(spec.hideBelow)],
      ['Audit', hash],
      ['Data', dataHash],
    ],
  });
  return parts;
}

/** The drawer as plain text, for a mail or a ticket. */
export function drawerText(audit: Audit, cell: AuditCell, metric: string): string {
  const { groups, test } = cell;
  return [
    `${metric} of ${cell.subject} by ${cell.grouping}${cell.stratum === null ? '' : `, within ${cell.stratum}`}`,
    `${verdictName(cell)}. ${cell.words}`,
    '',
    'Groups',
    ...groups.map((group) =>
      group.size === 'hidden'
        ? `  ${group.group}: hidden, fewer than ${audit.spec.hideBelow}`
        : `  ${group.group}: n ${group.n}, mean ${figure(group.value)} (${rangeText(group.low, group.high)}), sd ${figure(group.sd)}`,
    ),
    ...(test ? ['', `Branch: ${test.branch}`] : []),
    ...drawerOf(audit, cell).flatMap(({ title, facts }) => [
      '',
      title,
      ...facts.map(([name, value]) => `  ${name}: ${value}`),
    ]),
    ...(test ? ['', `Definition: ${test.definition}`, `Source: ${test.source}`] : []),
  ].join('\n');
}

function testFacts({ statistic, df, p }: AuditTest): [string, string][] {
  return [
    [statistic.name, figure(statistic.value)],
    ['Degrees of freedom', df.length === 0 ? 'none' : df.map((value) => figure(value, 1)).join(' and ')],
    ['p', pText(p)],
  ];
}

function effectFact({ name, value, low, high }: AuditTest['effects'][number]): [string, string] {
  const range = rangeText(low, high);
  return [name, range ? `${figure(value)} (95 % ${range})` : figure(value)];
}
