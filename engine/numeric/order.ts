/**
 * The places of pairs in the order of (row, column), those of one pair as they were; null where they are in that order
 * already. Two counting sorts: linear, whatever the order. Numbers lie in [0, rows) and [0, columns).
 */
export function orderOfPairs(
  rows: number,
  columns: number,
  row: ArrayLike<number>,
  column: ArrayLike<number>,
): Int32Array | null {
  if (isOrdered(row, column)) return null;
  const places = Int32Array.from({ length: row.length }, (_, place) => place);
  return sortStable(rows, row, sortStable(columns, column, places));
}

/** `places` by their key, those of one key as they were. Keys lie in [0, keys). */
export function sortStable(keys: number, key: ArrayLike<number>, places: Int32Array): Int32Array {
  const next = new Int32Array(keys + 1);
  for (let at = 0; at < places.length; at++) next[key[places[at]!]! + 1]! += 1;
  for (let k = 0; k < keys; k++) next[k + 1]! += next[k]!;
  const sorted = new Int32Array(places.length);
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!;
    sorted[next[key[place]!]!++] = place;
  }
  return sorted;
}

function isOrdered(row: ArrayLike<number>, column: ArrayLike<number>): boolean {
  for (let at = 1; at < row.length; at++) {
    const step = row[at]! - row[at - 1]!;
    if (step < 0 || (step === 0 && column[at]! < column[at - 1]!)) return false;
  }
  return true;
}
