import type { Audit, AuditCell } from '../../../engine/contract/fairness.ts';
import { ChartFrame } from '../../ui/chart.tsx';
import { count } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { wordsOf } from '../models/metrics.ts';
import { Choices, useChoices } from './choices.tsx';
import { type CrossGrid, crossGrid, placeIn, stepOf } from './cross.ts';
import styles from './crosses-view.module.css';
import { overallOf } from './dots.ts';
import { isCross } from './matrix.ts';
import { useMetricName } from './use-metric-name.ts';
import { figure } from './words.ts';
import { WorstSlices } from './worst-slices.tsx';

/** Groups of several attributes at once: each cross as a grid of heat, and the group that any of them serves worst. */
export function CrossesView({ audit }: { audit: Audit }) {
  const choices = useChoices(audit);
  const { subject, metric } = choices;
  if (subject === null || metric === null)
    return <Empty title="This audit has no side of people">Start another with people to see its crosses.</Empty>;
  const cells = audit.cells.filter(
    (cell) =>
      cell.side === 'people' &&
      cell.stratum === null &&
      cell.subject === subject &&
      cell.metric === metric &&
      isCross(cell.grouping),
  );
  const run = audit.cells.find((cell) => cell.subject === subject)?.run ?? null;
  return (
    <div className={styles.body}>
      <Choices {...choices} audit={audit} withGrouping={false} />
      {run !== null && <WorstSlices audit={audit} run={run} metric={metric} />}
      {cells.length === 0 && (
        <Empty title="No crosses in this audit">
          It looked at each attribute alone. Start another with crosses of up to two.
        </Empty>
      )}
      {cells.map((cell) => (
        <Heat key={cell.key} cell={cell} />
      ))}
    </div>
  );
}

const size = { label: 132, width: 88, height: 34, head: 22 };

function Heat({ cell }: { cell: AuditCell }) {
  const metric = useMetricName()(cell.metric, cell.run);
  const grid = crossGrid(cell);
  const overall = overallOf(cell.groups);
  const hidden = cell.groups.filter((group) => group.size === 'hidden').length;
  return (
    <ChartFrame
      title={`${metric} by ${cell.grouping}`}
      definition={`${wordsOf(cell.metric).means} Each field is the mean of a group with its n; blue is better than the overall mean, orange worse, deeper is farther. Hidden groups have too few users to be shown.`}
      extra={<span className="dim">{hidden > 0 && `${count(hidden)} of ${count(cell.groups.length)} hidden`}</span>}
      data={{
        columns: ['Group', 'n', 'Mean', 'Low', 'High'],
        rows: cell.groups.map(({ group, n, value, low, high, size: shown }) =>
          shown === 'hidden' ? [group, 'hidden', '', '', ''] : [group, n, figure(value), figure(low), figure(high)],
        ),
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <div className={styles.scroller} tabIndex={0}>
        <HeatGrid grid={grid} overall={overall ?? 0} isLowerBetter={wordsOf(cell.metric).better === 'lower'} />
      </div>
    </ChartFrame>
  );
}

function HeatGrid({ grid, overall, isLowerBetter }: { grid: CrossGrid; overall: number; isLowerBetter: boolean }) {
  const { rows, columns, at } = grid;
  const most = [...at.values()].reduce(
    (sum, { value }) => (value === null ? sum : Math.max(sum, Math.abs(value - overall))),
    0,
  );
  const x = (column: number) => size.label + column * size.width;
  const y = (row: number) => size.head + row * size.height;
  return (
    <svg width={x(columns.length)} height={y(rows.length)} aria-hidden className={styles.heat}>
      {columns.map((column, index) => (
        <text key={column} className={styles.head} x={x(index) + size.width / 2} y={14} textAnchor="middle">
          {column.length > 13 ? `${column.slice(0, 12)}…` : column}
        </text>
      ))}
      {rows.map((row, index) => (
        <g key={row}>
          <text className={styles.head} x={size.label - 8} y={y(index) + size.height / 2 + 4} textAnchor="end">
            {row.length > 18 ? `${row.slice(0, 17)}…` : row}
          </text>
          {columns.map((column, place) => {
            const group = at.get(placeIn(row, column));
            const value = group?.value ?? null;
            const step = value === null ? 0 : stepOf(value, overall, most, isLowerBetter);
            const middle = x(place) + size.width / 2;
            return (
              <g key={column}>
                <rect
                  className={styles.field}
                  data-step={step}
                  x={x(place) + 1}
                  y={y(index) + 1}
                  width={size.width - 2}
                  height={size.height - 2}
                />
                {group && value !== null && (
                  <>
                    <text className={styles.value} x={middle} y={y(index) + 15} textAnchor="middle">
                      {figure(value)}
                    </text>
                    <text className={styles.n} x={middle} y={y(index) + 28} textAnchor="middle">
                      {`n ${count(group.n)}${group.size === 'small' ? ' small' : ''}`}
                    </text>
                  </>
                )}
                {value === null && (
                  <text className={styles.n} x={middle} y={y(index) + 21} textAnchor="middle">
                    {group ? 'hidden' : 'nobody'}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
