import { IconLock, IconMessageReport } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { JobRow, Policy } from '../../../engine/contract/review.ts';
import { age, probability } from '../../ui/format.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { Waiting } from '../../ui/states.tsx';
import { SeverityMark } from '../../ui/verdict.tsx';
import type { Desk, DeskState } from './desk.ts';
import styles from './queue.module.css';

const rowHeight = 48;
export const queueListId = 'queue';

/** The open jobs of a queue; only the rows in view are in the page, however long the queue is. */
export function QueueList({
  desk,
  state,
  policies,
  onMore,
}: {
  desk: Desk;
  state: DeskState;
  policies: readonly Policy[];
  onMore: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, current } = state;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const index = rows.findIndex(({ id }) => id === current?.id);
  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [virtualizer, index]);
  const lastSeen = items.at(-1)?.index ?? 0;
  const isNearEnd = rows.length < state.total && lastSeen >= rows.length - 10;
  useEffect(() => {
    if (isNearEnd) onMore();
  });
  const now = Date.now();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -rows.length, End: rows.length }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    desk.move(by);
  };
  return (
    <div
      ref={scroller}
      id={queueListId}
      className={styles.list}
      role="listbox"
      tabIndex={0}
      aria-label="Posts to review"
      aria-activedescendant={items.some((item) => item.index === index) ? `job-${current?.id}` : undefined}
      onKeyDown={onKeyDown}
    >
      {!state.loaded && <Waiting lines={6} />}
      <div role="presentation" style={{ blockSize: virtualizer.getTotalSize(), position: 'relative' }}>
        {items.map(({ key, index: at, start }) => {
          const row = rows[at];
          return (
            row && (
              <Row
                key={key}
                row={row}
                policy={policies.find(({ id }) => id === row.policy)?.name ?? row.policy}
                isCurrent={at === index}
                place={{ at: at + 1, of: state.total }}
                start={start}
                now={now}
                onOpen={() => desk.open(row)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function Row({
  row,
  policy,
  isCurrent,
  place,
  start,
  now,
  onOpen,
}: {
  row: JobRow;
  policy: string;
  isCurrent: boolean;
  place: { at: number; of: number };
  start: number;
  now: number;
  onOpen: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keyboard, the options follow it
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox keeps the focus and names the active option
    <div
      id={`job-${row.id}`}
      role="option"
      aria-selected={isCurrent}
      aria-posinset={place.at}
      aria-setsize={Math.max(place.of, place.at)}
      className={styles.row}
      style={{ transform: `translateY(${start}px)`, blockSize: rowHeight }}
      onClick={onOpen}
    >
      <SeverityMark severity={row.severity} />
      <div className={styles.rowBody}>
        <div className={styles.line}>
          <MaskedLine line={row.line} />
        </div>
        <div className={styles.rowMeta}>
          <span className={styles.policy}>{policy}</span>
          {row.score !== null && <span>{probability(row.score)}</span>}
          {row.reports > 0 && (
            <span className={styles.reports}>
              <IconMessageReport size={13} aria-hidden />
              {row.reports}
              <span className="visually-hidden"> reports</span>
            </span>
          )}
          {row.heldBy && (
            <span title={`Open in another window (${row.heldBy})`}>
              <IconLock size={13} aria-label="open in another window" />
            </span>
          )}
        </div>
      </div>
      <div className={styles.rowEnd}>
        <span title="Priority">{row.priority.toFixed(1)}</span>
        <span className="dim">{age(row.createdAt, now)}</span>
      </div>
    </div>
  );
}
