import { type Csr, rowsAtOnce, sharedFloats } from './csr.ts';
import { atOnce, type Pieces } from './pace.ts';

export const weightings = ['none', 'bm25', 'tfidf'] as const;
export type Weighting = (typeof weightings)[number];

/** A weighted matrix, and the same weights for a row that it does not hold. */
export interface Weighted {
  readonly matrix: Csr;
  /** Values of a new row of the matrix, at `columns`. */
  row(columns: Int32Array, values: Float32Array): Float32Array;
}

/**
 * Weights for entries of a matrix whose rows are seen as documents and whose columns as terms, as in the reference
 * framework of Dacrema et al. (TOIS 2021): BM25 as value (k1 + 1) / (value + k1 (1 - b + b length / mean length)) idf,
 * TF-IDF as sqrt(value) idf, with idf = ln(rows / (1 + entries of the column)).
 */
export function weigh(matrix: Csr, weighting: Weighting, k1 = 1.2, b = 0.75): Weighted {
  return atOnce(weighing(matrix, weighting, k1, b));
}

/** `weigh` as work in pieces. */
export function* weighing(matrix: Csr, weighting: Weighting, k1 = 1.2, b = 0.75): Pieces<Weighted> {
  if (weighting === 'none') return { matrix, row: (_, values) => values };
  const { rows, columns, indptr, indices, values } = matrix;
  const entries = new Int32Array(columns);
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let at = indptr[r]!; at < indptr[r + 1]!; at++) entries[indices[at]!]! += 1;
  }
  const idf = Float64Array.from(entries, (size) => Math.log(rows / (1 + size)));
  const lengths = new Float64Array(rows);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let at = indptr[r]!; at < indptr[r + 1]!; at++) lengths[r]! += values[at]!;
    total += lengths[r]!;
  }
  const normOf = (length: number) => 1 - b + (b * length * rows) / (total || 1);
  const one = (value: number, norm: number, weight: number) =>
    weighting === 'bm25' ? ((value * (k1 + 1)) / (k1 * norm + value)) * weight : Math.sqrt(value) * weight;

  const weighted = sharedFloats(values.length);
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    const norm = normOf(lengths[r]!);
    for (let at = indptr[r]!; at < indptr[r + 1]!; at++) weighted[at] = one(values[at]!, norm, idf[indices[at]!]!);
  }
  return {
    matrix: { ...matrix, values: weighted },
    row(at, given) {
      const norm = normOf(given.reduce((sum, value) => sum + value, 0));
      return given.map((value, n) => one(value, norm, idf[at[n]!]!));
    },
  };
}

/** The mean of the stored entries of each row, NaN where there are none, as work in pieces. */
export function* rowMeans({ rows, indptr, values }: Csr): Pieces<Float64Array> {
  const means = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    let sum = 0;
    for (let at = indptr[r]!; at < indptr[r + 1]!; at++) sum += values[at]!;
    means[r] = sum / (indptr[r + 1]! - indptr[r]!);
  }
  return means;
}

/** The mean of the stored entries of each column, NaN where there are none, as work in pieces. */
export function* columnMeans({ rows, columns, indptr, indices, values }: Csr): Pieces<Float64Array> {
  const sums = new Float64Array(columns);
  const counts = new Int32Array(columns);
  for (let r = 0; r < rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let at = indptr[r]!; at < indptr[r + 1]!; at++) {
      sums[indices[at]!]! += values[at]!;
      counts[indices[at]!]! += 1;
    }
  }
  return sums.map((sum, c) => sum / counts[c]!);
}

/** The same matrix with each stored entry changed by `change(value, row, column)`. */
export function mapEntries(matrix: Csr, change: (value: number, row: number, column: number) => number): Csr {
  return atOnce(mappingEntries(matrix, change));
}

/** `mapEntries` as work in pieces. */
export function* mappingEntries(
  matrix: Csr,
  change: (value: number, row: number, column: number) => number,
): Pieces<Csr> {
  const values = sharedFloats(matrix.values.length);
  for (let r = 0; r < matrix.rows; r++) {
    if (r % rowsAtOnce === 0) yield;
    for (let at = matrix.indptr[r]!; at < matrix.indptr[r + 1]!; at++) {
      values[at] = change(matrix.values[at]!, r, matrix.indices[at]!);
    }
  }
  return { ...matrix, values };
}
