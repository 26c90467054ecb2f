import type { Csr } from '../numeric/csr.ts';

/** Predicted scores of pairs: users[p], items[p]. */
export type ScorePairs = (users: Int32Array, items: Int32Array) => Promise<Float32Array>;

export interface RatingResult {
  /** Root of the mean squared error over all pairs of the test. */
  rmse: number;
  /** Mean absolute error over all pairs of the test. */
  mae: number;
  /** The users of the test, ascending; the sums below are theirs, in this order. */
  users: Int32Array;
  /** Pairs of each user. */
  counts: Float64Array;
  squaredErrors: Float64Array;
  absoluteErrors: Float64Array;
}

/** Pairs scored at a time. */
const pairsPerBatch = 65_536;

/**
 * RMSE and MAE over all pairs of `test` (users x items, values are ratings). Predictions are clipped to the range of
 * the ratings of `train`, as Surprise and MyMediaLite do; one that is no number counts as the mean of `train`.
 */
export async function rateErrors(
  score: ScorePairs,
  train: Csr,
  test: Csr,
  signal?: AbortSignal,
): Promise<RatingResult> {
  const scale = ratingScale(train);
  const row = new Int32Array(test.indices.length);
  for (let u = 0; u < test.rows; u++) row.fill(u, test.indptr[u]!, test.indptr[u + 1]!);
  const users = Int32Array.from(new Set(row));
  const counts = new Float64Array(users.length);
  const squaredErrors = new Float64Array(users.length);
  const absoluteErrors = new Float64Array(users.length);
  let place = -1;
  for (let start = 0; start < row.length; start += pairsPerBatch) {
    signal?.throwIfAborted();
    const end = Math.min(row.length, start + pairsPerBatch);
    const scores = await score(row.slice(start, end), test.indices.slice(start, end));
    for (let p = start; p < end; p++) {
      if (place < 0 || users[place] !== row[p]) place += 1;
      const raw = scores[p - start]!;
      const predicted = Number.isNaN(raw) ? scale.mean : Math.min(scale.high, Math.max(scale.low, raw));
      const error = predicted - test.values[p]!;
      counts[place]! += 1;
      squaredErrors[place]! += error * error;
      absoluteErrors[place]! += Math.abs(error);
    }
  }
  const rmse = Math.sqrt(sum(squaredErrors) / row.length);
  return { rmse, mae: sum(absoluteErrors) / row.length, users, counts, squaredErrors, absoluteErrors };
}

function ratingScale({ values }: Csr): { low: number; high: number; mean: number } {
  let [low, high, total] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    total += value;
  }
  return { low, high, mean: total / values.length };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
