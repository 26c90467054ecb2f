import type { BadRow, ErrorCode, ErrorPlace } from '../../contract/index.ts';
import type { InteractionBatch } from '../../store/catalog-interactions.ts';
import type { FileShape } from '../content/shape.ts';
import type { ChunkPlan } from '../interactions/chunk-builder.ts';

/** What the reading thread is started with; `shape` is null for Parquet. */
export interface ReadInput {
  path: string;
  bytes: number;
  shape: FileShape | null;
  columns: readonly string[];
  plan: ChunkPlan;
}

/** What values a kind of interactions has so far. */
export interface KindSeen {
  name: string;
  lowest: number;
  highest: number;
}

/** Users, items and kinds that the file had not named before, in the order of the thread's own numbers. */
export interface NewNames {
  type: 'names';
  users: string[];
  items: string[];
  kinds: KindSeen[];
}

/** The workspace's numbers of these, in the same order; the answer to `NewNames`. */
export interface Numbers {
  type: 'numbers';
  users: Int32Array;
  items: Int32Array;
  kinds: Int32Array;
}

/** A stretch of the file, in the order of the table; of the same interaction twice only the last is in it. */
export interface ReadChunk {
  type: 'chunk';
  /** Rows of the file, bad ones too. */
  rows: number;
  bad: BadRow[];
  batch: InteractionBatch;
  /** Good rows that a later one of the chunk took the place of. */
  doubles: number;
  /** Bytes of the file on disk that were read by its end. */
  bytes: number;
}

export type FromReader =
  | NewNames
  | ReadChunk
  | { type: 'end' }
  | { type: 'failed'; code: ErrorCode; message: string; advice: string; place: ErrorPlace };

/** 'next' says that a chunk is stored: the thread is never more than two of them ahead. */
export type ToReader = Numbers | { type: 'next' };
