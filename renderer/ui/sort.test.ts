import { describe, expect, it } from 'vitest';
import { nextOrder, sortRows } from './sort.ts';

interface Row {
  id: number;
  at: number | string | null;
}
const rows: Row[] = [
  { id: 1, at: 2 },
  { id: 2, at: null },
  { id: 3, at: 1 },
  { id: 4, at: 2 },
  { id: 5, at: Number.NaN },
];
const columns = [{ id: 'at', value: (row: Row) => row.at }, { id: 'plain' }];
const ids = (list: readonly Row[]) => list.map(({ id }) => id);

describe('sortRows', () => {
  it('puts rows without a value last, either way, and leaves equal ones as they came', () => {
    expect(ids(sortRows(rows, columns, { id: 'at', isDown: true }))).toEqual([1, 4, 3, 2, 5]);
    expect(ids(sortRows(rows, columns, { id: 'at', isDown: false }))).toEqual([3, 1, 4, 2, 5]);
  });
  it('without an order, or by a column that cannot be sorted or is gone, rows stay as they came', () => {
    expect(sortRows(rows, columns, null)).toBe(rows);
    expect(sortRows(rows, columns, { id: 'plain', isDown: true })).toBe(rows);
    expect(sortRows(rows, columns, { id: 'gone', isDown: true })).toBe(rows);
  });
});

it('a heading goes from falling to rising to none', () => {
  const down = nextOrder(null, 'at');
  expect(down).toEqual({ id: 'at', isDown: true });
  expect(nextOrder(down, 'at')).toEqual({ id: 'at', isDown: false });
  expect(nextOrder({ id: 'at', isDown: false }, 'at')).toBeNull();
  expect(nextOrder(down, 'other')).toEqual({ id: 'other', isDown: true });
});
