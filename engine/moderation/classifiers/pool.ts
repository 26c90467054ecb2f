import { StewardError } from '../../contract/errors.ts';
import type { Card } from './card.ts';

/** One item to score. With a title, the text that is scored is the title, a line break and the text. */
export interface ScoreInput {
  text: string;
  title?: string | null;
  /** The cached embedding of this item under `ScoringPool.embeddingVersion`: 384 numbers. Saves nearly all the work. */
  embedding?: Float16Array | null;
}

/** What a person may know about one classifier folder. */
export interface ClassifierInfo {
  id: string;
  name: string;
  version: string;
  labels: string[];
  status: 'ready' | 'broken';
  problem: string | null;
  folder: string;
  card: Card | null;
}

/** The scores of one batch. */
export interface ScoreBatch {
  labels: string[];
  /** n x labels.length, row-major; calibrated probabilities, never NaN. */
  scores: Float32Array;
  /** n x 384, to be cached under `ScoringPool.embeddingVersion`. */
  embeddings: Float16Array;
}

/** A part of the text (UTF-16 offsets, end exclusive) and how much it adds to a label's logit. */
export interface AttributedSpan {
  start: number;
  end: number;
  weight: number;
}

/** Worker threads that hold the embedding model and every classifier. */
export interface ScoringPool {
  readonly embeddingVersion: string;
  readonly labels: string[];
  /** Hash over the embedding model and all classifiers: changes exactly when scores may change. */
  readonly version: string;
  readonly workers: number;
  classifiers(): ClassifierInfo[];
  /** Queued, run on the next idle worker. */
  score(items: ScoreInput[], signal?: AbortSignal): Promise<ScoreBatch>;
  /** The words that made a score, by leaving each out; jumps the queue. */
  explain(item: ScoreInput, label: string, signal?: AbortSignal): Promise<AttributedSpan[]>;
  close(): Promise<void>;
}

export interface ScoringPoolOptions {
  /** Holds minilm-int8.onnx and tokenizer.json. */
  modelsDir: string;
  /** Each contains classifier folders; a label of a later one takes the place of an earlier one's. */
  classifierDirs: string[];
  workers?: number;
  threadsPerWorker?: number;
  /** A bundler's host points at its own worker file. */
  workerUrl?: URL;
}

/** Opens the pool: loads every model in every worker. Rejects with NO_MODELS where the embedding model is missing. */
export async function openScoringPool(options: ScoringPoolOptions): Promise<ScoringPool> {
  throw new StewardError('NO_MODELS', `No embedding model was found in ${options.modelsDir}.`, {
    advice: 'Run npm install.',
  });
}
