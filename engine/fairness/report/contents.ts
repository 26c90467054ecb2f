import type { Audit, AuditCell, ItemSide, ModerationSide } from '../../contract/index.ts';
import { auditVerdicts } from '../../contract/index.ts';
import { testDetails } from './appendix.ts';
import { decilesFigure, dotsFigure, lorenzFigure, matrixFigure, termsFigure, unique, verdictMarks } from './charts.ts';
import { method, metricDefinitions } from './definitions.ts';
import type { Block, ReportDocument, Table } from './document.ts';
import { chanceText, countText, figureText4, rangeText } from './numbers.ts';

/** What of an audit its report is made of. */
export type ReportInput = Pick<
  Audit,
  | 'question'
  | 'subjects'
  | 'groupings'
  | 'metrics'
  | 'counts'
  | 'hash'
  | 'dataHash'
  | 'spec'
  | 'cells'
  | 'items'
  | 'moderation'
  | 'limits'
>;

/** Charts of single comparisons; the appendix has the values of all. */
const mostCharts = 24;
/** Charts of more groups than this cannot be read. */
const mostDots = 40;

/**
 * What a report of an audit says, in order. It follows from what was found alone: neither the audit's number, nor when or
 * how fast it was made, nor whether the data changed since. So the same inputs give the same report.
 */
export function reportOf(audit: ReportInput, version: string): ReportDocument {
  const { question, hash } = audit;
  return {
    title: 'Fairness audit',
    subtitle: question || 'Are groups treated alike?',
    maker: `Steward ${version}`,
    foot: `Steward ${version}, audit ${hash.slice(0, 16)}`,
    blocks: [
      ...summary(audit, version),
      ...(audit.cells.length > 0 ? people(audit) : []),
      ...(audit.items.length > 0 ? items(audit.items) : []),
      ...(audit.moderation.length > 0 ? moderation(audit.moderation) : []),
      heading('Method'),
      ...method.map((text): Block => ({ kind: 'text', text })),
      ...definitions(audit),
      heading('Limits'),
      { kind: 'list', items: audit.limits.length > 0 ? audit.limits : ['None were noted.'] },
      heading('Specification'),
      { kind: 'facts', rows: specification(audit) },
      ...(audit.cells.length > 0 ? [heading('Appendix: tests'), ...audit.cells.flatMap(testDetails)] : []),
    ],
  };
}

function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: 'heading', level, text };
}

function summary(
  { question, subjects, groupings, metrics, counts, cells, hash, dataHash }: ReportInput,
  version: string,
): Block[] {
  const none = 'none';
  const found = cells.filter(({ verdict }) => verdict === 'differs');
  return [
    {
      kind: 'facts',
      rows: [
        ['Question', question || none],
        ['Models', subjects.join(', ') || none],
        ['Groups by', groupings.join(', ') || none],
        ['Metrics', metrics.map(metricName).join(', ') || none],
        ['Data', dataHash],
        ['Audit', `${hash} (hash of all that went in)`],
        ['Made by', `Steward ${version}`],
      ],
    },
    heading('Results'),
    {
      kind: 'table',
      caption: 'Comparisons by verdict',
      columns: [{ name: 'verdict' }, { name: 'comparisons', isNumber: true }],
      rows: auditVerdicts.map((verdict) => [
        `${verdictMarks[verdict].mark} ${verdictMarks[verdict].name}`,
        countText(counts[verdict] ?? 0),
      ]),
    },
    found.length > 0
      ? { kind: 'list', items: found.map((cell) => `${cell.subject}, ${cellName(cell)}: ${cell.words}`) }
      : { kind: 'text', text: 'No comparison is called different.' },
  ];
}

function metricName(metric: string): string {
  return metricDefinitions[metric]?.[0] ?? metric;
}

function cellName({ metric, grouping, stratum }: AuditCell): string {
  return `${metricName(metric)} by ${grouping}${stratum === null ? '' : ` within ${stratum}`}`;
}

function people({ cells }: ReportInput): Block[] {
  const blocks: Block[] = [heading('People'), groupSizes(cells)];
  let charts = 0;
  for (const where of unique(cells.map(placeOf))) {
    const own = cells.filter((cell) => placeOf(cell) === where);
    const title = `By ${where}`;
    blocks.push(heading(title, 3), matrixFigure(title, own), cellTable(title, own));
    for (const cell of own) {
      const shown = cell.groups.filter(({ value }) => value !== null).length;
      if (cell.verdict !== 'differs' || shown > mostDots || charts === mostCharts) continue;
      blocks.push(dotsFigure(`${cell.subject}: ${cellName(cell)}, means with 95 % intervals`, cell.groups));
      charts++;
    }
  }
  return blocks;
}

function placeOf({ grouping, stratum }: AuditCell): string {
  return stratum === null ? grouping : `${grouping} within ${stratum}`;
}

function groupSizes(cells: readonly AuditCell[]): Table {
  const rows = new Map<string, string[]>();
  for (const cell of cells) {
    for (const { group, n, size } of cell.groups) {
      const key = JSON.stringify([placeOf(cell), group]);
      const known = rows.get(key);
      // A metric that some users do not have is not what counts a group.
      if (known && Number(known[2]!.replaceAll(',', '')) >= n) continue;
      rows.set(key, [placeOf(cell), group, countText(n), size === 'enough' ? '' : size]);
    }
  }
  const columns = [{ name: 'grouping' }, { name: 'group' }, { name: 'users', isNumber: true }, { name: 'mark' }];
  return { kind: 'table', caption: 'Groups and their sizes', columns, rows: [...rows.values()] };
}

function cellTable(title: string, cells: readonly AuditCell[]): Table {
  const numbers = ['gap', 'expected', 'ratio', 'p', 'p (Holm)', 'FDR', 'visible from', 'smallest n'];
  return {
    kind: 'table',
    caption: `${title}: gap, gap expected of equal groups, ratio, p, corrected p, smallest gap that would be found`,
    columns: [
      { name: 'model' },
      { name: 'metric' },
      { name: 'verdict' },
      ...numbers.map((name) => ({ name, isNumber: true })),
    ],
    rows: cells.map(
      ({ subject, metric, verdict, gap, expected, ratio, test, holm, discovery, detectable, smallest }) => [
        subject,
        metricName(metric),
        `${verdictMarks[verdict].mark} ${verdictMarks[verdict].name}`,
        figureText4(gap),
        figureText4(expected?.mean ?? null),
        figureText4(ratio),
        chanceText(test?.p ?? null),
        chanceText(holm),
        chanceText(discovery),
        figureText4(detectable),
        countText(smallest),
      ],
    ),
  };
}

function items(sides: readonly ItemSide[]): Block[] {
  const names = sides.map(({ subject }) => ({ name: subject, isNumber: true }));
  const rows = new Map<string, string[]>();
  for (const [s, { figures }] of sides.entries()) {
    for (const { name, label, group, value, low, high, convention } of figures) {
      const key = JSON.stringify([name, group]);
      const row = rows.get(key) ?? [label, group ?? 'all items', convention, ...sides.map(() => 'n/a')];
      rows.set(key, row);
      row[3 + s] =
        low === null || high === null ? figureText4(value) : `${figureText4(value)} (${rangeText(low, high)})`;
    }
  }
  const columns = [{ name: 'figure' }, { name: 'of' }, { name: 'convention' }, ...names];
  const deciles = unique(sides.flatMap((side) => side.deciles.map(({ decile }) => decile)));
  return [
    heading('Items'),
    { kind: 'table', caption: 'Exposure of items', columns, rows: [...rows.values()] },
    lorenzFigure(sides),
    ...sides.map(decilesFigure),
    {
      kind: 'table',
      caption: 'Shares of exposure (and of interactions) by tenth of the catalogue, the most popular first',
      columns: [{ name: 'tenth' }, ...names],
      rows: deciles.map((tenth) => [
        String(tenth),
        ...sides.map((side) => {
          const found = side.deciles.find(({ decile }) => decile === tenth);
          return found ? `${figureText4(found.exposure)} (${figureText4(found.interactions)})` : 'n/a';
        }),
      ]),
    },
  ];
}

function moderation(sides: readonly ModerationSide[]): Block[] {
  const sources = { probes: 'sentences of the probe', decisions: 'decisions of this workspace' };
  return [
    heading('Moderation'),
    ...sides.flatMap((side): Block[] => {
      const { policy, threshold, source, overallAuc, score, terms } = side;
      const title = `${policy}, over ${sources[source]}`;
      const auc = ({ value, low, high }: (typeof terms)[number]['bpsn']) =>
        `${figureText4(value)} (${rangeText(low, high)})`;
      const numbers = ['n', 'subgroup AUC', 'BPSN', 'BNSP', 'negative gap', 'positive gap', 'flips'];
      return [
        heading(title, 3),
        {
          kind: 'facts',
          rows: [
            ['Threshold', figureText4(threshold)],
            ['AUC over all', figureText4(overallAuc)],
            ['Score', figureText4(score)],
          ],
        },
        termsFigure(title, side),
        {
          kind: 'table',
          caption: `${title}: AUCs of each term with 95 % intervals`,
          columns: [{ name: 'term' }, ...numbers.map((name) => ({ name, isNumber: true }))],
          rows: terms.map(({ term, n, subgroupAuc, bpsn, bnsp, negativeGap, positiveGap, flips }) => [
            term,
            countText(n),
            ...[subgroupAuc, bpsn, bnsp].map(auc),
            ...[negativeGap, positiveGap, flips].map(figureText4),
          ]),
        },
      ];
    }),
  ];
}

function definitions({ metrics, cells, moderation: sides }: ReportInput): Block[] {
  const rows = metrics.map((metric) => [
    ...(metricDefinitions[metric] ?? [metric, 'as measured by the run', 'docs/evaluation.md']),
  ]);
  const tests = cells.flatMap(({ test }) => (test ? [[test.name, test.definition, test.source]] : []));
  const once = new Map(tests.map((row) => [row[0]!, row]));
  const terms = [
    ['Subgroup AUC', 'Violations that name the term against other texts that name it.', 'Borkan et al. 2019'],
    ['BPSN', 'Violations of the background against other texts that name the term.', 'Borkan et al. 2019'],
    ['BNSP', 'Violations that name the term against other texts of the background.', 'Borkan et al. 2019'],
    ['Flips', 'Probe sentences whose decision changes with the term, a share.', 'Garg et al. 2019'],
  ];
  return [
    heading('Definitions'),
    {
      kind: 'table',
      caption: 'What was measured, and where it is defined (docs/fairness-definitions.md has the formulas)',
      columns: [{ name: 'name' }, { name: 'definition' }, { name: 'source' }],
      rows: [...rows, ...once.values(), ...(sides.length > 0 ? terms : [])],
    },
  ];
}

function specification({ spec }: ReportInput): [string, string][] {
  const listed = (values: readonly (string | number)[], empty: string) => values.join(', ') || empty;
  return [
    ['Runs', listed(spec.runs, 'none')],
    ['Attributes', listed(spec.attributes, 'all')],
    ['Metrics', listed(spec.metrics, 'all')],
    ['Crosses of', String(spec.intersections)],
    ['Control', spec.control ?? 'none'],
    ['Sides', spec.sides.join(', ')],
    ['Hidden below', `${spec.hideBelow} users`],
    ['Marked below', `${spec.markBelow} users`],
    ['Level', String(spec.alpha)],
    ['Margin', `${spec.margin} of the overall mean`],
    ['Draws', `${countText(spec.draws)} of the bootstrap and of the permutation`],
    ['Seed', String(spec.seed)],
  ];
}
