import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { pairsOf, signalSource } from '../catalog/interactions/signals.ts';
import type { SignalRule } from '../contract/index.ts';
import type { Asker } from './threads/requests.ts';

/** What is known of a user now, for a version that was trained by `rule`; `user` is a row of the data's vocabulary. */
export function askerOf(data: CatalogData, user: number, rule: SignalRule, now: number): Asker {
  const { interactions, itemRows, userRows } = data;
  const [from, to] = stretchOf(interactions.user, user);
  const source = signalSource(data);
  const own = {
    ...source,
    // One user, who is number 0: what is made by the number of users stays small.
    user: new Int32Array(to - from),
    users: { size: 1 },
    item: source.item.subarray(from, to),
    value: source.value.subarray(from, to),
    time: source.time?.subarray(from, to) ?? null,
    kind: source.kind?.subarray(from, to) ?? null,
  };
  const pairs = pairsOf(own, rule, now);
  return {
    user: userRows[user]!,
    had: Int32Array.from(own.item, (item) => itemRows[item]!),
    history: { items: Int32Array.from(pairs.item, (item) => itemRows[item]!), values: Float32Array.from(pairs.value) },
  };
}

/** The time of the newest interaction of the data, which ages are relative to; 0 where no times are known. */
export function newestOf({ interactions: { time } }: CatalogData): number {
  let newest = 0;
  if (time) for (const at of time) if (at > newest) newest = at;
  return newest;
}

/** The places [from, to) of a value in ascending values: interactions of a workspace are in the order of users. */
function stretchOf(values: Int32Array, value: number): [from: number, to: number] {
  const first = (least: number) => {
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]! < least) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [first(value), first(value + 1)];
}

/** The place of a number in whole, ascending ones that are all different, or -1. */
export function placeOf(ascending: Int32Array, number: number): number {
  // Numbers that differ by one at least cannot lie further on than this, and where none is missing they lie there.
  let [low, high] = [0, Math.min(ascending.length - 1, number - ascending[0]!)];
  if (ascending[high] === number) return high;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] === number) return middle;
    if (ascending[middle]! < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
