import type { ErrorCode, ErrorPlace } from '../../contract/errors.ts';
import type { AttributedSpan, ClassifierInfo, ScoreBatch, ScoreInput } from './pool.ts';

/** What a scoring worker is started with. */
export interface WorkerSetup {
  modelsDir: string;
  classifierDirs: string[];
  threads: number;
}

/** What the pool asks of a worker, one request at a time. */
export type WorkerRequest =
  | { kind: 'score'; id: number; items: ScoreInput[] }
  | { kind: 'explain'; id: number; item: ScoreInput; label: string };

/**
 * Asks a worker to end when it has answered what it was asked. Stopping its thread from outside while ONNX Runtime is at
 * work there would take the whole process down.
 */
export const endRequest = 'end';

/** What a worker answers. `failed` with id 0 means that it could not start. */
export type WorkerReply =
  | { kind: 'ready'; embeddingVersion: string; version: string; labels: string[]; infos: ClassifierInfo[] }
  | { kind: 'scored'; id: number; batch: ScoreBatch }
  | { kind: 'explained'; id: number; spans: AttributedSpan[] }
  | { kind: 'failed'; id: number; code: ErrorCode; message: string; advice: string; place: ErrorPlace };
