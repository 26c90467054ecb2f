import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { usePreference } from '../app/preferences.ts';
import { useKeys } from '../app/workbench.tsx';
import styles from './data-table.module.css';
import { Heading } from './data-table-heading.tsx';
import { type Order, sortRows } from './sort.ts';

/** A column of a DataTable. Where `value` is given, the table can be sorted by it. */
export interface Column<Row> {
  id: string;
  name: string;
  /** The width as a CSS grid track. */
  width: string;
  cell(row: Row): ReactNode;
  /** Null sorts last, whichever way the column is sorted. */
  value?(row: Row): number | string | null;
  isNumber?: boolean;
  /** What the column means, for who points at its heading or focuses it. */
  about?: string;
}

/** Where a remembered table was scrolled to and which row it showed then, for as long as the window is open. */
const places = new Map<string, { offset: number; chosen: number | string | null }>();
const unordered: Order | null = null;

/** The id of the rows of a remembered table, for what leads to it to put the focus there. */
export function tableId(remember: string): string {
  return `table-${remember}`;
}

/** A virtual table that sorts by a click on a heading and works with j, k, arrows and Enter. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowId,
  chosen,
  onChoose,
  onOpen,
  onEnd,
  rowHeight = 32,
  wraps = rowHeight > 32,
  minWidth = 0,
  remember,
  keys,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => number | string;
  chosen?: number | string | null;
  onChoose?: (row: Row) => void;
  /** Called by Enter and by a double click on a row. */
  onOpen?: (row: Row) => void;
  /** Called when the last rows come into view, to fetch more. */
  onEnd?: () => void;
  rowHeight?: number;
  /** Whether cells wrap; by default where rows are higher than one line. */
  wraps?: boolean;
  /** Below this width in px the table scrolls sideways. */
  minWidth?: number;
  /** A name under which order and place are remembered. */
  remember?: string;
  /** For the one table that a panel is about: j, k and Enter work wherever the focus is, and the help lists them. */
  keys?: { group: string; row: string; open?: string };
}) {
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [order, setOrder] = usePreference(`table.${remember ?? label}`, unordered);
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  const shown = useRef(remember ? (places.get(remember)?.chosen ?? null) : null);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset: () => (remember ? (places.get(remember)?.offset ?? 0) : 0),
    onChange: (instance) => {
      if (remember && instance.scrollOffset !== null)
        places.set(remember, { offset: instance.scrollOffset, chosen: shown.current });
      if (onEnd && (instance.range?.endIndex ?? 0) >= sorted.length - 5) onEnd();
    },
  });
  const template = columns.map(({ width }) => width).join(' ');
  const at = chosen === undefined || chosen === null ? -1 : sorted.findIndex((row) => rowId(row) === chosen);
  // A row that was chosen elsewhere, such as in a chart, comes into view; one that was here already stays where it was.
  useEffect(() => {
    if (at < 0 || chosen === undefined || shown.current === chosen) return;
    shown.current = chosen;
    virtualizer.scrollToIndex(at);
  });
  const go = (to: number) => {
    const row = sorted[Math.min(sorted.length - 1, Math.max(0, to))];
    if (row) onChoose?.(row);
  };
  const open = () => {
    const row = sorted[at];
    if (row) onOpen?.(row);
  };
  useKeys(
    keys
      ? [
          { key: 'j', does: `Next ${keys.row}`, group: keys.group, repeats: true, run: () => go(at + 1) },
          { key: 'k', does: `Previous ${keys.row}`, group: keys.group, repeats: true, run: () => go(at - 1) },
          ...(keys.open && onOpen ? [{ key: 'Enter', does: keys.open, group: keys.group, run: open }] : []),
        ]
      : [],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!onChoose || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: sorted.length - 1,
      ...(!keys && { j: at + 1, k: at - 1 }),
    }[event.key];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && !keys && onOpen && event.target === event.currentTarget) open();
    else return;
    event.preventDefault();
    // The panel's own keys must not act on the same stroke.
    event.stopPropagation();
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
        <tbody
          ref={scroller}
          id={remember && tableId(remember)}
          className={styles.body}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows scroll and take the keyboard
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = sorted[index];
            return (
              row !== undefined && (
                <tr
                  key={rowId(row)}
                  aria-rowindex={index + 2}
                  aria-current={index === at ? true : undefined}
                  className={styles.row}
                  data-chosen={index === at}
                  data-choosable={onChoose !== undefined}
                  data-wraps={wraps}
                  style={{ gridTemplateColumns: template, transform: `translateY(${start}px)`, blockSize: rowHeight }}
                  onClick={() => onChoose?.(row)}
                  onDoubleClick={() => onOpen?.(row)}
                  onMouseDown={(event) => {
                    // The second press of a double click would mark a word.
                    if (onOpen && event.detail > 1) event.preventDefault();
                  }}
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
