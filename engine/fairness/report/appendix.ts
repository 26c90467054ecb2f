import type { AuditCell, AuditTest } from '../../contract/index.ts';
import type { Block } from './document.ts';
import { placeOf } from './input.ts';
import { chanceText, countText, estimateText, listText, rangeText, valueText } from './numbers.ts';
import { cellVerdict } from './verdicts.ts';

/** Pairs that are listed, the likeliest to differ first. */
const mostPairs = 20;

/** All that belongs to one comparison: its groups, the test and why it was chosen, others beside it, and pairs. */
export function testDetails(cell: AuditCell, metric: string): Block[] {
  const { subject, groups, test, others, pairs, permutation, decides, margin, words } = cell;
  const title = `${subject}: ${metric} by ${placeOf(cell)}`;
  const blocks: Block[] = [
    { kind: 'heading', level: 3, text: title },
    { kind: 'text', text: `${cellVerdict(cell)}. ${words}` },
    {
      kind: 'table',
      caption: `${title}: values`,
      columns: [
        { name: 'group' },
        ...['users (n)', 'mean', '95 % interval', 'sd'].map((name) => ({ name, isNumber: true })),
        { name: 'size' },
      ],
      rows: groups.map(({ group, n, value, low, high, sd, size }) => [
        group,
        countText(n),
        valueText(value),
        rangeText({ low, high }),
        valueText(sd),
        size === 'enough' ? '' : size,
      ]),
    },
  ];
  if (!test) return blocks;
  const assumptions = test.assumptions.map(({ about, holds }) => `${about}: ${holds ? 'holds' : 'does not hold'}`);
  const [only] = pairs;
  blocks.push({
    kind: 'facts',
    rows: [
      ['Test', `${sentence(test)}. ${test.branch}`],
      ...listed(
        'Effects',
        test.effects.map(({ name, ...estimate }) => `${name} ${estimateText(estimate)}`),
      ),
      ...listed('Assumptions', assumptions),
      [
        'Decided by',
        `the p of the ${decides}; p of the permutation ${chanceText(permutation)}, margin of equivalence ${valueText(margin)}`,
      ],
      ...listed('For comparison', others.map(sentence)),
      ...listed(
        'Difference',
        pairs.length === 1 && only
          ? [`${only.a} - ${only.b}: ${estimateText({ ...only, value: only.difference })}`]
          : [],
      ),
    ],
  });
  if (pairs.length > 1) blocks.push(pairTable(title, pairs));
  return blocks;
}

function listed(name: string, parts: readonly string[]): [string, string][] {
  return parts.length === 0 ? [] : [[name, parts.join('; ')]];
}

function sentence({ name, statistic, df, p }: AuditTest): string {
  const degrees = df.length > 0 ? ` (df ${listText(df.map((value) => String(Number(value.toFixed(1)))))})` : '';
  return `${name}, ${statistic.name} = ${valueText(statistic.value)}${degrees}, p ${chanceText(p)}`;
}

function pairTable(title: string, pairs: AuditCell['pairs']): Block {
  const rest = pairs.length > mostPairs ? `, the ${mostPairs} of ${pairs.length} with the smallest p` : '';
  return {
    kind: 'table',
    caption: `${title}: pairs${rest}`,
    columns: [
      { name: 'pair' },
      ...['difference', '95 % interval', 'p (corrected)', 'effect'].map((name) => ({ name, isNumber: true })),
    ],
    rows: pairs
      .slice(0, mostPairs)
      .map(({ a, b, difference, low, high, p, effect }) => [
        `${a} - ${b}`,
        valueText(difference),
        rangeText({ low, high }),
        chanceText(p),
        valueText(effect),
      ]),
  };
}
