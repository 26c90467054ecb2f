import { Button } from '@mantine/core';
import { IconArrowDown, IconColumns3 } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Audit, AuditCell } from '../../../engine/contract/fairness.ts';
import { useKeys } from '../../app/workbench.tsx';
import { Figure } from '../../ui/figure.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { count, counted } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { wordsOf } from '../models/metrics.ts';
import styles from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import matrixStyles from './matrix.module.css';
import { type Matrix, matrixOf, reaches, stepFrom } from './matrix.ts';
import { usePlace } from './place.ts';
import { backId, currentCellId } from './places-of-focus.ts';
import { useMetricName } from './use-metric-name.ts';
import { cellLine, figure } from './words.ts';

const steps: Record<string, Parameters<typeof stepFrom>[2]> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

/** The landing: every metric of every run by every attribute, a verdict in each cell. */
export function MatrixView({ audit }: { audit: Audit }) {
  const [verdicts, setVerdicts] = usePlace('verdicts');
  const [crosses, setCrosses] = usePlace('crosses');
  const [order, setOrder] = usePlace('order');
  const [, setOpen] = usePlace('isOpen');
  const [chosen, setCell] = usePlace('cell');
  const matrix = matrixOf(audit.cells, { crosses, verdicts, order });
  useKeys([
    ...(matrix.crosses > 0
      ? [{ key: 'c', does: 'Unfold or fold the crosses', group: 'Audit', run: () => setCrosses(!crosses) }]
      : []),
    {
      key: 'g',
      does: 'Sort by the gap in the column of the cell',
      group: 'Audit',
      run: () => {
        const at = matrix.rows.flatMap(({ cells }) => cells).find((cell) => cell?.key === chosen);
        setOrder(order === null || order !== at?.grouping ? (at?.grouping ?? matrix.groupings[0] ?? null) : null);
      },
    },
  ]);
  if (audit.cells.every(({ side }) => side !== 'people'))
    return (
      <Empty title="This audit has no side of people">It was started without it. Start another with people.</Empty>
    );
  return (
    <>
      <div className={styles.strip}>
        <span className="dim" role="status">
          {counted(matrix.rows.length, 'row')} of a run and a metric
        </span>
        {matrix.crosses > 0 && (
          <Button
            size="compact-xs"
            aria-pressed={crosses}
            leftSection={<IconColumns3 size={14} aria-hidden />}
            rightSection={<kbd aria-hidden>c</kbd>}
            onClick={() => setCrosses(!crosses)}
          >
            {crosses ? 'Fold' : 'Unfold'} {counted(matrix.crosses, 'cross', 'crosses')}
          </Button>
        )}
        {order !== null && (
          <Button size="compact-xs" rightSection={<kbd aria-hidden>g</kbd>} onClick={() => setOrder(null)}>
            Sorted by the gap by {order}: show in order of metrics
          </Button>
        )}
      </div>
      {matrix.rows.length === 0 ? (
        <Empty
          title="No cell has these verdicts"
          action={
            <Button variant="filled" onClick={() => setVerdicts([])}>
              Show all verdicts
            </Button>
          }
        />
      ) : (
        <Grid
          matrix={matrix}
          onOpen={({ key }) => {
            setCell(key);
            setOpen(true);
            focusSoon(backId);
          }}
        />
      )}
    </>
  );
}

function Grid({ matrix, onOpen }: { matrix: Matrix; onOpen: (cell: AuditCell) => void }) {
  const [chosen, setCell] = usePlace('cell');
  const [verdicts] = usePlace('verdicts');
  const [order, setOrder] = usePlace('order');
  const metricName = useMetricName();
  const grid = useRef<HTMLTableElement>(null);
  const cells = matrix.rows.flatMap((row) => row.cells.filter((cell) => cell !== null));
  const current = cells.find(({ key }) => key === chosen) ?? cells[0];
  const most = reaches(matrix);
  const follows = useRef(false);
  useEffect(() => {
    if (!follows.current) return;
    follows.current = false;
    grid.current?.querySelector<HTMLElement>(`#${currentCellId}`)?.focus();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = steps[event.key];
    if (to) {
      const next = stepFrom(matrix, current?.key ?? null, to);
      if (next) setCell(next.key);
      follows.current = true;
    } else if (event.key === 'Enter' && current) onOpen(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={matrixStyles.scroller}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is walked by arrow keys, a table is not */}
      <table ref={grid} role="grid" aria-label="Audit" className={matrixStyles.grid}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Run</th>
            {matrix.groupings.map((grouping) => (
              <th key={grouping} scope="col" aria-sort={order === grouping ? 'descending' : undefined}>
                <button
                  type="button"
                  className={matrixStyles.heading}
                  title="Sort by how many times the gap is what equality would show"
                  onClick={() => setOrder(order === grouping ? null : grouping)}
                >
                  {grouping}
                  {order === grouping && <IconArrowDown size={12} aria-hidden />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className={matrixStyles.metric}>
                <Figure means={wordsOf(row.metric).means}>{metricName(row.metric, row.run)}</Figure>
              </th>
              <th scope="row" className={matrixStyles.subject}>
                {row.subject}
              </th>
              {row.cells.map((cell, column) =>
                cell ? (
                  <td
                    key={cell.key}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
                    role="gridcell"
                    id={cell.key === current?.key ? currentCellId : undefined}
                    tabIndex={cell.key === current?.key ? 0 : -1}
                    aria-selected={cell.key === chosen}
                    aria-label={cellLine(cell, metricName(row.metric, row.run))}
                    className={matrixStyles.cell}
                    data-verdict={cell.verdict}
                    data-faded={verdicts.length > 0 && !verdicts.includes(cell.verdict)}
                    onKeyDown={onKeyDown}
                    onFocus={() => setCell(cell.key)}
                    onClick={() => setCell(cell.key)}
                    onDoubleClick={() => onOpen(cell)}
                  >
                    <CellFace cell={cell} most={most.get(row.metric) ?? 0} />
                  </td>
                ) : (
                  <td key={matrix.groupings[column]} className={matrixStyles.cell}>
                    <span className="dim">not audited</span>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A cell at a glance: verdict, gap, the gap that equality would show with the observed one on it, and the smallest n. */
function CellFace({ cell, most }: { cell: AuditCell; most: number }) {
  return (
    <span className={matrixStyles.face}>
      <VerdictMark verdict={cell.verdict} />
      <span className={matrixStyles.gap}>{figure(cell.gap)}</span>
      <span className={matrixStyles.n}>n {count(cell.smallest)}</span>
      <NullBand cell={cell} most={most} />
    </span>
  );
}

/** The gaps that equality would show as a band, its mean as a line, and the observed gap on it. */
export function NullBand({ cell: { gap, expected }, most }: { cell: AuditCell; most: number }) {
  const at = (value: number) => (most > 0 ? Math.min(100, (100 * value) / (most * 1.08)) : 0);
  return (
    <span className={matrixStyles.band} aria-hidden>
      {expected && (
        <>
          <span className={matrixStyles.expected} style={{ inlineSize: `${at(expected.high)}%` }} />
          <span className={matrixStyles.mean} style={{ insetInlineStart: `${at(expected.mean)}%` }} />
        </>
      )}
      {gap !== null && <span className={matrixStyles.observed} style={{ insetInlineStart: `${at(gap)}%` }} />}
    </span>
  );
}
