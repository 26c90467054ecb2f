import type { IdentityTerm, ModerationSide } from '../../../engine/contract/fairness.ts';
import { figure } from './words.ts';

/** The figures of a term in the order of their columns. */
export const termFigures = ['subgroup', 'bpsn', 'bnsp', 'negative', 'positive', 'flips'] as const;
export type TermFigure = (typeof termFigures)[number];

/** What a figure is called and means, and which texts are behind it. */
export const figureWords: Record<
  TermFigure,
  { name: string; means: string; texts: 'subgroup' | 'bpsn' | 'bnsp'; shows: string }
> = {
  subgroup: {
    name: 'Subgroup AUC',
    means:
      'The chance that, of the texts that name the term, a violation scores above an ordinary one. Low: the classifier cannot tell them apart here.',
    texts: 'subgroup',
    shows: 'Texts that name the term',
  },
  bpsn: {
    name: 'BPSN AUC',
    means:
      'Background positive, subgroup negative: the chance that a violation without the term scores above an ordinary text with it. Low: ordinary texts that name the term are taken for violations.',
    texts: 'bpsn',
    shows: 'Ordinary texts that name the term',
  },
  bnsp: {
    name: 'BNSP AUC',
    means:
      'Background negative, subgroup positive: the chance that a violation with the term scores above an ordinary text without it. Low: violations that name the term are missed.',
    texts: 'bnsp',
    shows: 'Violations that name the term',
  },
  negative: {
    name: 'Negative gap',
    means:
      'Negative average equality gap, from −0.5 to 0.5: above 0 ordinary texts that name the term score higher than others.',
    texts: 'bpsn',
    shows: 'Ordinary texts that name the term',
  },
  positive: {
    name: 'Positive gap',
    means:
      'Positive average equality gap, from −0.5 to 0.5: below 0 violations that name the term score lower than others.',
    texts: 'bnsp',
    shows: 'Violations that name the term',
  },
  flips: {
    name: 'Flips',
    means:
      'The share of pairs (template, other term) in which the decision changes where this term takes the other’s place. 0 treats all alike.',
    texts: 'subgroup',
    shows: 'Templates with the term',
  },
};

/** The value of a figure with its interval; gaps and flips come without one. */
export function termValue(term: IdentityTerm, of: TermFigure): IdentityTerm['bpsn'] {
  const plain = (value: number | null) => ({ value, low: null, high: null });
  return {
    subgroup: term.subgroupAuc,
    bpsn: term.bpsn,
    bnsp: term.bnsp,
    negative: plain(term.negativeGap),
    positive: plain(term.positiveGap),
    flips: plain(term.flips),
  }[of];
}

/** How much a figure should worry, from 0 to 3: by how far it is from what equal treatment would give. */
export function concern(value: number | null, of: TermFigure): 0 | 1 | 2 | 3 {
  if (value === null) return 0;
  const far =
    of === 'negative' || of === 'positive' ? Math.abs(value) : of === 'flips' ? value : Math.max(0, 1 - value);
  return far < 0.05 ? 0 : far < 0.15 ? 1 : far < 0.3 ? 2 : 3;
}

export type TermOrder = 'worst' | 'name' | 'n';

/** Terms in an order; the worst are those with the lowest of the three AUCs. */
export function orderedTerms(terms: readonly IdentityTerm[], order: TermOrder): IdentityTerm[] {
  const lowest = ({ subgroupAuc, bpsn, bnsp }: IdentityTerm) =>
    Math.min(...[subgroupAuc, bpsn, bnsp].map(({ value }) => value ?? 2));
  const by: Record<TermOrder, (a: IdentityTerm, b: IdentityTerm) => number> = {
    worst: (a, b) => lowest(a) - lowest(b),
    n: (a, b) => b.n - a.n,
    name: () => 0,
  };
  return terms.toSorted((a, b) => by[order](a, b) || a.term.localeCompare(b.term, 'en'));
}

/** Names a side within its audit. */
export function sideKey({ policy, source }: Pick<ModerationSide, 'policy' | 'source'>): string {
  return `${policy} ${source}`;
}

/** A value of a figure with its interval in words. */
export function valueLine({ value, low, high }: IdentityTerm['bpsn']): string {
  if (value === null) return 'not estimable';
  return low === null || high === null
    ? figure(value)
    : `${figure(value)}, 95 % interval ${figure(low)}–${figure(high)}`;
}
