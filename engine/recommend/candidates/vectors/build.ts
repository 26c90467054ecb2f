import { ExactIndex } from './exact-index.ts';
import { HnswIndex, type HnswParams } from './hnsw-index.ts';
import { LshIndex, type LshParams } from './lsh-index.ts';
import { ProjectionIndex, type ProjectionParams } from './projection-index.ts';
import type { BuildOptions, IndexKind, VectorIndex, Vectors } from './vector-index.ts';

/**
 * Numbers in all vectors together up to which looking at each of them is best: 100,000 items of 64 dimensions, which take
 * 1.2 ms (bench/README.md, candidates). A graph would save a millisecond, find less, and take seconds to build.
 */
export const exactUpTo = 6_400_000;

export interface IndexChoice {
  /** Chosen by size by default: exact or HNSW. */
  kind?: IndexKind;
  hnsw?: Partial<HnswParams>;
  lsh?: Partial<LshParams>;
  projection?: Partial<ProjectionParams>;
}

/** Builds the index asked for, or the one that suits the size. Rejects with BAD_INPUT and CANCELLED. */
export function buildIndex(vectors: Vectors, options: BuildOptions & IndexChoice): Promise<VectorIndex> {
  const { kind = vectors.values.length <= exactUpTo ? 'exact' : 'hnsw', hnsw, lsh, projection, ...build } = options;
  if (kind === 'exact') return ExactIndex.build(vectors, build);
  if (kind === 'hnsw') return HnswIndex.build(vectors, { ...build, params: hnsw });
  if (kind === 'lsh') return LshIndex.build(vectors, { ...build, params: lsh });
  return ProjectionIndex.build(vectors, { ...build, params: projection });
}
