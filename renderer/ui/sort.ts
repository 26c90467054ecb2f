/** The column that rows are sorted by, and which way. */
export interface Order {
  id: string;
  isDown: boolean;
}

/** What sorting needs to know of a column. */
interface Sortable<Row> {
  id: string;
  value?(row: Row): number | string | null;
}

/**
 * The rows in the chosen order; without one, as they came. Rows without a value stand last either way, equal rows as
 * they came.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  order: Order | null,
): readonly Row[] {
  const value = columns.find(({ id }) => id === order?.id)?.value;
  if (!value || !order) return rows;
  const sign = order.isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, at: value(row) }))
    .sort(({ at: a }, { at: b }) => {
      const [lacksA, lacksB] = [isNothing(a), isNothing(b)];
      if (lacksA || lacksB) return Number(lacksA) - Number(lacksB);
      return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
    })
    .map(({ row }) => row);
}

function isNothing(value: number | string | null): boolean {
  return value === null || (typeof value === 'number' && Number.isNaN(value));
}

/** The order after a click on a heading: falling, rising, none. */
export function nextOrder(order: Order | null, id: string): Order | null {
  if (order?.id !== id) return { id, isDown: true };
  return order.isDown ? { id, isDown: false } : null;
}
