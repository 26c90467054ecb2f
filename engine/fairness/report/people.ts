import type { AuditCell } from '../../contract/index.ts';
import type { Block, Table } from './document.ts';
import { extremesOf, metricNames, placeOf, type ReportInput, unique } from './input.ts';
import { chanceText, countText, rangeText, valueText } from './numbers.ts';
import { dotsFigure, matrixFigure } from './people-charts.ts';
import { cellVerdict } from './verdicts.ts';

/** Charts of single metrics; the appendix has the values of all. */
const mostCharts = 24;
/** Charts of more dots than this cannot be read. */
const mostDots = 48;

/** Groups of users and how models serve them, a section for each grouping and stratum. */
export function people(audit: ReportInput): Block[] {
  const { cells, spec } = audit;
  const name = metricNames(audit);
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: 'People' },
    {
      kind: 'text',
      text: 'The gap is the largest group mean less the smallest, in the unit of the metric (see Definitions), with the 95 % interval of the difference of these two groups, corrected over all pairs. "Expected" is the mean gap that equal groups of these sizes would show. p (Holm) is corrected over all comparisons of the metric, FDR is the false discovery rate over the audit. "Visible from" is the smallest gap that 80 % of such audits would find; n is that of the smallest group that is shown.',
    },
    groupSizes(cells, spec.hideBelow, spec.markBelow),
  ];
  let charts = 0;
  for (const place of unique(cells.map(placeOf))) {
    const own = cells.filter((cell) => placeOf(cell) === place);
    blocks.push(
      { kind: 'heading', level: 3, text: `By ${place}` },
      matrixFigure(place, own, name),
      cellTable(place, own, name),
    );
    for (const metric of unique(own.map((cell) => cell.metric))) {
      const found = own.filter((cell) => cell.metric === metric);
      const dots = found.reduce((sum, { groups }) => sum + groups.filter(({ value }) => value !== null).length, 0);
      if (!found.some(({ verdict }) => verdict === 'differs') || charts === mostCharts) continue;
      // Of many models those that differ are drawn.
      const drawn = dots > mostDots ? fitting(found.filter(({ verdict }) => verdict === 'differs')) : found;
      if (drawn.length === 0) continue;
      blocks.push(dotsFigure(`${name(metric)} by ${place}: means with 95 % intervals`, drawn));
      charts++;
    }
  }
  return blocks;
}

/** As many of the first as can be read together. */
function fitting(cells: readonly AuditCell[]): AuditCell[] {
  let dots = 0;
  return cells.filter(({ groups }) => {
    dots += groups.filter(({ value }) => value !== null).length;
    return dots <= mostDots;
  });
}

function groupSizes(cells: readonly AuditCell[], hideBelow: number, markBelow: number): Table {
  const most = new Map<string, { place: string; group: string; n: number; size: string }>();
  for (const cell of cells) {
    for (const { group, n, size } of cell.groups) {
      const place = placeOf(cell);
      const key = JSON.stringify([place, group]);
      // A metric that some users do not have is not what counts a group.
      if ((most.get(key)?.n ?? -1) < n) most.set(key, { place, group, n, size });
    }
  }
  const words: Record<string, string> = { enough: '', small: 'small', hidden: 'hidden' };
  return {
    kind: 'table',
    caption: `Groups and their sizes. Values of groups of fewer than ${hideBelow} users are hidden, of fewer than ${markBelow} marked as small.`,
    columns: [{ name: 'grouping' }, { name: 'group' }, { name: 'users (n)', isNumber: true }, { name: 'size' }],
    rows: [...most.values()].map(({ place, group, n, size }) => [place, group, countText(n), words[size]!]),
  };
}

function cellTable(place: string, cells: readonly AuditCell[], name: (metric: string) => string): Table {
  const numbers = ['gap', '95 % interval', 'expected', 'p (Holm)', 'FDR', 'visible from', 'n'];
  return {
    kind: 'table',
    caption: `By ${place}: every comparison`,
    columns: [
      { name: 'metric' },
      { name: 'model' },
      { name: 'verdict' },
      { name: 'lowest < highest' },
      ...numbers.map((column) => ({ name: column, isNumber: true })),
    ],
    rows: unique(cells.map(({ metric }) => metric)).flatMap((metric) =>
      cells
        .filter((cell) => cell.metric === metric)
        .map((cell) => {
          const { subject, gap, expected, holm, discovery, detectable, smallest } = cell;
          const found = extremesOf(cell);
          return [
            name(metric),
            subject,
            cellVerdict(cell),
            found ? `${found.lowest.group} < ${found.highest.group}` : 'n/a',
            valueText(gap),
            found ? rangeText(found.interval) : 'n/a',
            valueText(expected?.mean ?? null),
            chanceText(holm),
            chanceText(discovery),
            valueText(detectable),
            countText(smallest),
          ];
        }),
    ),
  };
}
