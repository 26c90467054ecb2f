import type { AuditedCriteria, ModerationSide } from '../../contract/index.ts';
import type { Block } from './document.ts';
import { ratesFigure, termsFigure } from './moderation-charts.ts';
import { chanceText, countText, estimateText, listText, valueText } from './numbers.ts';
import { verdictText } from './verdicts.ts';

const sources = { probes: 'sentences of the probe', decisions: 'decisions of this workspace' } as const;

/** Texts that name an identity, and decisions between groups of posts, policy by policy. */
export function moderation(sides: readonly ModerationSide[], criteria: readonly AuditedCriteria[]): Block[] {
  const policies = [...new Set([...sides, ...criteria].map(({ policy }) => policy))];
  return [
    { kind: 'heading', level: 2, text: 'Moderation' },
    {
      kind: 'text',
      text: 'AUC is the chance that a violation scores above a harmless text: 1 is best, 0.5 is guessing. Each term has three (see Definitions), with 95 % bootstrap intervals. Criteria are measured on posts that people decided about; posts that a person acted against under the policy count as violations.',
    },
    ...policies.flatMap((policy) => [
      ...sides.filter((side) => side.policy === policy).flatMap(terms),
      ...criteria.filter((one) => one.policy === policy).flatMap(decisions),
    ]),
  ];
}

function terms(side: ModerationSide): Block[] {
  const { policy, threshold, source, overallAuc, score } = side;
  const title = `${policy}: identity terms over ${sources[source]}`;
  const numbers = ['n', 'subgroup AUC', 'BPSN', 'BNSP', 'negative gap', 'positive gap', 'flips'];
  return [
    { kind: 'heading', level: 3, text: title },
    {
      kind: 'text',
      text: `Threshold ${valueText(threshold)}. AUC over all texts ${valueText(overallAuc)}; score of Borkan et al. over all terms ${valueText(score)}.`,
    },
    termsFigure(title, side),
    {
      kind: 'table',
      caption: `${title}: AUCs of each term with 95 % intervals, equality gaps, and the share of decisions that flip`,
      columns: [{ name: 'term' }, ...numbers.map((name) => ({ name, isNumber: true }))],
      rows: side.terms.map(({ term, n, subgroupAuc, bpsn, bnsp, negativeGap, positiveGap, flips }) => [
        term,
        countText(n),
        ...[subgroupAuc, bpsn, bnsp].map(estimateText),
        ...[negativeGap, positiveGap, flips].map(valueText),
      ]),
    },
  ];
}

function decisions(found: AuditedCriteria): Block[] {
  const { policy, threshold, attribute, rows, ungrouped, hidden, groups, criteria, impossibility } = found;
  const title = `${policy}: decisions by ${attribute}`;
  const few =
    hidden.length === 0
      ? []
      : [`Hidden, because too few: ${listText(hidden.map(({ group, n }) => `${group} (n ${n})`))}.`];
  const none = ungrouped - hidden.reduce((sum, { n }) => sum + n, 0);
  const left = none > 0 ? [`${countText(none)} are in no group.`] : [];
  const rates = ['selected', 'TPR', 'FPR', 'PPV', 'NPV'];
  return [
    { kind: 'heading', level: 3, text: title },
    {
      kind: 'text',
      text: [
        `${countText(rows)} posts that people decided about, at the threshold ${valueText(threshold)}.`,
        ...left,
        ...few,
      ].join(' '),
    },
    ratesFigure(title, found),
    {
      kind: 'table',
      caption: `${title}: rates with 95 % intervals (Wilson)`,
      columns: [{ name: 'group' }, ...['n', ...rates].map((name) => ({ name, isNumber: true }))],
      rows: groups.map(({ group, n, selection, tpr, fpr, ppv, npv }) => [
        group,
        countText(n),
        ...[selection, tpr, fpr, ppv, npv].map(estimateText),
      ]),
    },
    {
      kind: 'table',
      caption: `${title}: the three criteria. p is corrected by Holm over the rates; a criterion holds where all its rates are alike`,
      columns: [
        { name: 'criterion' },
        { name: 'verdict' },
        { name: 'rate' },
        { name: 'gap', isNumber: true },
        { name: 'p (Holm)', isNumber: true },
        { name: 'verdict on the rate' },
      ],
      rows: criteria.flatMap(({ name, verdict, rates: own }) =>
        own.map(({ rate, gap, p, verdict: one }) => [
          name,
          verdictText(verdict),
          rate === 'selection' ? 'selected' : rate.toUpperCase(),
          valueText(gap),
          chanceText(p),
          verdictText(one),
        ]),
      ),
    },
    ...(impossibility ? [{ kind: 'text', text: impossibility.note } as const] : []),
  ];
}
