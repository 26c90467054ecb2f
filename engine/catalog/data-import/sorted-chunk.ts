import { sortStable } from '../../numeric/order.ts';
import type { InteractionBatch } from '../../store/catalog-interactions.ts';
import type { RawChunk } from '../interactions/chunk-builder.ts';

/** The workspace's numbers of the users, items and kinds that a file names. */
export interface NumberTables {
  users: Int32Array;
  items: Int32Array;
  kinds: Int32Array;
}

/**
 * A chunk by the workspace's numbers, in the order in which the table lies on disk: that makes it ten times as fast to
 * store. Of rows that are one interaction (same user, item, kind and time) the last one stays.
 */
export function sortChunk(chunk: RawChunk, tables: NumberTables): { batch: InteractionBatch; doubles: number } {
  const { size } = chunk;
  const user = numbered(chunk.user, size, tables.users);
  const item = numbered(chunk.item, size, tables.items);
  const { kind, at } = chunk;
  const places = Int32Array.from({ length: size }, (_, place) => place);
  const order = sortStable(highest(user) + 1, user, sortStable(highest(item) + 1, item, places));
  // Pairs that come more than once are few and near each other: sorted by kind and time where they stand.
  let kept = 0;
  for (let start = 0; start < size; ) {
    let end = start + 1;
    const first = order[start]!;
    while (end < size && user[order[end]!] === user[first] && item[order[end]!] === item[first]) end += 1;
    if (end - start > 1) {
      const run = order.subarray(start, end);
      run.sort((a, b) => tables.kinds[kind[a]!]! - tables.kinds[kind[b]!]! || at[a]! - at[b]! || a - b);
    }
    for (let place = start; place < end; place++) {
      const row = order[place]!;
      const next = order[place + 1]!;
      if (place + 1 < end && kind[row] === kind[next] && at[row] === at[next]) continue;
      order[kept++] = row;
    }
    start = end;
  }
  const rows = order.subarray(0, kept);
  const batch = {
    user: rows.map((row) => user[row]!),
    item: rows.map((row) => item[row]!),
    kind: rows.map((row) => tables.kinds[kind[row]!]!),
    at: Float64Array.from(rows, (row) => at[row]!),
    value: Float64Array.from(rows, (row) => chunk.value[row]!),
  };
  return { batch, doubles: size - kept };
}

function numbered(numbers: Int32Array, size: number, table: Int32Array): Int32Array {
  return numbers.subarray(0, size).map((number) => table[number]!);
}

function highest(numbers: Int32Array): number {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}
