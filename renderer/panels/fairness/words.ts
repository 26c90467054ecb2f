import type { AuditCell, AuditSummary, AuditVerdict } from '../../../engine/contract/fairness.ts';
import { count, decimal, pValue } from '../../ui/format.ts';

/** What each verdict is called and means, in the same words everywhere. */
export const verdictWords: Record<AuditVerdict, { name: string; letter: string; means: string }> = {
  differs: {
    name: 'Differs',
    letter: 'D',
    means: 'Groups differ by more than chance would make them, after correction for everything that was tested.',
  },
  equivalent: {
    name: 'Equivalent',
    letter: 'E',
    means: 'Groups are shown to be within the margin of each other.',
  },
  'no-evidence': {
    name: 'No evidence',
    letter: 'N',
    means: 'Neither a difference nor equality is shown: the groups are too small for that.',
  },
  'not-estimable': {
    name: 'Not estimable',
    letter: 'X',
    means: 'Fewer than two groups are large enough to be shown, or nothing varies.',
  },
};

/** What a cell's verdict is called; that of a sure difference within the margin says both. */
export function verdictName({ verdict, differsWithin }: Pick<AuditCell, 'verdict' | 'differsWithin'>): string {
  return `${verdictWords[verdict].name}${differsWithin ? ', and differs within the margin' : ''}`;
}

/** The words of a value in an audit: four digits at most, and a dash where there is none. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return Number.isFinite(value) ? decimal(value, digits) : 'infinite';
}

/** A p value within a sentence: 'p = 0.012', 'p < 0.001'. */
export function pClause(value: number): string {
  const text = pValue(value);
  return text.startsWith('<') ? `p < ${text.slice(1)}` : `p = ${text}`;
}

/** What an audit is called where nobody asked a question. */
export function auditName({ question, subjects }: Pick<AuditSummary, 'question' | 'subjects'>): string {
  return question || (subjects.length === 0 ? 'Moderation' : subjects.join(', '));
}

/** A cell of the matrix in one line, for who does not see it. */
export function cellLine(cell: AuditCell, metric: string): string {
  const parts = [
    `${metric} of ${cell.subject} by ${cell.grouping}: ${verdictName(cell).toLowerCase()}`,
    cell.gap !== null && `gap ${figure(cell.gap)}`,
    cell.expected && `equality would show up to ${figure(cell.expected.high)}`,
    `smallest group ${count(cell.smallest)}`,
  ];
  return parts.filter(Boolean).join(', ');
}
