import { Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import styles from './data-table.module.css';
import type { Column } from './data-table.tsx';
import { nextOrder, type Order } from './sort.ts';

/** The heading of a column: sorts by a click or Enter, and tells what the column means. */
export function Heading<Row>({
  column,
  order,
  onOrder,
}: {
  column: Column<Row>;
  order: Order | null;
  onOrder: (order: Order | null) => void;
}) {
  const isSorted = order?.id === column.id;
  const Arrow = order?.isDown ? IconArrowDown : IconArrowUp;
  const button = column.value && (
    <button type="button" className={styles.sort} onClick={() => onOrder(nextOrder(order, column.id))}>
      {column.name}
      {isSorted && <Arrow size={12} aria-hidden />}
    </button>
  );
  return (
    <th
      scope="col"
      className={styles.cell}
      data-number={column.isNumber}
      aria-sort={isSorted ? (order.isDown ? 'descending' : 'ascending') : undefined}
    >
      {button && column.about ? (
        <Tooltip label={column.about} events={{ hover: true, focus: true, touch: true }}>
          {button}
        </Tooltip>
      ) : (
        (button ?? column.name)
      )}
    </th>
  );
}
