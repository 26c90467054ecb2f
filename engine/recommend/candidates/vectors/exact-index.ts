import type { SectionArray } from '../../../numeric/sections.ts';
import { type FindOptions, SpaceIndex } from './space-index.ts';
import type { BuildOptions, IndexHeader, Vectors } from './vector-index.ts';
import { VectorSpace } from './vector-space.ts';

/** Looks at every vector: the answer that the others are measured by, and the fastest as long as there are few. */
export class ExactIndex extends SpaceIndex {
  readonly id = 'exact';

  /** Copies the vectors; rejects with BAD_INPUT where they are not finite, and with CANCELLED. */
  static async build(
    vectors: Vectors,
    { threads = 1, signal }: Pick<BuildOptions, 'threads' | 'signal'> = {},
  ): Promise<ExactIndex> {
    const started = performance.now();
    const space = await VectorSpace.of(vectors, { isAugmented: false, threads, signal });
    return new ExactIndex(space, performance.now() - started);
  }

  /** From what `sections` gave. */
  static async restore(header: IndexHeader, rows: Float32Array, threads: number): Promise<ExactIndex> {
    return new ExactIndex(await VectorSpace.restored({ ...header, isAugmented: false, threads }, rows), 0);
  }

  sections(): { header: IndexHeader; sections: Record<string, SectionArray> } {
    const { size, dimensions, similarity } = this;
    return {
      header: { kind: this.id, similarity, size, dimensions, params: {} },
      sections: { rows: this.space.rows },
    };
  }

  protected find(count: number, k: number, bits: number, _allowed: number, { signal }: FindOptions): Promise<void> {
    return this.scan(0, count, k, bits, signal);
  }
}
