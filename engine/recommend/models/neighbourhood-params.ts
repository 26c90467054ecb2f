import type { Neighbours } from '../../numeric/similarity.ts';
import { type Similarity, type SimilaritySpec, similarities } from '../../numeric/similarity-spec.ts';
import { type Weighting, weightings } from '../../numeric/similarity-weights.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import type { ModelId, TrainingData } from './model.ts';
import type { SimilaritySource } from './neighbourhood-source.ts';

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
  /**
   * For ratings: what is taken off before averaging, and added again (in Surprise's words k-NN basic, with means, with
   * baselines; zscore: with means, and deviations in units of each row's standard deviation).
   */
  centre: 'none' | 'mean' | 'zscore' | 'baseline';
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
  checkChoice(params, 'centre', ['none', 'mean', 'zscore', 'baseline']);
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
