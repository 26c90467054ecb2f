import type { NumberedPairs } from '../catalog/interactions/interactions.ts';
import type { SplitKind } from '../contract/models.ts';
import { type Split, type SplitOptions, split } from '../evaluate/split.ts';

/**
 * Parts the training part of a split once more, in the same way: what tuning learns from and what it looks at. Places of
 * `data`, all of them among `train`: the test part is in neither.
 */
export function validationSplit(data: NumberedPairs, train: Int32Array, kind: SplitKind, options: SplitOptions): Split {
  const { users, items, time } = data;
  const known: NumberedPairs = {
    users,
    items,
    user: train.map((at) => data.user[at]!),
    item: train.map((at) => data.item[at]!),
    value: Float32Array.from(train, (at) => data.value[at]!),
    time: time && Float64Array.from(train, (at) => time[at]!),
  };
  const parts = split(known, kind, options);
  return { train: parts.train.map((at) => train[at]!), test: parts.test.map((at) => train[at]!) };
}
