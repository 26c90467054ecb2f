import type { Csr } from './csr.ts';
import type { Pieces } from './pace.ts';
import { columnMeans, mappingEntries, rowMeans } from './similarity-weights.ts';

export const similarities = ['dot', 'cosine', 'adjusted', 'pearson', 'msd', 'jaccard', 'dice', 'asymmetric'] as const;
export type Similarity = (typeof similarities)[number];

/** Which likeness of two rows a and b of a sparse matrix is meant. */
export interface SimilaritySpec {
  /**
   * dot a.b; cosine a.b / |a||b|; adjusted: cosine after the mean of each column is taken off; pearson: cosine after the
   * mean of each row is; msd 1 / (1 + mean squared difference over common columns); and of the sets of columns: jaccard
   * n / (|A| + |B| - n), dice 2n / (|A| + |B|), asymmetric a.b / (|a|^2alpha |b|^2(1 - alpha)) (Aiolli, RecSys 2013).
   */
  kind: Similarity;
  /**
   * Whether norms and means of cosine, adjusted and pearson run over the columns that both rows have, as in Surprise,
   * and shrinkage multiplies by n / (n + shrink); otherwise over whole rows, and `shrink` is added to the denominator.
   */
  common: boolean;
  shrink: number;
  alpha: number;
  /** Rows with fewer columns in common are not alike. */
  minSupport: number;
}

/**
 * The matrix as the similarity wants it, as work in pieces: means of columns taken off for adjusted cosine, means of rows
 * for Pearson over whole rows (over common columns Pearson finds its own means).
 */
export function* centring(matrix: Csr, { kind, common }: SimilaritySpec): Pieces<Csr> {
  if (kind === 'adjusted') {
    const means = yield* columnMeans(matrix);
    return yield* mappingEntries(matrix, (value, _, column) => value - means[column]!);
  }
  if (kind !== 'pearson' || common) return matrix;
  const means = yield* rowMeans(matrix);
  return yield* mappingEntries(matrix, (value, row) => value - means[row]!);
}
