import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import styles from './data-table.module.css';

/** A column of a DataTable. Where `value` is given, the table can be sorted by it. */
export interface Column<Row> {
  id: string;
  name: string;
  /** The width as a CSS grid track. */
  width: string;
  cell(row: Row): ReactNode;
  value?(row: Row): number | string;
  isNumber?: boolean;
}

/** A virtual table that sorts by a click on a heading and works with j, k, arrows and Enter. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowId,
  chosen,
  onChoose,
  onEnd,
  rowHeight = 32,
  minWidth = 0,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => number | string;
  chosen?: number | string | null;
  onChoose?: (row: Row) => void;
  /** Called when the last rows come into view, to fetch more. */
  onEnd?: () => void;
  /** Rows higher than one line wrap their cells. */
  rowHeight?: number;
  /** Below this width in px the table scrolls sideways. */
  minWidth?: number;
}) {
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [order, setOrder] = useState<{ id: string; isDown: boolean } | null>(null);
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    onChange: (instance) => {
      if (onEnd && (instance.range?.endIndex ?? 0) >= sorted.length - 5) onEnd();
    },
  });
  const template = columns.map(({ width }) => width).join(' ');
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || !onChoose) return;
    event.preventDefault();
    const at = sorted.findIndex((row) => rowId(row) === chosen);
    const next = Math.min(sorted.length - 1, Math.max(0, at + by));
    const row = sorted[next];
    if (!row) return;
    virtualizer.scrollToIndex(next);
    onChoose(row);
  };
  return (
    <div className={styles.frame}>
      <table
        className={styles.table}
        style={{ minInlineSize: minWidth }}
        aria-label={label}
        aria-rowcount={rows.length + 1}
      >
        <thead>
          <tr className={styles.head} style={{ gridTemplateColumns: template }}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the rows scroll and take the keyboard */}
        <tbody ref={scroller} className={styles.body} tabIndex={0} onKeyDown={onKeyDown}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = sorted[index];
            return (
              row !== undefined && (
                <tr
                  key={rowId(row)}
                  aria-rowindex={index + 2}
                  className={styles.row}
                  data-chosen={chosen !== undefined && rowId(row) === chosen}
                  data-choosable={onChoose !== undefined}
                  data-wraps={rowHeight > 32}
                  style={{ gridTemplateColumns: template, transform: `translateY(${start}px)`, blockSize: rowHeight }}
                  onClick={() => onChoose?.(row)}
                >
                  {columns.map((column) => (
                    <td key={column.id} className={styles.cell} data-number={column.isNumber}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              )
            );
          })}
          <tr aria-hidden className={styles.space} style={{ blockSize: virtualizer.getTotalSize() }} />
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>({
  column,
  order,
  onOrder,
}: {
  column: Column<Row>;
  order: { id: string; isDown: boolean } | null;
  onOrder: (order: { id: string; isDown: boolean } | null) => void;
}) {
  const isSorted = order?.id === column.id;
  const Arrow = order?.isDown ? IconArrowDown : IconArrowUp;
  const sort = isSorted ? (order.isDown ? 'descending' : 'ascending') : undefined;
  const next = () =>
    onOrder(!isSorted ? { id: column.id, isDown: true } : order.isDown ? { id: column.id, isDown: false } : null);
  return (
    <th scope="col" className={styles.cell} data-number={column.isNumber} aria-sort={sort}>
      {column.value ? (
        <button type="button" className={styles.sort} onClick={next}>
          {column.name}
          {isSorted && <Arrow size={12} aria-hidden />}
        </button>
      ) : (
        column.name
      )}
    </th>
  );
}

/** The rows in the chosen order; without one, as they came. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: { id: string; isDown: boolean } | null,
): readonly Row[] {
  const value = columns.find(({ id }) => id === order?.id)?.value;
  if (!value || !order) return rows;
  const sign = order.isDown ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    return sign * (typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y)) : x - y);
  });
}
