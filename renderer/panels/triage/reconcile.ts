import type { JobRow } from '../../../engine/contract/review.ts';

/** What the list shows, and what waits behind the 'n new' chip. */
export interface ShownList {
  rows: JobRow[];
  fresh: number;
}

/**
 * Brings a shown list up to date with the engine's first page without moving anything under a person's eyes: rows that
 * are gone leave, rows that stay are refreshed in place, rows after the shown end are appended, and rows that would
 * push in between are only counted.
 *
 * @param shown the rows on the screen, in their order
 * @param head the engine's first page, in the engine's order
 * @param total how many rows the engine has in all
 * @param closed jobs that this window has just decided; the engine's page may not know it yet
 */
export function reconcile(
  shown: readonly JobRow[],
  head: readonly JobRow[],
  total: number,
  closed: ReadonlySet<number>,
): ShownList {
  const open = head.filter((row) => !closed.has(row.id));
  const kept = shown.filter((row) => !closed.has(row.id));
  if (kept.length === 0) return { rows: open, fresh: 0 };

  const inHead = new Map(head.map((row) => [row.id, row]));
  const lastKnown = kept.findLastIndex((row) => inHead.has(row.id));
  const isWhole = head.length >= total;
  const rows = kept
    // The page says nothing about rows beyond its end, so those are believed until it reaches them.
    .filter((row, index) => inHead.has(row.id) || !(isWhole || index <= lastKnown))
    .map((row) => inHead.get(row.id) ?? row);
  if (rows.length === 0) return { rows: open, fresh: 0 };

  const shownIds = new Set(rows.map((row) => row.id));
  const last = rows.at(-1);
  const end = last ? open.findIndex((row) => row.id === last.id) : -1;
  const appended = end < 0 ? [] : open.slice(end + 1).filter((row) => !shownIds.has(row.id));
  for (const row of appended) shownIds.add(row.id);
  return { rows: [...rows, ...appended], fresh: open.filter((row) => !shownIds.has(row.id)).length };
}

/** The list in the engine's own order, as when a person asks for what is new: its page first, then what lay beyond. */
export function takeFresh(shown: readonly JobRow[], head: readonly JobRow[], closed: ReadonlySet<number>): JobRow[] {
  const open = head.filter((row) => !closed.has(row.id));
  const ids = new Set(open.map((row) => row.id));
  const edge = shown.findLastIndex((row) => ids.has(row.id));
  return [...open, ...shown.slice(edge + 1).filter((row) => !ids.has(row.id) && !closed.has(row.id))];
}

/** The row to open after `leaving`: the next below that nobody else has open, else the one above, else none. */
export function nextAfter(rows: readonly JobRow[], leaving: number): JobRow | null {
  const index = rows.findIndex((row) => row.id === leaving);
  if (index < 0) return rows[0] ?? null;
  const below = rows.slice(index + 1);
  return below.find((row) => row.heldBy === null) ?? below[0] ?? rows[index - 1] ?? null;
}
