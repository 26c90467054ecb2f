import { StewardError } from '../../../contract/errors.ts';
import { Pace } from '../../../numeric/pace.ts';
import { type Random, seededRandom } from '../../../numeric/random.ts';
import type { SectionArray } from '../../../numeric/sections.ts';
import { type FindOptions, SpaceIndex } from './space-index.ts';
import { type BuildOptions, type IndexHeader, mostFound, type Vectors } from './vector-index.ts';
import { copyInSlices, VectorSpace } from './vector-space.ts';

export type HnswParams = {
  /** Links of a node; twice as many on the lowest level. */
  m: number;
  /** Nodes looked at for the links of a new one. */
  efConstruction: number;
  /** Nodes looked at for a query, k at least. */
  ef: number;
};

/** With ef 400 a million simulated items give 0.97 of the best 100 in 0.4 ms; the usual 64 gives 0.88 (bench/README.md, candidates). */
export const hnswDefaults: HnswParams = { m: 16, efConstruction: 128, ef: 400 };

/** The largest share of the nodes there are that one batch adds: they do not see each other. */
const batchShare = 0.02;
const batchMost = 16_384;
/** Nodes a call. */
const findAtOnce = 32;
const linkAtOnce = 512;
/** A filter that lets less than this share through is answered by a scan: a graph is no help to find so few. */
const leastAllowed = 0.02;

/**
 * Hierarchical navigable small world graph (Malkov and Yashunin, IEEE TPAMI 2020), our own: it is built on several
 * threads in batches and is the same for any number of them, and a filter is heeded during the search. For inner products
 * nodes are linked by the product itself (ip-NSW: Morozov and Babenko, NeurIPS 2018). The reduction to angles by one more
 * coordinate (Bachrach et al., RecSys 2014) was measured beside it and found 0.78 of the best 100 where this finds 0.98.
 */
export class HnswIndex extends SpaceIndex {
  readonly id = 'hnsw';
  readonly params: Readonly<HnswParams>;
  readonly #graph: Graph;
  readonly #scratch: Float32Array;

  private constructor(space: VectorSpace, params: HnswParams, graph: Graph, buildMs: number) {
    super(space, buildMs);
    this.params = params;
    this.#graph = graph;
    this.#scratch = scratchFor(space, params.m, mostFound);
  }

  /** Rejects with BAD_INPUT for vectors or parameters that are of no use, and with CANCELLED. */
  static async build(vectors: Vectors, options: BuildOptions & { params?: Partial<HnswParams> }): Promise<HnswIndex> {
    const { seed, threads = 1, signal, onProgress } = options;
    const params = { ...hnswDefaults, ...options.params };
    checkParams(params);
    const started = performance.now();
    const space = await VectorSpace.of(vectors, { isAugmented: false, threads, signal });
    const graph = await emptyGraph(space, params.m, seed);
    const { places } = graph;
    const scratches = Array.from({ length: threads }, () => scratchFor(space, params.m, params.efConstruction));
    try {
      for (let from = 1; from < places; ) {
        const to = Math.min(places, from + Math.min(batchMost, Math.ceil(from * batchShare)));
        await space.overParts(
          to - from,
          findAtOnce,
          (a, b, n) => ['hnswFind', [scratches[n]!, graph.header, from + a, from + b, params.efConstruction]],
          { signal },
        );
        const parts = to - from < linkAtOnce ? 1 : threads * Math.ceil((to - from) / linkAtOnce / threads);
        await space.overParts(parts, 1, (a, _, n) => {
          return ['hnswLink', [scratches[n]!, graph.header, from, to, a, parts]];
        });
        onProgress?.(to, places);
        from = to;
      }
    } finally {
      await space.crew.close();
    }
    return new HnswIndex(space, params, graph, performance.now() - started);
  }

  /** From what `sections` gave: the same graph, hence the same answers. */
  static async restore(
    header: IndexHeader,
    saved: { rows: Float32Array; links: Int32Array; upper: Int32Array; starts: Int32Array },
    threads: number,
  ): Promise<HnswIndex> {
    const { entry = 0, ...params } = header.params;
    const space = await VectorSpace.restored({ ...header, isAugmented: false, threads }, saved.rows);
    const { m } = params as HnswParams;
    const graph = graphOf(space, m, entry, saved.starts);
    await copyInSlices(saved.links, graph.links);
    await copyInSlices(saved.upper, graph.upper);
    return new HnswIndex(space, params as HnswParams, graph, 0);
  }

  /** This index with another number of nodes looked at for a query. It shares all but the work space. */
  withEf(ef: number): HnswIndex {
    const params = { ...this.params, ef };
    checkParams(params);
    return new HnswIndex(this.space, params, this.#graph, this.stats.buildMs);
  }

  sections(): { header: IndexHeader; sections: Record<string, SectionArray> } {
    const { size, dimensions, similarity, params } = this;
    const { links, upper, starts, entry } = this.#graph;
    return {
      header: { kind: this.id, similarity, size, dimensions, params: { ...params, entry } },
      sections: { rows: this.space.rows, links, upper, starts },
    };
  }

  protected async find(
    count: number,
    k: number,
    bits: number,
    allowed: number,
    { least, signal }: FindOptions,
  ): Promise<void> {
    const { space, size } = this;
    if (size === 0) {
      space.items.fill(-1, 0, count * k);
      space.scores.fill(Number.NaN, 0, count * k);
      return;
    }
    const share = allowed / size;
    const ef = Math.ceil(Math.max(k, this.params.ef) / share);
    if (share < leastAllowed || ef > mostFound) return this.scan(0, count, k, bits, signal);
    const wanted = Math.min(least, allowed);
    await this.eachQuery(count, (query) => {
      const args = [this.#scratch, this.#graph.header, space.queries, query, query + 1, ef, bits, k] as const;
      space.here('hnswSearch', ...args, space.items, space.scores);
      // Where what is allowed lies elsewhere than what is near, too few are found.
      if (space.items[query * k + wanted - 1]! < 0) return this.scan(query, query + 1, k, bits, signal);
    });
  }
}

interface Graph {
  /** Addresses and numbers, as the kernels read them. */
  header: Int32Array;
  /** Links on the lowest level: nodes x (2 m + 1), their number first. */
  links: Int32Array;
  /** Links on the others: m + 1 for each level of a node above 0. */
  upper: Int32Array;
  /** nodes + 1 offsets into `upper`. */
  starts: Int32Array;
  order: Int32Array;
  entry: number;
}

/**
 * A graph of the entry alone, which is the first of the nodes on the highest level; the others come in an order drawn at
 * random. Vectors of zeros (items that nothing is known of) stay out: all are equally near to them, so that a search
 * would lose its way there. `places` is how many nodes there will be.
 */
async function emptyGraph(space: VectorSpace, m: number, seed: number): Promise<Graph & { places: number }> {
  const random = seededRandom(seed);
  const starts = new Int32Array(space.size + 1);
  const order: number[] = [];
  const pace = new Pace();
  let entry = 0;
  for (let node = 0; node < space.size; node++) {
    if (node % 4096 === 0) await pace.turn();
    const isZero = space.rows.subarray(node * space.width, (node + 1) * space.width).every((value) => value === 0);
    const levels = isZero ? 0 : levelOf(random, m);
    starts[node + 1] = starts[node]! + levels * (m + 1);
    if (isZero) continue;
    if (order.length === 0 || levels * (m + 1) > starts[entry + 1]! - starts[entry]!) entry = node;
    order.push(node);
  }
  for (let place = order.length - 1; place > 0; place--) {
    if (place % 4096 === 0) await pace.turn();
    const other = random.below(place + 1);
    [order[place], order[other]] = [order[other]!, order[place]!];
  }
  const place = order.indexOf(entry);
  if (place > 0) [order[0], order[place]] = [entry, order[0]!];
  const graph = graphOf(space, m, entry, starts);
  graph.order.set(order);
  return { ...graph, places: order.length };
}

/** With the paper's level factor 1 / ln m, and no more levels than would ever be used. */
function levelOf(random: Random, m: number): number {
  return Math.min(16, Math.floor(-Math.log(1 - random.uniform()) / Math.log(m)));
}

function graphOf(space: VectorSpace, m: number, entry: number, starts: Int32Array): Graph {
  const { crew, size } = space;
  const graph = {
    header: crew.ints(16),
    links: crew.ints(size * (2 * m + 1)),
    upper: crew.ints(starts[size]!),
    starts: crew.copy(starts),
    order: crew.ints(size),
    entry,
  };
  const { header, links, upper, order } = graph;
  const addresses = [space.rows, links, upper, graph.starts].map((array) => array.byteOffset);
  header.set([addresses[0]!, space.bytes, ...addresses.slice(1), m, entry, size, order.byteOffset]);
  return graph;
}

/** Work space for one thread: marks of all nodes and the pools of a search. */
function scratchFor(space: VectorSpace, m: number, ef: number): Float32Array {
  const numbers = 16 + Math.ceil(space.size / 16) * 16 + 2 * (Math.max(ef, 2 * m) + 2) + 4 * m + 16;
  return space.crew.floats(numbers);
}

function checkParams({ m, efConstruction, ef }: HnswParams): void {
  const isCount = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (isCount(m, 2, 128) && isCount(efConstruction, m, mostFound) && isCount(ef, 1, mostFound)) return;
  throw new StewardError('BAD_INPUT', 'These parameters make no HNSW index.', {
    advice: `m is 2 to 128, efConstruction m to ${mostFound}, ef 1 to ${mostFound}; all are whole numbers.`,
  });
}
