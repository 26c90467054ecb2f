import type { AuditCell, AuditVerdict } from '../../../engine/contract/fairness.ts';
import { inOrder } from '../models/metrics.ts';

/** One subject's figures of one metric, a cell for each column that was audited. */
export interface MatrixRow {
  key: string;
  subject: string;
  metric: string;
  run: number | null;
  cells: readonly (AuditCell | null)[];
}

export interface Matrix {
  /** Attributes alone first, then their crosses where they are unfolded. */
  groupings: readonly string[];
  rows: readonly MatrixRow[];
  /** Crosses that were audited, folded or not. */
  crosses: number;
}

export interface MatrixOptions {
  /** Whether crosses of attributes have columns too. */
  crosses: boolean;
  /** Rows without a cell of these verdicts are left out; none for all. */
  verdicts: readonly AuditVerdict[];
  /** The grouping whose gaps order the rows; null for the order of metrics. */
  order: string | null;
}

/** Whether a grouping is of several attributes at once. */
export function isCross(grouping: string): boolean {
  return grouping.includes(' x ');
}

/** How many times the gap is what equality would show by chance; null where either is not known. */
export function excess({ gap, expected }: AuditCell): number | null {
  return gap === null || expected === null || !(expected.high > 0) ? null : gap / expected.high;
}

/** The side of people as a matrix: a row for each subject and metric, a column for each grouping. */
export function matrixOf(cells: readonly AuditCell[], { crosses, verdicts, order }: MatrixOptions): Matrix {
  const whole = cells.filter(({ side, stratum }) => side === 'people' && stratum === null);
  const all = [...new Set(whole.map(({ grouping }) => grouping))];
  const groupings = [...all.filter((name) => !isCross(name)), ...(crosses ? all.filter(isCross) : [])];
  const rows = new Map<string, { subject: string; metric: string; run: number | null; cells: (AuditCell | null)[] }>();
  for (const cell of whole) {
    const column = groupings.indexOf(cell.grouping);
    if (column < 0) continue;
    const key = `${cell.run} ${cell.subject} ${cell.metric}`;
    const row = rows.get(key) ?? {
      subject: cell.subject,
      metric: cell.metric,
      run: cell.run,
      cells: groupings.map(() => null),
    };
    row.cells[column] = cell;
    rows.set(key, row);
  }
  const kept = inOrder(
    [...rows].map(([key, row]) => ({ key, ...row })),
    ({ metric }) => metric,
  ).filter((row) => verdicts.length === 0 || row.cells.some((cell) => cell && verdicts.includes(cell.verdict)));
  const by = order === null ? -1 : groupings.indexOf(order);
  if (by >= 0) kept.sort((a, b) => sizeOf(b.cells[by]) - sizeOf(a.cells[by]));
  return { groupings, rows: kept, crosses: all.filter(isCross).length };
}

/** How many cells of the matrix there are of each verdict. */
export function verdictCounts(matrix: Matrix): Record<AuditVerdict, number> {
  const counts = { differs: 0, equivalent: 0, 'no-evidence': 0, 'not-estimable': 0 };
  for (const { cells } of matrix.rows) for (const cell of cells) if (cell) counts[cell.verdict] += 1;
  return counts;
}

/** The cell that a key leads to from another, staying inside the matrix; gaps in it are stepped over. Null for none. */
export function stepFrom(
  { rows }: Matrix,
  key: string | null,
  to: 'up' | 'down' | 'left' | 'right' | 'first' | 'last',
): AuditCell | null {
  const places = rows.flatMap(({ cells }, row) =>
    cells.flatMap((cell, column) => (cell ? [{ cell, row, column }] : [])),
  );
  const from = places.find(({ cell }) => cell.key === key) ?? places[0];
  if (!from) return null;
  const inRow = places.filter(({ row }) => row === from.row);
  const inColumn = places.filter(({ column }) => column === from.column);
  const found = {
    left: inRow.findLast(({ column }) => column < from.column),
    right: inRow.find(({ column }) => column > from.column),
    up: inColumn.findLast(({ row }) => row < from.row),
    down: inColumn.find(({ row }) => row > from.row),
    first: inRow[0],
    last: inRow.at(-1),
  }[to];
  return (found ?? from).cell;
}

/** The largest value that bars of each metric reach, so that gaps of one metric compare between cells. */
export function reaches({ rows }: Matrix): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { metric, cells } of rows) {
    for (const cell of cells) {
      const reach = Math.max(cell?.gap ?? 0, cell?.expected?.high ?? 0);
      most.set(metric, Math.max(most.get(metric) ?? 0, reach));
    }
  }
  return most;
}

function sizeOf(cell: AuditCell | null | undefined): number {
  return (cell && excess(cell)) ?? -1;
}
