import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';

/** The ids of all models, as the app, the command line and the files know them. */
export const modelIds = [
  'toppopular',
  'baseline',
  'itemknn',
  'userknn',
  'itemattributeknn',
  'userattributeknn',
  'group',
  'paco',
  'mf',
  'mfbaseline',
  'svd',
  'biasedsvd',
  'svdpp',
  'nmf',
  'als',
  'ials',
  'bprmf',
  'ease',
  'slim',
  'content',
] as const;
export type ModelId = (typeof modelIds)[number];

/** What a model learns from. Rows are users and items by number; what the outside calls them is a vocabulary's matter. */
export interface TrainingData {
  readonly users: number;
  readonly items: number;
  /** users x items: ratings for rating models, confidence or 1 for ranking models. */
  readonly byUser: Csr;
  /** items x users: the transpose of `byUser`. */
  readonly byItem: Csr;
  /** users x attributes and items x attributes, sparse, where there are any. */
  readonly userAttributes?: Csr;
  readonly itemAttributes?: Csr;
  /** Where there are any. */
  readonly itemEmbeddings?: ItemEmbeddings;
  /** Holds predictions for two groups of users together, in models that can do that (ials). */
  readonly parity?: Parity;
}

/** A penalty on the difference between two groups of users in the mean score of what they have. */
export interface Parity {
  /** The group of each user: 1 and -1 are held together, 0 is neither. */
  readonly sides: Int8Array;
  /** Times the number of pairs and the squared difference. */
  readonly strength: number;
}

/** Text embeddings, items x dimensions, row-major; zeros for items without a text. */
export interface ItemEmbeddings {
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** Progress of a fit: units done of a known total, and what the loss is, where there is one. */
export interface FitProgress {
  done: number;
  total: number;
  unit: string;
  loss?: number;
}

export interface FitOptions {
  seed: number;
  signal?: AbortSignal;
  onProgress?: (progress: FitProgress) => void;
  /** Worker threads; 1 runs on the calling thread. The result does not depend on it. */
  threads?: number;
}

/** The best items of each of n users. */
export type TopItems = TopLists;

export interface RecommendOptions {
  k: number;
  /** users x items: what each user must not get; row u of it is for user number u. By default nothing is left out. */
  exclude?: Csr;
  /** Items that may be recommended, ascending; all by default. */
  candidates?: Int32Array;
}

/** One reason for a score. `value` is its share; shares of additive models add up to the score. */
export interface Reason {
  kind: 'item' | 'user' | 'factor' | 'bias' | 'attribute' | 'popularity' | 'group';
  id: number;
  value: number;
}

/** One named array of a fitted model: with its parameters it is all that a model file holds. */
export type ModelSections = Record<string, Float32Array | Int32Array>;

/** A fitted model. Equal scores are ordered by the smaller item number, everywhere. */
export interface Model {
  readonly id: ModelId;
  /** All parameters with their values, defaults included, named as in the literature. */
  readonly params: Readonly<Record<string, number | string | boolean>>;
  /** Whether scores are on the scale of the ratings, so that RMSE and MAE mean something. */
  readonly predictsRatings: boolean;
  /** Scores of all items for n users: n x items, row-major. Users are numbers of the training data. */
  scoreAll(users: Int32Array): Promise<Float32Array>;
  /** Scores of pairs: users[p], items[p]. */
  score(users: Int32Array, items: Int32Array): Promise<Float32Array>;
  recommend(users: Int32Array, options: RecommendOptions): Promise<TopItems>;
  /** The items most like each given one, without itself. Undefined where the model knows no such thing. */
  similarItems?(items: Int32Array, k: number): Promise<TopItems>;
  /** Scores of all items for a user who was not there at training, from their history. */
  foldIn?(history: { items: Int32Array; values: Float32Array }): Promise<Float32Array>;
  explain(user: number, item: number): Reason[];
  /** What a model file needs beside the parameters; `restore` of the same algorithm takes it back. */
  sections(): ModelSections;
}

/** An algorithm: fits models, and brings saved ones back. */
export interface Algorithm<
  Params extends Record<string, number | string | boolean> = Record<string, number | string | boolean>,
> {
  readonly id: ModelId;
  /** One line for people, with the paper. */
  readonly about: string;
  readonly defaults: Params;
  fit(data: TrainingData, params: Partial<Params>, options: FitOptions): Promise<Model>;
  /** `data` is the training data again: neighbourhood models look histories up in it. */
  restore(params: Params, sections: ModelSections, data: TrainingData): Model;
}
