import { embeddingSize } from '../../text/minilm.ts';
import type { Card } from './card.ts';
import { openCrew } from './crew.ts';

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

/** Texts in one request to a worker: few enough that an explanation need not wait long behind one (about 0.1 s). */
const itemsPerRequest = 64;

/**
 * Opens the pool: loads every model in every worker. Two workers of one thread each are the default; together they do
 * more than one worker of two threads. Rejects with NO_MODELS where the embedding model is missing. A broken classifier
 * folder does not reject: it is listed by `classifiers()` with its problem, and its labels are not scored.
 */
export async function openScoringPool(options: ScoringPoolOptions): Promise<ScoringPool> {
  const { modelsDir, classifierDirs, threadsPerWorker = 1, workers = 2 } = options;
  const url = options.workerUrl ?? new URL('./scoring-worker.ts', import.meta.url);
  const crew = await openCrew(url, { modelsDir, classifierDirs, threads: threadsPerWorker }, Math.max(1, workers));
  const { embeddingVersion, version, labels, infos } = crew.ready;

  return {
    embeddingVersion,
    labels,
    version,
    workers: crew.size,
    classifiers: () => infos,
    close: () => crew.close(),
    async score(items, signal) {
      const scores = new Float32Array(items.length * labels.length);
      const embeddings = new Float16Array(items.length * embeddingSize);
      const order = items.map((_, i) => i).sort((a, b) => items[a]!.text.length - items[b]!.text.length || a - b);
      const share = Math.min(itemsPerRequest, Math.ceil(items.length / crew.size));
      const parts = Array.from({ length: Math.ceil(items.length / Math.max(share, 1)) }, (_, k) =>
        order.slice(k * share, (k + 1) * share),
      );
      await Promise.all(
        parts.map(async (rows) => {
          const reply = await crew.ask({ kind: 'score', items: rows.map((row) => items[row]!) }, { signal });
          if (reply.kind !== 'scored') return;
          rows.forEach((row, i) => {
            scores.set(reply.batch.scores.subarray(i * labels.length, (i + 1) * labels.length), row * labels.length);
            embeddings.set(
              reply.batch.embeddings.subarray(i * embeddingSize, (i + 1) * embeddingSize),
              row * embeddingSize,
            );
          });
        }),
      );
      return { labels, scores, embeddings };
    },
    async explain(item, label, signal) {
      const reply = await crew.ask({ kind: 'explain', item, label }, { signal, first: true });
      return reply.kind === 'explained' ? reply.spans : [];
    },
  };
}
