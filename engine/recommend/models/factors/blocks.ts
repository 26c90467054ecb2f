import type { Csr } from '../../../numeric/csr.ts';

/** Ranges of users and of items. More would keep more threads busy, and cost accuracy: each range is seen in longer pieces. */
const sides = 2;

/** Places of an order of entries. */
export type Part = [from: number, to: number];

/**
 * Cuts users and items into ranges of about equally many entries, and deals their blocks out to strata in which no two
 * share a user or an item, so that threads may work on them at the same time (Gemulla et al., KDD 2011). It depends on the
 * data alone, not on the number of threads. Fills `order` with the numbers of all entries, block after block, two users of a block in
 * turns, so that a step rarely waits for the one before. Returns the places of each stratum's blocks.
 */
export function blocksOf({ columns, indptr, indices }: Csr, order: Int32Array): Part[][] {
  const perItem = new Int32Array(columns + 1);
  for (const column of indices) perItem[column + 1]! += 1;
  for (let column = 0; column < columns; column++) perItem[column + 1]! += perItem[column]!;
  const users = equalRanges(indptr, sides);
  const items = equalRanges(perItem, sides);
  // Where in each row the next range of items begins; columns ascend.
  const cuts = Array.from(items, () => indptr.slice(0, -1));
  for (let user = 0; user + 1 < indptr.length; user++) {
    let k = indptr[user]!;
    for (let range = 0; range <= sides; range++) {
      while (k < indptr[user + 1]! && indices[k]! < items[range]!) k++;
      cuts[range]![user] = k;
    }
  }
  let place = 0;
  return Array.from({ length: sides }, (_, stratum) =>
    Array.from({ length: sides }, (_, n): Part => {
      const range = (n + stratum) % sides;
      const from = place;
      place = twoUsersInTurns(users[n]!, users[n + 1]!, cuts[range]!, cuts[range + 1]!, order, from);
      return [from, place];
    }),
  );
}

/** Borders of `count` ranges of rows with about equally many entries: 0 first, the number of rows last. */
function equalRanges(indptr: Int32Array, count: number): number[] {
  const rows = indptr.length - 1;
  const borders = [0];
  for (let range = 1; range < count; range++) {
    let row = borders.at(-1)!;
    while (row < rows && indptr[row]! * count < indptr[rows]! * range) row++;
    borders.push(row);
  }
  return [...borders, rows];
}

/** Writes the entries [starts[u], ends[u]) of users [user, until), two users in turns; whoever ends is followed by the next one. */
function twoUsersInTurns(
  user: number,
  until: number,
  starts: Int32Array,
  ends: Int32Array,
  order: Int32Array,
  from: number,
): number {
  const next = [0, 0];
  const end = [0, 0];
  let place = from;
  for (let turn = 0; ; turn = 1 - turn) {
    while (next[turn]! >= end[turn]! && user < until) {
      next[turn] = starts[user]!;
      end[turn] = ends[user++]!;
    }
    if (next[turn]! < end[turn]!) order[place++] = next[turn]!++;
    else if (next[1 - turn]! >= end[1 - turn]!) return place;
  }
}
