import { type Csr, rowsAtOnce, sharedFloats, sharedInts, transposing } from './csr.ts';
import { inSlices, type Pieces } from './pace.ts';
import { overRange, type WorkOptions } from './parallel.ts';
import { isOneSum, kernelLists } from './similarity-kernel.ts';
import { centring, type SimilaritySpec } from './similarity-spec.ts';
import { TopK } from './topk.ts';

/** The rows most like each row, best first: entries indptr[r] to indptr[r + 1] belong to row r. Only positive similarities. */
export interface Neighbours {
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

interface NeighbourSetup {
  matrix: Csr;
  byColumn: Csr;
  spec: SimilaritySpec;
  k: number;
  indices: Int32Array;
  values: Float32Array;
}

/**
 * The k nearest neighbours of every row of `matrix`, by sparse accumulation: memory is rows x k, time the sum of the
 * squared lengths of the columns. What one sum decides is done by a kernel in single precision, the rest in plain code
 * in double precision. The result is the same for any number of threads.
 */
export async function neighbourLists(
  matrix: Csr,
  spec: SimilaritySpec,
  k: number,
  options: WorkOptions & {
    threads: number;
    /** The transpose of `matrix`, where the caller has it. */
    byColumn?: Csr;
  },
): Promise<Neighbours> {
  const kept = Math.min(k, Math.max(0, matrix.rows - 1));
  if (isOneSum(spec)) {
    const { indices, values } = await kernelLists(matrix, spec, kept, options);
    return inSlices(compacting(indices, values, matrix.rows, kept));
  }
  const prepared = await inSlices(centring(matrix, spec));
  const byColumn = prepared === matrix ? options.byColumn : undefined;
  const setup: NeighbourSetup = {
    matrix: prepared,
    byColumn: byColumn ?? (await inSlices(transposing(prepared))),
    spec,
    k: kept,
    indices: sharedInts(matrix.rows * kept),
    values: sharedFloats(matrix.rows * kept),
  };
  const worker = new URL('./similarity-worker.ts', import.meta.url);
  await overRange({ ...options, worker, makeStep: prepareNeighbours, setup, total: matrix.rows, chunk: 32 });
  return inSlices(compacting(setup.indices, setup.values, matrix.rows, kept));
}

/** The step of `neighbourLists`, for rows [from, to). */
export function prepareNeighbours(setup: NeighbourSetup): (from: number, to: number) => void {
  const { matrix, k, indices, values } = setup;
  const likeness = new RowSimilarity(matrix, setup.byColumn, setup.spec);
  const top = new TopK(k);
  return (from, to) => {
    for (let row = from; row < to; row++) {
      const start = matrix.indptr[row]!;
      const end = matrix.indptr[row + 1]!;
      likeness.offer(matrix.indices.subarray(start, end), matrix.values.subarray(start, end), row, top);
      top.drain(indices, values, row * k);
    }
  };
}

/** Compares one row, of the matrix or a new one, with all rows of a matrix. Keeps work space of a few numbers a row. */
export class RowSimilarity {
  readonly #byColumn: Csr;
  readonly #spec: SimilaritySpec;
  readonly #needs: 'dot' | 'count' | 'difference' | 'moments';
  readonly #sizes: Int32Array;
  readonly #squares: Float64Array;
  readonly #dot: Float64Array;
  readonly #count: Int32Array;
  /** Sums over common columns of a, b, a squared and b squared. */
  readonly #moments: Float64Array;
  readonly #touched: Int32Array;
  readonly #seen: Int32Array;
  #generation = 0;

  /** `matrix` is already centred (see `centred`), `byColumn` its transpose. */
  constructor(matrix: Csr, byColumn: Csr, spec: SimilaritySpec) {
    const { rows, indptr, values } = matrix;
    this.#byColumn = byColumn;
    this.#spec = spec;
    const { kind, common, minSupport } = spec;
    if (kind === 'msd') this.#needs = 'difference';
    else if (common && (kind === 'cosine' || kind === 'adjusted' || kind === 'pearson')) this.#needs = 'moments';
    else this.#needs = kind === 'jaccard' || kind === 'dice' || minSupport > 1 || common ? 'count' : 'dot';
    this.#sizes = Int32Array.from({ length: rows }, (_, r) => indptr[r + 1]! - indptr[r]!);
    this.#squares = Float64Array.from({ length: rows }, (_, r) => squareOf(values, indptr[r]!, indptr[r + 1]!));
    this.#dot = new Float64Array(rows);
    this.#count = new Int32Array(this.#needs === 'dot' ? 0 : rows);
    this.#moments = new Float64Array(this.#needs === 'moments' ? 4 * rows : 0);
    this.#touched = new Int32Array(rows);
    this.#seen = new Int32Array(rows);
  }

  /** Offers every row that is like the given one, and is not number `self`, to `top`. */
  offer(columns: Int32Array, values: Float32Array, self: number, top: TopK): void {
    const { indptr } = this.#byColumn;
    const rows = this.#dot.length;
    let work = 0;
    for (const c of columns) work += indptr[c + 1]! - indptr[c]!;
    // Where most rows are reached anyway, looking through all of them is cheaper than a list of those touched.
    const few = work < rows / 2;
    const touched = few ? this.#list(columns) : rows;
    if (this.#needs === 'dot') this.#addProducts(columns, values);
    else this.#addAll(columns, values);
    const square = squareOf(values, 0, values.length);
    for (let n = 0; n < touched; n++) {
      const row = few ? this.#touched[n]! : n;
      const value = row === self ? 0 : this.#value(row, square, columns.length);
      if (value > 0) top.offer(row, value);
      this.#dot[row] = 0;
      if (this.#needs !== 'dot') this.#count[row] = 0;
      if (this.#needs === 'moments') this.#moments.fill(0, 4 * row, 4 * row + 4);
    }
  }

  /** Writes every row that has one of the columns into `touched`, once, and returns how many there are. */
  #list(columns: Int32Array): number {
    const { indptr, indices } = this.#byColumn;
    this.#generation += 1;
    let size = 0;
    for (const c of columns) {
      for (let at = indptr[c]!; at < indptr[c + 1]!; at++) {
        const row = indices[at]!;
        if (this.#seen[row] === this.#generation) continue;
        this.#seen[row] = this.#generation;
        this.#touched[size++] = row;
      }
    }
    return size;
  }

  #addProducts(columns: Int32Array, values: Float32Array): void {
    const { indptr, indices, values: others } = this.#byColumn;
    const dot = this.#dot;
    for (let n = 0; n < columns.length; n++) {
      const a = values[n]!;
      const end = indptr[columns[n]! + 1]!;
      for (let at = indptr[columns[n]!]!; at < end; at++) dot[indices[at]!]! += a * others[at]!;
    }
  }

  #addAll(columns: Int32Array, values: Float32Array): void {
    const { indptr, indices, values: others } = this.#byColumn;
    const [dot, count, moments, needs] = [this.#dot, this.#count, this.#moments, this.#needs];
    for (let n = 0; n < columns.length; n++) {
      const a = values[n]!;
      const end = indptr[columns[n]! + 1]!;
      for (let at = indptr[columns[n]!]!; at < end; at++) {
        const row = indices[at]!;
        const b = others[at]!;
        count[row]! += 1;
        dot[row]! += needs === 'difference' ? (a - b) * (a - b) : a * b;
        if (needs !== 'moments') continue;
        moments[4 * row]! += a;
        moments[4 * row + 1]! += b;
        moments[4 * row + 2]! += a * a;
        moments[4 * row + 3]! += b * b;
      }
    }
  }

  /** The similarity with `row`, from what was added up: `square` and `size` are of the row compared with all. */
  #value(row: number, square: number, size: number): number {
    const { kind, common, shrink, minSupport } = this.#spec;
    const dot = this.#dot[row]!;
    const n = this.#needs === 'dot' ? 1 : this.#count[row]!;
    if (n === 0 || n < minSupport || (dot === 0 && kind !== 'msd')) return 0;
    if (common) {
      const faith = shrink > 0 ? n / (n + shrink) : 1;
      if (this.#needs === 'moments') return faith * this.#commonCosine(row, dot, n);
      return faith * this.#whole(row, n, square, size, 0);
    }
    return this.#whole(row, n, square, size, shrink);
  }

  #whole(row: number, n: number, square: number, size: number, shrink: number): number {
    const { kind, alpha } = this.#spec;
    const dot = this.#dot[row]!;
    const sizes = size + this.#sizes[row]!;
    switch (kind) {
      case 'dot':
        return dot;
      case 'msd':
        return (1 / (1 + dot / n)) * (n / (n + shrink));
      case 'jaccard':
        return n / (sizes - n + shrink);
      case 'dice':
        return (2 * n) / (sizes + shrink);
      case 'asymmetric':
        return dot / (square ** alpha * this.#squares[row]! ** (1 - alpha) + shrink);
      default:
        return dot / (Math.sqrt(square) * Math.sqrt(this.#squares[row]!) + shrink);
    }
  }

  #commonCosine(row: number, dot: number, n: number): number {
    const [a = 0, b = 0, aa = 0, bb = 0] = this.#moments.subarray(4 * row, 4 * row + 4);
    if (this.#spec.kind !== 'pearson') return dot / Math.sqrt(aa * bb);
    const spread = (n * aa - a * a) * (n * bb - b * b);
    return spread > 0 ? (n * dot - a * b) / Math.sqrt(spread) : 0;
  }
}

function squareOf(values: Float32Array, start: number, end: number): number {
  let square = 0;
  for (let at = start; at < end; at++) square += values[at]! * values[at]!;
  return square;
}

/** Lists of k places, some empty (-1), without the empty places, as work in pieces. */
export function* compacting(indices: Int32Array, values: Float32Array, rows: number, k: number): Pieces<Neighbours> {
  const indptr = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const list = indices.subarray(row * k, (row + 1) * k);
    const empty = list.indexOf(-1);
    indptr[row + 1] = indptr[row]! + (empty < 0 ? k : empty);
  }
  const kept = { indices: sharedInts(indptr[rows]!), values: sharedFloats(indptr[rows]!) };
  for (let row = 0; row < rows; row++) {
    if (row % rowsAtOnce === 0) yield;
    const [start, size] = [indptr[row]!, indptr[row + 1]! - indptr[row]!];
    kept.indices.set(indices.subarray(row * k, row * k + size), start);
    kept.values.set(values.subarray(row * k, row * k + size), start);
  }
  return { indptr, ...kept };
}
