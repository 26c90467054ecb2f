import type { AuditCell } from '../../contract/index.ts';

/** What verdicts look like and say: never by colour alone. */
export const verdictMarks = {
  differs: {
    mark: '!',
    name: 'differs',
    tone: 'alert',
    says: 'The groups differ: p, corrected for all comparisons of the metric, is below the level, and they are not shown to lie within the margin.',
  },
  equivalent: {
    mark: '=',
    name: 'equivalent',
    tone: 'good',
    says: 'All groups are shown to lie within the margin of each other. With *: a difference is shown too, and it is smaller than the margin.',
  },
  'no-evidence': {
    mark: '?',
    name: 'no evidence',
    tone: 'quiet',
    says: 'Not enough data to tell: neither a difference nor equality is shown. "Visible from" says how much could hide.',
  },
  'not-estimable': {
    mark: '-',
    name: 'not estimable',
    tone: 'quiet',
    says: 'Fewer than two groups are large enough to be shown.',
  },
} as const;

/** '! differs'. */
export function verdictText(verdict: keyof typeof verdictMarks): string {
  const { mark, name } = verdictMarks[verdict];
  return `${mark} ${name}`;
}

/** The mark of a cell's verdict: '=*' for what is equivalent and differs within the margin. */
export function cellMark({ verdict, differsWithin }: Pick<AuditCell, 'verdict' | 'differsWithin'>): string {
  return `${verdictMarks[verdict].mark}${differsWithin ? '*' : ''}`;
}

/** The verdict on a cell: '=* equivalent'. */
export function cellVerdict(cell: Pick<AuditCell, 'verdict' | 'differsWithin'>): string {
  return `${cellMark(cell)} ${verdictMarks[cell.verdict].name}`;
}
