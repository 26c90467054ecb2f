import type { TopLists } from '../../evaluate/top.ts';

/** How much attention each rank gets: 1 / log2(1 + rank) (Singh and Joachims 2018), or a patience that fades at each place (RBP). */
export type PositionModel = { kind: 'log' } | { kind: 'geometric'; patience: number };

/** The weight of each of k ranks. */
export function positionWeights(k: number, model: PositionModel = { kind: 'log' }): Float64Array {
  const weight = (rank: number) => (model.kind === 'log' ? 1 / Math.log2(1 + rank) : model.patience ** (rank - 1));
  return Float64Array.from({ length: k }, (_, place) => weight(place + 1));
}

/** How many lists there are. */
export function listCount({ k, items }: TopLists): number {
  return k === 0 ? 0 : items.length / k;
}

/** The items of list i, without the empty places behind them. */
export function listOf({ k, items }: TopLists, i: number): Int32Array {
  const list = items.subarray(i * k, (i + 1) * k);
  const end = list.indexOf(-1);
  return end < 0 ? list : list.subarray(0, end);
}

/** The attention that each item gets over all lists: the sum of the weights of its places, one an item. */
export function attentionOf(lists: TopLists, items: number, weights: Float64Array): Float64Array {
  const attention = new Float64Array(items);
  for (let at = 0; at < lists.items.length; at++) {
    const item = lists.items[at]!;
    if (item >= 0) attention[item]! += weights[at % lists.k]!;
  }
  return attention;
}

/** The mean of what is defined; null where nothing is. NaN stands for a value that is not defined. */
export function meanOf(values: ArrayLike<number>): number | null {
  let [sum, n] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    sum += values[i]!;
    n += 1;
  }
  return n === 0 ? null : sum / n;
}
