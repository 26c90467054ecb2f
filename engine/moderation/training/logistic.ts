import { minimise } from '../../numeric/lbfgs.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { hashing } from '../../text/ngrams.ts';
import type { FeatureTable } from './features.ts';

/** A linear head over both kinds of features: the logit of a row is the sum of its parts and the bias. */
export interface LinearHead {
  dense: Float32Array;
  sparse: Float32Array;
  bias: number;
}

/** How a head is fitted. */
export interface LogisticOptions {
  /** Weight decay: half the sum of squared weights times this over the number of rows. */
  l2: number;
  /** What the embedding is multiplied by before fitting: larger lets it speak louder under the same decay. */
  denseScale: number;
  /**
   * With this, every n-gram is multiplied by its smoothed log-count ratio between positives and negatives before
   * fitting (NB-SVM: Wang and Manning 2012), mixed in by this share; 0 leaves n-grams as they are.
   */
  naiveBayes: number;
  maxIterations?: number;
}

/** Rows of a table to learn from; the i-th target (0 or 1) belongs to the i-th row. */
export interface TrainingRows {
  rows: Int32Array;
  targets: Uint8Array;
}

/**
 * Fits an L2-regularised logistic regression on rows of a table. The scales of `options` are folded into the weights
 * that come back, so that the head runs on plain features.
 */
export function fitLogistic(table: FeatureTable, training: TrainingRows, options: LogisticOptions): LinearHead {
  const scales = bucketScales(table, training, options.naiveBayes);
  const objective = logisticObjective(table, training, options, scales);
  const start = new Float64Array(embeddingSize + hashing.buckets + 1);
  // From the base rate on: otherwise the first gradient is mostly the bias, and the stopping rule is relative to it.
  const positives = training.targets.reduce((sum, target) => sum + target, 0);
  start[start.length - 1] = Math.log((positives + 0.5) / (training.rows.length - positives + 0.5));
  const { x } = minimise(objective, start, { maxIterations: options.maxIterations ?? 150, tolerance: 3e-4 });
  const dense = Float32Array.from(x.subarray(0, embeddingSize), (weight) => weight * options.denseScale);
  const sparse = Float32Array.from(scales, (scale, bucket) => scale * x[embeddingSize + bucket]!);
  return { dense, sparse, bias: x[x.length - 1]! };
}

/**
 * The function `fitLogistic` minimises over dense weights, sparse weights and bias, in that order: mean log loss
 * plus decay. Exported for the test of its gradient.
 */
export function logisticObjective(
  table: FeatureTable,
  { rows, targets }: TrainingRows,
  { l2, denseScale }: LogisticOptions,
  scales: Float32Array,
): (x: Float64Array, gradient: Float64Array) => number {
  const { embeddings, starts, wordEnds, buckets, wordValues, characterValues } = table;
  const weights = new Float32Array(hashing.buckets);
  const slopes = new Float64Array(hashing.buckets);
  const share = 1 / rows.length;
  const biasAt = embeddingSize + hashing.buckets;

  return (x, gradient) => {
    for (let b = 0; b < weights.length; b++) weights[b] = x[embeddingSize + b]! * scales[b]!;
    slopes.fill(0);
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      let denseSum = 0;
      const at = row * embeddingSize;
      for (let k = 0; k < embeddingSize; k++) denseSum += x[k]! * embeddings[at + k]!;
      let words = 0;
      let characters = 0;
      const wordEnd = wordEnds[row]!;
      const end = starts[row + 1]!;
      for (let p = starts[row]!; p < wordEnd; p++) words += weights[buckets[p]!]!;
      for (let p = wordEnd; p < end; p++) characters += weights[buckets[p]!]!;
      const logit = denseScale * denseSum + wordValues[row]! * words + characterValues[row]! * characters + x[biasAt]!;
      const target = targets[i]!;
      const signed = target ? logit : -logit;
      loss += share * (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed);
      const slope = share * (1 / (1 + Math.exp(-logit)) - target);
      const denseSlope = slope * denseScale;
      for (let k = 0; k < embeddingSize; k++) gradient[k]! += denseSlope * embeddings[at + k]!;
      const wordSlope = slope * wordValues[row]!;
      const characterSlope = slope * characterValues[row]!;
      for (let p = starts[row]!; p < wordEnd; p++) slopes[buckets[p]!]! += wordSlope;
      for (let p = wordEnd; p < end; p++) slopes[buckets[p]!]! += characterSlope;
      gradient[biasAt]! += slope;
    }
    const decay = l2 * share;
    for (let b = 0; b < slopes.length; b++) gradient[embeddingSize + b] = slopes[b]! * scales[b]!;
    for (let j = 0; j < biasAt; j++) {
      loss += (decay / 2) * x[j]! * x[j]!;
      gradient[j]! += decay * x[j]!;
    }
    return loss;
  };
}

/** What each bucket is multiplied by before fitting; see `LogisticOptions.naiveBayes`. */
function bucketScales(table: FeatureTable, { rows, targets }: TrainingRows, naiveBayes: number): Float32Array {
  const scales = new Float32Array(hashing.buckets).fill(1);
  if (naiveBayes === 0) return scales;
  const counts = [new Float64Array(hashing.buckets).fill(1), new Float64Array(hashing.buckets).fill(1)];
  const sums = [hashing.buckets, hashing.buckets];
  for (let i = 0; i < rows.length; i++) {
    const side = targets[i]!;
    const count = counts[side]!;
    const [start, end] = [table.starts[rows[i]!]!, table.starts[rows[i]! + 1]!];
    for (let p = start; p < end; p++) count[table.buckets[p]!]!++;
    sums[side]! += end - start;
  }
  const shift = Math.log(sums[0]! / sums[1]!);
  return scales.map((one, b) => {
    const ratio = Math.log(counts[1]![b]! / counts[0]![b]!) + shift;
    return (1 - naiveBayes) * one + naiveBayes * Math.abs(ratio);
  });
}

/** Logits of the given rows. */
export function logitsOf(table: FeatureTable, rows: Int32Array, head: LinearHead): Float64Array {
  const { embeddings, starts, wordEnds, buckets, wordValues, characterValues } = table;
  return Float64Array.from(rows, (row) => {
    let dense = 0;
    for (let k = 0; k < embeddingSize; k++) dense += head.dense[k]! * embeddings[row * embeddingSize + k]!;
    let words = 0;
    let characters = 0;
    for (let p = starts[row]!; p < wordEnds[row]!; p++) words += head.sparse[buckets[p]!]!;
    for (let p = wordEnds[row]!; p < starts[row + 1]!; p++) characters += head.sparse[buckets[p]!]!;
    return dense + wordValues[row]! * words + characterValues[row]! * characters + head.bias;
  });
}
