import { StewardError } from '../../../contract/errors.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { SectionArray } from '../../../numeric/sections.ts';
import { type FindOptions, SpaceIndex } from './space-index.ts';
import { type BuildOptions, type IndexHeader, mostFound, type Vectors } from './vector-index.ts';
import { copyInSlices, VectorSpace } from './vector-space.ts';

export type LshParams = {
  tables: number;
  /** Hyperplanes of a table: it has 2^bits buckets. */
  bits: number;
  /** The share of the items that a query looks through, counted once a table. */
  share: number;
};

/** Finds 0.98 of the best 100 in simulated factors; a share of 0.6 finds 0.93 (bench/README.md, candidates). */
export const lshDefaults: LshParams = { tables: 8, bits: 12, share: 1 };

/** Buckets that a query visits at most. */
const probes = 16_384;
const rowsAtOnce = 4096;

/**
 * Locality-sensitive hashing by random hyperplanes (Charikar, STOC 2002) in several tables, probed in the order of the
 * margins over all of them (Lv et al., VLDB 2007); inner products by one more coordinate (Neyshabur and Srebro, ICML
 * 2015). What is found is scored exactly.
 */
export class LshIndex extends SpaceIndex {
  readonly id = 'lsh';
  readonly params: Readonly<LshParams>;
  readonly #tables: Tables;
  readonly #scratch: Float32Array;

  private constructor(space: VectorSpace, params: LshParams, tables: Tables, buildMs: number) {
    super(space, buildMs);
    this.params = params;
    this.#tables = tables;
    this.#scratch = searchScratch(space, params);
  }

  /** Rejects with BAD_INPUT for vectors or parameters that are of no use, and with CANCELLED. */
  static async build(vectors: Vectors, options: BuildOptions & { params?: Partial<LshParams> }): Promise<LshIndex> {
    const { seed, threads = 1, signal, onProgress } = options;
    const params = { ...lshDefaults, ...options.params };
    checkParams(params);
    const started = performance.now();
    const space = await VectorSpace.of(vectors, { isAugmented: true, threads, signal });
    const tables = emptyTables(space, params);
    drawPlanes(tables.planes, space, params, seed);
    const { size } = space;
    const codes = space.crew.ints(params.tables * size);
    const margins = Array.from({ length: threads }, () => space.crew.floats(planesOf(params) + 4));
    const total = 2 * size;
    try {
      await space.overParts(
        size,
        rowsAtOnce,
        (from, to, n) => {
          const shape = [params.tables, params.bits, codes] as const;
          return ['hashRows', [margins[n]!, from, to, size, space.rows, space.bytes, tables.planes, ...shape]];
        },
        { signal, onProgress: (done) => onProgress?.(done, total) },
      );
      await space.overParts(
        params.tables,
        1,
        (table) => {
          const { starts, items } = bucketsOf(tables, table, size, params);
          return ['sortBuckets', [codes.subarray(table * size), size, 1 << params.bits, starts, items]];
        },
        { signal, onProgress: (done) => onProgress?.(size + Math.round((done / params.tables) * size), total) },
      );
    } finally {
      await space.crew.close();
    }
    return new LshIndex(space, params, tables, performance.now() - started);
  }

  /** From what `sections` gave. */
  static async restore(
    header: IndexHeader,
    saved: { rows: Float32Array; planes: Float32Array; starts: Int32Array; items: Int32Array },
    threads: number,
  ): Promise<LshIndex> {
    const params = header.params as LshParams;
    const space = await VectorSpace.restored({ ...header, isAugmented: true, threads }, saved.rows);
    const tables = emptyTables(space, params);
    tables.planes.set(saved.planes);
    await copyInSlices(saved.starts, tables.starts);
    await copyInSlices(saved.items, tables.items);
    return new LshIndex(space, params, tables, 0);
  }

  /** This index with another share of the items looked through. It shares all but the work space. */
  withShare(share: number): LshIndex {
    const params = { ...this.params, share };
    checkParams(params);
    return new LshIndex(this.space, params, this.#tables, this.stats.buildMs);
  }

  sections(): { header: IndexHeader; sections: Record<string, SectionArray> } {
    const { size, dimensions, similarity, params } = this;
    return {
      header: { kind: this.id, similarity, size, dimensions, params },
      sections: { rows: this.space.rows, ...this.#tables },
    };
  }

  protected async find(
    count: number,
    k: number,
    bits: number,
    allowed: number,
    { signal }: FindOptions,
  ): Promise<void> {
    const { space, size, params } = this;
    const { planes, starts, items } = this.#tables;
    const budget = Math.max(k, Math.ceil(size * params.share));
    const wanted = Math.min(k, allowed);
    const shape = [planes, params.tables, params.bits, starts, items, budget, probes] as const;
    await this.eachQuery(count, (query) => {
      const input = [this.#scratch, query, query + 1, space.queries, space.rows, size, space.bytes] as const;
      space.here('lshSearch', ...input, ...shape, bits, k, space.items, space.scores);
      if (wanted > 0 && space.items[query * k + wanted - 1]! < 0) return this.scan(query, query + 1, k, bits, signal);
    });
  }
}

type Tables = {
  /** tables * bits directions, as rows of the space. */
  planes: Float32Array;
  /** tables x (2^bits + 1) offsets into the table's part of `items`. */
  starts: Int32Array;
  /** tables x items, by bucket. */
  items: Int32Array;
};

function emptyTables({ crew, size, width }: VectorSpace, params: LshParams): Tables {
  return {
    planes: crew.floats(planesOf(params) * width),
    starts: crew.ints(params.tables * ((1 << params.bits) + 1)),
    items: crew.ints(params.tables * size),
  };
}

function bucketsOf({ starts, items }: Tables, table: number, size: number, { bits }: LshParams) {
  return { starts: starts.subarray(table * ((1 << bits) + 1)), items: items.subarray(table * size) };
}

/** Directions in the space, rounded up to four: kernels multiply four at a time. */
function planesOf({ tables, bits }: LshParams): number {
  return Math.ceil((tables * bits) / 4) * 4;
}

function drawPlanes(planes: Float32Array, { width, dimensions }: VectorSpace, params: LshParams, seed: number): void {
  const random = seededRandom(seed);
  for (let plane = 0; plane < params.tables * params.bits; plane++) {
    for (let n = 0; n < Math.min(width, dimensions + 1); n++) planes[plane * width + n] = random.normal();
  }
}

/** Work space as `lshSearch` wants it, in numbers of four bytes. */
function searchScratch({ crew, size }: VectorSpace, { tables, bits }: LshParams): Float32Array {
  const margins = tables * bits + 8;
  return crew.floats(16 + Math.ceil(size / 16) * 16 + 2 * margins + 4 + 2 * mostFound + 4 + 4 * (probes + tables + 1));
}

function checkParams({ tables, bits, share }: LshParams): void {
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (isCount(tables, 64) && isCount(bits, 20) && share > 0 && share <= 64) return;
  throw new StewardError('BAD_INPUT', 'These parameters make no LSH index.', {
    advice: 'tables is 1 to 64, bits 1 to 20, both whole numbers; share is above 0, and 64 at most.',
  });
}
