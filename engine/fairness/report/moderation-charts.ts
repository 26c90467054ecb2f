import type { AuditedCriteria, IdentityTerm, ModerationSide } from '../../contract/index.ts';
import { label, left, width } from './chart-parts.ts';
import type { Figure, Mark } from './document.ts';
import { valueText } from './numbers.ts';

const rowHeight = 18;
/** Terms that a chart shows; the table has all. */
const mostTerms = 12;

/** The terms with the lowest AUCs, the lowest first: the darker the further below 1. */
export function termsFigure(title: string, { terms }: ModerationSide): Figure {
  const lowest = ({ subgroupAuc, bpsn, bnsp }: IdentityTerm) =>
    Math.min(...[subgroupAuc, bpsn, bnsp].map(({ value }) => value ?? 1));
  const shown = [...terms].sort((a, b) => lowest(a) - lowest(b)).slice(0, mostTerms);
  const columns = ['subgroup AUC', 'BPSN', 'BNSP'];
  const column = (width - left) / columns.length;
  const marks: Mark[] = columns.map((name, c) => label(name, [left + column * (c + 0.5), 14]));
  for (const [t, { term, subgroupAuc, bpsn, bnsp }] of shown.entries()) {
    const y = 20 + t * rowHeight;
    marks.push(label(term, [0, y + 13], { anchor: 'start', tone: 'ink', room: left - 8 }));
    for (const [c, { value }] of [subgroupAuc, bpsn, bnsp].entries()) {
      const x = left + column * c;
      const shade = value === null ? 0 : Math.min(0.5, Math.max(0, 1 - value));
      marks.push({ mark: 'box', at: [x + 1, y + 1], width: column - 2, height: rowHeight - 2, tone: 'alert', shade });
      marks.push(label(valueText(value), [x + column / 2, y + 13], { tone: 'ink' }));
    }
  }
  const which =
    terms.length > shown.length ? `The ${shown.length} of ${terms.length} terms with the lowest AUC` : 'Terms';
  return {
    kind: 'figure',
    title: `${title}, AUCs`,
    description: `${which} in rows, the lowest first; the darker, the further below 1. The table has all, with their intervals.`,
    width,
    height: 22 + shown.length * rowHeight,
    marks,
  };
}

const rates = ['selection', 'tpr', 'fpr', 'ppv', 'npv'] as const;
const rateNames = { selection: 'selected', tpr: 'TPR', fpr: 'FPR', ppv: 'PPV', npv: 'NPV' } as const;

/** Rates of groups of posts on scales from 0 to 1 side by side, with their intervals. */
export function ratesFigure(title: string, { groups }: AuditedCriteria): Figure {
  const column = (width - left) / rates.length;
  const bottom = 22 + groups.length * rowHeight;
  const marks: Mark[] = [];
  for (const [r, rate] of rates.entries()) {
    const from = left + column * r + 6;
    const at = (share: number) => from + share * (column - 18);
    marks.push(label(rateNames[rate], [at(0.5), 12], { tone: 'ink' }));
    for (const tick of [0, 0.5, 1]) {
      marks.push({ mark: 'line', from: [at(tick), 18], to: [at(tick), bottom], tone: 'hairline' });
      marks.push(label(String(tick), [at(tick), bottom + 13]));
    }
    for (const [g, group] of groups.entries()) {
      const y = 22 + rowHeight * (g + 0.5);
      const { value, low, high } = group[rate];
      if (value === null) continue;
      if (low !== null && high !== null)
        marks.push({ mark: 'line', from: [at(low), y], to: [at(high), y], tone: 'accent' });
      marks.push({ mark: 'dot', at: [at(value), y], r: 3.5, tone: 'accent' });
    }
  }
  for (const [g, { group }] of groups.entries()) {
    marks.push(label(group, [0, 22 + rowHeight * (g + 0.5) + 4], { anchor: 'start', tone: 'ink', room: left - 8 }));
  }
  return {
    kind: 'figure',
    title: `${title}, rates`,
    description: 'Groups in rows; dots are rates, lines their 95 % intervals. The table has the numbers.',
    width,
    height: bottom + 20,
    marks,
  };
}
