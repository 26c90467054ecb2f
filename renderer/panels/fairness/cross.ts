import type { AuditCell, GroupValue } from '../../../engine/contract/fairness.ts';

/** A cross of attributes as a grid: groups of the first as rows, of the others as columns. */
export interface CrossGrid {
  rows: readonly string[];
  columns: readonly string[];
  /** The group at a row and a column; undefined where nobody is in it. */
  at: ReadonlyMap<string, GroupValue>;
}

/** Where a group stands in `CrossGrid.at`. */
export function placeIn(row: string, column: string): string {
  return `${row} x ${column}`;
}

/** The groups of a cell of a cross, named as 'female x 20s', laid out as a grid. */
export function crossGrid({ groups }: Pick<AuditCell, 'groups'>): CrossGrid {
  const [rows, columns] = [new Set<string>(), new Set<string>()];
  for (const { group } of groups) {
    const cut = group.indexOf(' x ');
    if (cut < 0) continue;
    rows.add(group.slice(0, cut));
    columns.add(group.slice(cut + 3));
  }
  const inOrder = new Intl.Collator('en', { numeric: true });
  return {
    rows: [...rows].sort(inOrder.compare),
    columns: [...columns].sort(inOrder.compare),
    at: new Map(groups.map((group) => [group.group, group])),
  };
}

/**
 * How far a value lies from the overall mean, in steps of colour from -3 (worse) to 3 (better): a third of the largest
 * distance each.
 */
export function stepOf(value: number, overall: number, most: number, isLowerBetter: boolean): number {
  if (!(most > 0)) return 0;
  const share = ((value - overall) / most) * (isLowerBetter ? -1 : 1);
  return Math.abs(share) < 0.05 ? 0 : Math.sign(share) * Math.min(3, Math.ceil(Math.abs(share) * 3 - 1e-9));
}
