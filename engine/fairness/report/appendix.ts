import type { AuditCell, AuditTest } from '../../contract/index.ts';
import type { Block } from './document.ts';
import { chanceText, countText, figureText4, rangeText } from './numbers.ts';

/** Pairs that are listed, the likeliest to differ first. */
const mostPairs = 20;

/** All that belongs to one comparison: its groups, the test and why it was chosen, others beside it, and pairs. */
export function testDetails(cell: AuditCell): Block[] {
  const { subject, metric, grouping, stratum, groups, test, others, pairs, permutation, decides, margin, words } = cell;
  const title = `${subject}: ${metric} by ${grouping}${stratum === null ? '' : ` within ${stratum}`}`;
  const blocks: Block[] = [
    { kind: 'heading', level: 3, text: title },
    { kind: 'text', text: words },
    {
      kind: 'table',
      caption: `${title}: values`,
      columns: [
        { name: 'group' },
        ...['users', 'mean', '95 % interval', 'sd'].map((name) => ({ name, isNumber: true })),
        { name: 'mark' },
      ],
      rows: groups.map(({ group, n, value, low, high, sd, size }) => [
        group,
        countText(n),
        figureText4(value),
        rangeText(low, high),
        figureText4(sd),
        size === 'enough' ? '' : size,
      ]),
    },
  ];
  if (!test) return blocks;
  blocks.push({
    kind: 'facts',
    rows: [
      ['Test', sentence(test)],
      ['Why this test', test.branch],
      ...test.effects.map(({ name, value, low, high }): [string, string] => {
        return [name, low === null ? figureText4(value) : `${figureText4(value)} (${rangeText(low, high)})`];
      }),
      ...test.assumptions.map(({ about, holds }): [string, string] => [
        'Assumption',
        `${about}: ${holds ? 'holds' : 'does not hold'}`,
      ]),
      ['Permutation p', chanceText(permutation)],
      ['Decided by', decides === 'test' ? 'the p of the test' : 'the p of the permutation'],
      ['Margin', figureText4(margin)],
      ...others.map((other): [string, string] => ['For comparison', sentence(other)]),
    ],
  });
  if (pairs.length > 0) blocks.push(pairTable(title, pairs));
  return blocks;
}

function sentence({ name, statistic, df, p }: AuditTest): string {
  const degrees = df.length > 0 ? ` (df ${df.map((value) => Number(value.toFixed(1))).join(', ')})` : '';
  return `${name}, ${statistic.name} = ${figureText4(statistic.value)}${degrees}, p ${chanceText(p)}`;
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
        figureText4(difference),
        rangeText(low, high),
        chanceText(p),
        figureText4(effect),
      ]),
  };
}
