import type { Encoder, FeatureRows } from '../features/encoder.ts';
import type { FieldGroup } from '../features/schema.ts';
import { Layers } from './layers.ts';
import type { RankerShape, RankerWeights } from './network.ts';

/** How much one field pushed a score up (above 0) or down. */
export interface Contribution {
  field: string;
  group: FieldGroup;
  /** What the field holds in this row, for people; several values are set apart by commas. */
  value: string;
  /** In log-odds before calibration. */
  contribution: number;
}

/** Why a row has its score: `base` and all contributions add up to the logit, but for `residual`. */
export interface ScoreReason {
  logit: number;
  /** The score of a row without any features. */
  base: number;
  /** The largest first. */
  contributions: Contribution[];
  /** What the integral of the layers' gradients misses; 0 without layers. */
  residual: number;
}

/**
 * Explains the score of one row. A feature's linear term is its own, a pair's interaction goes to both halves: exact
 * for logistic regression and factorisation machines. The layers' part is shared out by integrated gradients
 * (Sundararajan et al., ICML 2017) from an empty input.
 */
export function explainScore(
  encoder: Encoder,
  shape: RankerShape,
  weights: RankerWeights,
  rows: FeatureRows,
  row: number,
): ScoreReason {
  const from = row * shape.slots;
  const index = rows.index.subarray(from, from + shape.slots);
  const value = rows.value.subarray(from, from + shape.slots);
  const shares = exactShares(shape, weights, index, value);
  const exact = shares.reduce((sum, share) => sum + share, weights.dense[0]!);
  const layers = new Layers(shape, weights, index, value);
  const [deep, nothing] = [layers.at(1).output, layers.at(0).output];
  if (shape.layers.length > 0) addLayers(shape, weights, index, value, layers, shares);
  const base = weights.dense[0]! + nothing;
  const contributions = encoder.schema.fields.map(({ name, group }, field): Contribution => {
    let contribution = 0;
    const values: string[] = [];
    for (let s = 0; s < shape.slots; s++) {
      if (shape.fieldOf[s] !== field || value[s] === 0) continue;
      contribution += shares[s]!;
      values.push(encoder.describe(index[s]!).value);
    }
    return { field: name, group, value: values.join(', '), contribution };
  });
  contributions.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const explained = shares.reduce((sum, share) => sum + share, base);
  const logit = exact + deep;
  return { logit, base, contributions, residual: logit - explained };
}

/** For each slot its linear term and half of its interactions. */
function exactShares(
  { slots, factors }: RankerShape,
  weights: RankerWeights,
  index: ArrayLike<number>,
  value: ArrayLike<number>,
): Float64Array {
  const sums = new Float64Array(factors);
  const vector = (s: number, f: number) => value[s]! * weights.factors[index[s]! * factors + f]!;
  for (let s = 0; s < slots; s++) for (let f = 0; f < factors; f++) sums[f]! += vector(s, f);
  return Float64Array.from({ length: slots }, (_, s) => {
    let share = value[s]! * weights.linear[index[s]!]!;
    for (let f = 0; f < factors; f++) share += 0.5 * vector(s, f) * (sums[f]! - vector(s, f));
    return share;
  });
}

/** Adds to shares what the layers make of each slot: its vector times the mean gradient on the way. */
function addLayers(
  { slots, factors, fieldOf }: RankerShape,
  weights: RankerWeights,
  index: ArrayLike<number>,
  value: ArrayLike<number>,
  layers: Layers,
  shares: Float64Array,
): void {
  const mean = layers.meanGradient();
  for (let s = 0; s < slots; s++) {
    for (let f = 0; f < factors; f++) {
      shares[s]! += value[s]! * weights.factors[index[s]! * factors + f]! * mean[fieldOf[s]! * factors + f]!;
    }
  }
}
