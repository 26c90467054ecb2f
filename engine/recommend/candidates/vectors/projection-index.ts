import { StewardError } from '../../../contract/errors.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { SectionArray } from '../../../numeric/sections.ts';
import { SpaceIndex } from './space-index.ts';
import { type BuildOptions, type IndexHeader, mostFound, type Vectors } from './vector-index.ts';
import { copyInSlices, queriesAtOnce, VectorSpace } from './vector-space.ts';

export type ProjectionParams = {
  /** Dimensions of the sketches. */
  width: number;
  /** Items that are scored exactly for each query, k at least. */
  rescored: number;
};

export const projectionDefaults: ProjectionParams = { width: 32, rescored: 2000 };

const rowsAtOnce = 4096;

/**
 * Sketches by random projection (Johnson and Lindenstrauss 1984): products of the sketches are products of the vectors on
 * average, so all items are scored by short sketches and the best of them exactly. The directions are at right angles,
 * which makes the error smaller than that of independent ones.
 */
export class ProjectionIndex extends SpaceIndex {
  readonly id = 'projection';
  readonly params: Readonly<ProjectionParams>;
  readonly #sketches: Sketches;
  readonly #room: Room;

  private constructor(space: VectorSpace, params: ProjectionParams, sketches: Sketches, buildMs: number) {
    super(space, buildMs);
    this.params = params;
    this.#sketches = sketches;
    this.#room = roomFor(space, params);
  }

  /** Rejects with BAD_INPUT for vectors or parameters that are of no use, and with CANCELLED. */
  static async build(
    vectors: Vectors,
    options: BuildOptions & { params?: Partial<ProjectionParams> },
  ): Promise<ProjectionIndex> {
    const { seed, threads = 1, signal, onProgress } = options;
    const params = { ...projectionDefaults, ...options.params };
    checkParams(params);
    const started = performance.now();
    const space = await VectorSpace.of(vectors, { isAugmented: false, threads, signal });
    const sketches = emptySketches(space, params);
    drawDirections(sketches.directions, space, params, seed);
    const { size } = space;
    try {
      await space.overParts(
        size,
        rowsAtOnce,
        (from, to) => {
          const { directions, values } = sketches;
          const target = [directions, params.width, values, params.width * 4] as const;
          return ['projectRows', [from, to, space.rows, space.bytes, ...target]];
        },
        { signal, onProgress: (done) => onProgress?.(done, size) },
      );
    } finally {
      await space.crew.close();
    }
    return new ProjectionIndex(space, params, sketches, performance.now() - started);
  }

  /** From what `sections` gave. */
  static async restore(
    header: IndexHeader,
    saved: { rows: Float32Array; directions: Float32Array; values: Float32Array },
    threads: number,
  ): Promise<ProjectionIndex> {
    const params = header.params as ProjectionParams;
    const space = await VectorSpace.restored({ ...header, isAugmented: false, threads }, saved.rows);
    const sketches = emptySketches(space, params);
    sketches.directions.set(saved.directions);
    await copyInSlices(saved.values, sketches.values);
    return new ProjectionIndex(space, params, sketches, 0);
  }

  /** This index with another number of items that are scored exactly. It shares all but the work space. */
  withRescored(rescored: number): ProjectionIndex {
    const params = { ...this.params, rescored };
    checkParams(params);
    return new ProjectionIndex(this.space, params, this.#sketches, this.stats.buildMs);
  }

  sections(): { header: IndexHeader; sections: Record<string, SectionArray> } {
    const { size, dimensions, similarity, params } = this;
    return {
      header: { kind: this.id, similarity, size, dimensions, params },
      sections: { rows: this.space.rows, ...this.#sketches },
    };
  }

  protected async find(count: number, k: number, bits: number): Promise<void> {
    const { space, size, params } = this;
    const { directions, values } = this.#sketches;
    const { queries, lists, items, scores } = this.#room;
    const { width } = params;
    const kept = Math.max(k, Math.min(params.rescored, size));
    space.here('projectRows', 0, count, space.queries, space.bytes, directions, width, queries, width * 4);
    await this.eachQuery(count, (query) => {
      const row = queries.subarray(query * width);
      const sketched = [lists, 0, 1, row, values, 0, size, width * 4, bits, kept, items, scores] as const;
      space.here('scanTop', ...sketched);
      const own = space.queries.subarray(query * space.width);
      const out = [space.items.subarray(query * k), space.scores.subarray(query * k)] as const;
      space.here('rescore', lists, own, space.rows, space.bytes, items, kept, k, ...out);
    });
  }
}

type Sketches = {
  /** width directions, as rows of the space. */
  directions: Float32Array;
  /** items x width. */
  values: Float32Array;
};

interface Room {
  queries: Float32Array;
  lists: Float32Array;
  items: Int32Array;
  scores: Float32Array;
}

function emptySketches({ crew, size, width }: VectorSpace, params: ProjectionParams): Sketches {
  return { directions: crew.floats(params.width * width), values: crew.floats(size * params.width) };
}

function roomFor({ crew }: VectorSpace, { width, rescored }: ProjectionParams): Room {
  const most = Math.max(mostFound, rescored);
  return {
    queries: crew.floats(queriesAtOnce * width),
    lists: crew.floats(2 * most + 2),
    items: crew.ints(most),
    scores: crew.floats(most),
  };
}

/** Normal directions, made orthogonal in groups of as many as there are dimensions (Gram and Schmidt). */
function drawDirections(directions: Float32Array, space: VectorSpace, params: ProjectionParams, seed: number): void {
  const random = seededRandom(seed);
  const { width, dimensions } = space;
  for (let n = 0; n < params.width; n++) {
    const own = Float64Array.from({ length: dimensions }, () => random.normal());
    for (let before = n - (n % dimensions); before < n; before++) {
      const other = directions.subarray(before * width, before * width + dimensions);
      const along = own.reduce((sum, value, d) => sum + value * other[d]!, 0);
      for (let d = 0; d < dimensions; d++) own[d]! -= along * other[d]!;
    }
    const length = Math.hypot(...own);
    for (let d = 0; d < dimensions; d++) directions[n * width + d] = own[d]! / length;
  }
}

function checkParams({ width, rescored }: ProjectionParams): void {
  const isWidth = Number.isInteger(width) && width >= 8 && width <= 4096 && width % 8 === 0;
  if (isWidth && Number.isInteger(rescored) && rescored >= 1 && rescored <= 1_000_000) return;
  throw new StewardError('BAD_INPUT', 'These parameters make no index of random projections.', {
    advice: 'width is a multiple of 8, rescored a whole number from 1 to a million.',
  });
}
