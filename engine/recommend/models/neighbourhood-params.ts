import { type Csr, transpose } from '../../numeric/csr.ts';
import {
  centred,
  type Neighbours,
  RowSimilarity,
  type Similarity,
  type SimilaritySpec,
  similarities,
} from '../../numeric/similarity.ts';
import { columnMeans, type Weighted, type Weighting, weigh, weightings } from '../../numeric/similarity-weights.ts';
import { TopK } from '../../numeric/topk.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import type { ModelId, TrainingData } from './model.ts';

/** What the neighbourhood models can be told. */
export type NeighbourhoodParams = {
  /** ranking: scores add up similarity times value; rating: predictions are weighted means, on the scale of the ratings. */
  task: 'ranking' | 'rating';
  similarity: Similarity;
  /** Neighbours that take part in a score. */
  k: number;
  shrink: number;
  /** Of asymmetric similarity. */
  alpha: number;
  /** Of rows with fewer columns in common nothing is concluded. */
  min_support: number;
  weights: Weighting;
  bm25_k1: number;
  bm25_b: number;
  /** For ranking: the similarities of a row are divided by their sum. */
  normalise: boolean;
  /**
   * For ranking between users: a user counts for those among whose k nearest they are, instead of for their own k
   * nearest, which keeps users who are near to everybody from deciding everything. It is what the reference framework does.
   */
  reverse: boolean;
  /** For ratings: what is taken off before averaging (k-NN basic, with means, with baselines in Surprise's words). */
  centre: 'none' | 'mean' | 'baseline';
  /** For ratings: with fewer neighbours than this the prediction falls back to the mean or baseline. */
  min_k: number;
  /** For ratings: neighbours kept a row, of which the k nearest that know the item take part. */
  stored: number;
};

export const neighbourhoodDefaults: NeighbourhoodParams = {
  task: 'ranking',
  similarity: 'cosine',
  k: 100,
  shrink: 0,
  alpha: 0.5,
  min_support: 1,
  weights: 'none',
  bm25_k1: 1.2,
  bm25_b: 0.75,
  normalise: false,
  reverse: false,
  centre: 'none',
  min_k: 1,
  stored: 1000,
};

export type NeighbourhoodId = Extract<ModelId, 'itemknn' | 'userknn' | 'itemattributeknn' | 'userattributeknn'>;

/** Between whom the similarities are, and from what. */
export interface NeighbourhoodKind {
  id: NeighbourhoodId;
  about: string;
  axis: 'item' | 'user';
  from: 'interactions' | 'attributes';
}

/** A fitted neighbourhood model's parts. */
export interface NeighbourhoodParts {
  kind: NeighbourhoodKind;
  params: NeighbourhoodParams;
  data: TrainingData;
  neighbours: Neighbours;
  source: SimilaritySource;
}

/** Throws BAD_INPUT, by name, where a parameter is none that the models can work with. */
export function checkParams(params: NeighbourhoodParams): void {
  checkChoice(params, 'task', ['ranking', 'rating']);
  checkChoice(params, 'similarity', similarities);
  checkChoice(params, 'weights', weightings);
  checkChoice(params, 'centre', ['none', 'mean', 'baseline']);
  for (const name of ['k', 'min_support', 'min_k', 'stored']) checkNumber(params, name, { least: 1, whole: true });
  for (const name of ['shrink', 'alpha', 'bm25_k1', 'bm25_b']) checkNumber(params, name, { least: 0 });
}

export function specOf(params: NeighbourhoodParams): SimilaritySpec {
  return {
    kind: params.similarity,
    common: params.task === 'rating',
    shrink: params.shrink,
    alpha: params.alpha,
    minSupport: params.min_support,
  };
}

/** The weighted matrix that similarities are taken from, and the likeness of a new row to the rows in it. */
export class SimilaritySource {
  readonly weighted: Weighted;
  readonly #spec: SimilaritySpec;
  #likeness: RowSimilarity | null = null;
  #columnMeans: Float64Array | null = null;

  constructor(matrix: Csr, params: NeighbourhoodParams) {
    this.weighted = weigh(matrix, params.weights, params.bm25_k1, params.bm25_b);
    this.#spec = specOf(params);
  }

  /** The k rows most like a new one, best first. */
  nearest(columns: Int32Array, values: Float32Array, k: number): { indices: Int32Array; values: Float32Array } {
    if (this.#likeness === null) {
      const matrix = centred(this.weighted.matrix, this.#spec);
      this.#likeness = new RowSimilarity(matrix, transpose(matrix), this.#spec);
    }
    const top = new TopK(k);
    this.#likeness.offer(columns, this.#centre(columns, this.weighted.row(columns, values)), -1, top);
    const found = { indices: new Int32Array(k), values: new Float32Array(k) };
    const size = top.drain(found.indices, found.values);
    return { indices: found.indices.subarray(0, size), values: found.values.subarray(0, size) };
  }

  #centre(columns: Int32Array, values: Float32Array): Float32Array {
    const { kind, common } = this.#spec;
    if (kind === 'adjusted') {
      this.#columnMeans ??= columnMeans(this.weighted.matrix);
      const means = this.#columnMeans;
      return values.map((value, n) => value - (means[columns[n]!]! || 0));
    }
    if (kind !== 'pearson' || common) return values;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  }
}
