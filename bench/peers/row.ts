import type { TrainingData } from '../../engine/recommend/models/model.ts';

/** The data of a row: 'ncf' to rank (ones), the others to rate (values). */
export type PeerDataName = 'ncf' | 'ml100k' | 'ml1m-first';

/** What both sides learn from, in memory, and the pairs whose scores show how well they learnt. */
export interface PeerData {
  name: PeerDataName;
  training: TrainingData;
  /** Pairs to be scored after the fit, in the order that `accuracy` expects. */
  asked: { users: Int32Array; items: Int32Array };
  /** The file that programs of peers read; `steward_peer.py` says how. */
  file: string;
  /** The accuracy that scores of `asked` show: HR@10 among 100 for 'ncf', else RMSE. */
  accuracy(scores: Float32Array): Accuracy;
}

export interface Accuracy {
  metric: string;
  value: number;
}

/** One timed piece of work of ours: how long it took, and what came of it. */
export interface Turn {
  seconds: number;
  /** Scores of the asked pairs, or what the row's `judge` takes. */
  output: Float32Array;
}

/** One comparison. Both sides get the same data, parameters and number of threads. */
export interface PeerRow {
  name: string;
  /** The Python package that it needs, as `import` knows it. */
  peer: string;
  data: PeerDataName;
  /** What seconds of ours over seconds of the peer may be at most; null where the row only informs. */
  limit: number | null;
  /** Does the work once and times it: all that a user would wait for, with the data in memory. */
  ours(data: PeerData, threads: number): Promise<Turn>;
  /** A program of this folder, one of its tasks, and what the task is given. */
  theirs: { program: string; task: string; params: Record<string, number | string | boolean> };
  /** The accuracy of one side's output, by the same code for both; `PeerData.accuracy` by default. */
  judge?: (output: Float32Array, data: PeerData) => Accuracy;
}
