import type { Attributes } from '../../catalog/interactions/attributes.ts';
import type { Signals } from '../../catalog/interactions/catalog-data.ts';
import type { NumberedPairs } from '../../catalog/interactions/interactions.ts';
import type { CurvePoint, Metric, ParamValue, Protocol, SignalRule } from '../../contract/index.ts';
import type { PlannedTraining } from '../mitigation/training.ts';
import type { Factorisation, UserVector } from '../models/factors/factor-model.ts';
import type { ItemEmbeddings, ModelId, Reason } from '../models/model.ts';
import type { IndexPlace } from './factor-indexes.ts';

/** The workspace's data as a training thread takes it: numbers only, in shared memory where the snapshot has it there. */
export interface TrainingSource {
  /** The workspace's own numbers of users and items. */
  readonly userRows: Int32Array;
  readonly itemRows: Int32Array;
  readonly userAttributes: Attributes | null;
  readonly itemAttributes: Attributes | null;
  readonly itemEmbeddings: ItemEmbeddings | null;
  readonly prices: Float32Array | null;
  /** Worker threads that a model may use. */
  readonly threads: number;
}

/** A model to be fitted: all that decides what comes out. */
export interface ModelRequest {
  algorithm: ModelId;
  params: Record<string, ParamValue>;
  rule: SignalRule;
  /** What the rule makes of the data. */
  signals: Signals;
  seed: number;
}

export interface MeasureRequest extends ModelRequest {
  protocol: Protocol;
  /** On the test part, having learnt from all of the training part, or on a validation part that is taken from it. */
  part: 'test' | 'validation';
  /** The ratings of the data, for a protocol that looks at them where the rule's values are none; else null. */
  ratings: NumberedPairs | null;
}

/** How far a fit or a measurement is. `points` are the new ones of the learning curve. */
export interface TrainingProgress {
  stage: 'fit' | 'measure';
  done: number;
  total: number;
  unit: string;
  points: CurvePoint[];
}

/** What a model was measured to be. Arrays over users are in the order of `users`. */
export interface Measured {
  /** All parameters, defaults included. */
  params: Record<string, ParamValue>;
  metrics: Record<string, Metric>;
  /** The workspace's numbers of the users of the test, ascending by row. */
  users: Int32Array;
  /** One value a user, NaN where a metric is not defined; rmse and mae of a user are over the user's own pairs. */
  perUser: Record<string, Float32Array>;
  /** users x k: the workspace's numbers of the items, -1 in places without one; and their scores. */
  lists: Int32Array;
  scores: Float32Array;
  /** Pairs of each user in the training part. */
  histories: Int32Array;
  /** SHA-256 over all pairs of both parts: two runs of one digest measured the same. */
  split: Uint8Array;
  trainPairs: number;
  testPairs: number;
  fitSeconds: number;
  evaluateSeconds: number;
}

export interface FitRequest extends ModelRequest {
  /** The file to write. */
  file: string;
  dataHash: string;
  /** How it is to serve groups or items more alike; null leaves the model as it is. */
  training: PlannedTraining | null;
}

export interface Fitted {
  params: Record<string, ParamValue>;
  pairs: number;
  fitSeconds: number;
}

/** What a training thread answers. */
export type TrainingRequests = {
  measure: { input: MeasureRequest; result: Measured; progress: TrainingProgress };
  fit: { input: FitRequest; result: Fitted; progress: TrainingProgress };
};

/** A user to recommend to, by the workspace's numbers. */
export interface Asker {
  user: number;
  /** What must not be recommended. */
  had: Int32Array;
  /** What is known of the user now, for models that take in users who were not there; ascending by item. */
  history: { items: Int32Array; values: Float32Array };
}

/** How a user was scored: as one of the training, folded in from the history, or not at all. */
export type Standing = 'known' | 'folded' | 'unknown';

/** A list for one user: the workspace's numbers of items, best first, and why. Reasons of items and users have those too. */
export interface Served {
  standing: Standing;
  items: Int32Array;
  scores: Float32Array;
  reasons: Reason[][];
}

/** Items with scores, best first where nothing else is said; the workspace's numbers. */
export interface ScoredItems {
  items: Int32Array;
  scores: Float32Array;
}

/** The best items for somebody, and how they were found, in words. */
export interface Best extends ScoredItems {
  standing: Standing;
  note: string;
  /** What scores any of the `ItemFactors` for the same user; null where the model has none, or knows nothing of the user. */
  vector: UserVector | null;
}

/** The items of a factor model, in shared memory. */
export interface ItemFactors extends Pick<Factorisation, 'factors' | 'items' | 'itemBias'> {
  /** The workspace's numbers of its items, ascending. */
  rows: Int32Array;
}

/** What is known of a version once it is loaded. */
export interface LoadedVersion {
  attributes: readonly string[];
  /** Null where the model has none. */
  factors: ItemFactors | null;
}

/** What a serving thread answers. */
export type ServingRequests = {
  /** Loads the file; attribute names are those of the training, for reasons. Indexes over the items are kept at `place`. */
  load: { input: { file: string; place: IndexPlace }; result: LoadedVersion; progress: never };
  /** Makes the indexes over the items, and answers when they are there. */
  makeIndexes: { input: null; result: null; progress: never };
  recommend: { input: { askers: readonly Asker[]; k: number; reasons: number }; result: Served[]; progress: never };
  /** The best items of all for one user, without those that the user had; a user whom it does not know gets none. */
  best: { input: { asker: Asker; k: number }; result: Best; progress: never };
  /** Scores of these items for one user, NaN for those that were not there at training; null for an unknown user. */
  score: { input: { asker: Asker; items: Int32Array }; result: Float32Array | null; progress: never };
  /** The k items most like each of some: rows of k, -1 in places without one; null where it cannot say in time. */
  similar: { input: { items: Int32Array; k: number }; result: ScoredItems | null; progress: never };
  /** Why each item was scored as it was; nothing for users who were folded in. */
  explain: { input: { asker: Asker; items: Int32Array; reasons: number }; result: Reason[][]; progress: never };
};
