import { type Csr, sharedFloats, sharedInts, transpose } from '../../numeric/csr.ts';
import type { TrainingData } from '../models/model.ts';

/** No pair counts more than this times as much as the mean one, or less than its inverse. */
const mostWeight = 10;

/**
 * A weight for each user so that groups count alike (reweighing, Kamiran and Calders 2012): the pairs of all groups over
 * the number of groups and the pairs of the own group, to the power `strength`. At 1 groups weigh the same, above 1
 * small ones weigh more. 1 for users of no group.
 */
export function groupWeights(train: Csr, groups: Int32Array, count: number, strength: number): Float64Array {
  const pairs = new Float64Array(count);
  let all = 0;
  for (let user = 0; user < train.rows; user++) {
    if (groups[user]! < 0) continue;
    const own = train.indptr[user + 1]! - train.indptr[user]!;
    pairs[groups[user]!]! += own;
    all += own;
  }
  const present = pairs.reduce((sum, own) => sum + (own > 0 ? 1 : 0), 0);
  return Float64Array.from(groups, (group) => (group < 0 ? 1 : (all / (present * pairs[group]!)) ** strength));
}

/**
 * A weight for each item by its inverse propensity: (its share of all pairs)^-power, the propensity of being observed
 * being taken to grow with popularity (Steck 2011; Yang et al. 2018). 0 is no weighting, 1 lets all items count alike.
 */
export function propensityWeights({ rows, columns, indices }: Csr, power: number): Float64Array {
  const counts = new Float64Array(columns);
  for (const item of indices) counts[item]! += 1;
  return counts.map((count) => (count === 0 ? 1 : (count / Math.max(1, rows)) ** -power));
}

/**
 * Training data whose pairs count by weights of users and items, brought to a mean of 1 and clipped to 0.1..10. Models
 * of confidence ('values') get it as the value of each pair; weights of users alone then count where items are learnt
 * and not where a user's own factors are: a factor on all of a user's loss changes nothing there. Those that draw pairs
 * ('copies') get pairs repeated, each at least once: an epoch over them is longer by as much.
 */
export function weighed(
  data: TrainingData,
  { users, items }: { users?: Float64Array; items?: Float64Array },
  by: 'values' | 'copies',
): TrainingData {
  const weights = pairWeights(data.byUser, users, items);
  const byUser = by === 'values' ? scaled(data.byUser, weights) : repeated(data.byUser, weights);
  return { ...data, byUser: by === 'values' && !items ? data.byUser : byUser, byItem: transpose(byUser) };
}

function pairWeights({ rows, indptr, indices }: Csr, users?: Float64Array, items?: Float64Array): Float64Array {
  const weights = new Float64Array(indices.length);
  for (let user = 0; user < rows; user++) {
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      weights[at] = (users?.[user] ?? 1) * (items?.[indices[at]!] ?? 1);
    }
  }
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length);
  return weights.map((weight) => Math.min(mostWeight, Math.max(1 / mostWeight, weight / mean)));
}

function scaled(matrix: Csr, weights: Float64Array): Csr {
  const values = sharedFloats(matrix.values.length);
  for (let at = 0; at < values.length; at++) values[at] = matrix.values[at]! * weights[at]!;
  return { ...matrix, values };
}

function repeated(matrix: Csr, weights: Float64Array): Csr {
  const least = weights.reduce((low, weight) => Math.min(low, weight), Infinity);
  const copies = Int32Array.from(weights, (weight) => Math.min(mostWeight, Math.round(weight / least)));
  const size = copies.reduce((sum, count) => sum + count, 0);
  const [indptr, indices, values] = [sharedInts(matrix.rows + 1), sharedInts(size), sharedFloats(size)];
  let to = 0;
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) {
      indices.fill(matrix.indices[at]!, to, to + copies[at]!);
      values.fill(matrix.values[at]!, to, to + copies[at]!);
      to += copies[at]!;
    }
    indptr[row + 1] = to;
  }
  return { ...matrix, indptr, indices, values };
}
