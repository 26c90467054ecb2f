import { StewardError } from '../contract/errors.ts';
import type { Csr } from './csr.ts';
import { type KernelMemory, type Kernels, kernelMemory, kernelsOver } from './kernels/instance.ts';
import { Pace } from './pace.ts';

/** Columns of a panel, as the kernel has it. */
const width = 32;
/** Sparse rows a call at most: each panel is fetched once for all of them. */
const rowsAtOnce = 128;
/** Products a call, where no single row takes more: some milliseconds. */
const productsAtOnce = 40_000_000;
const alignment = 64;
const pageBytes = 65_536;
/** Numbers copied between two looks at the event loop. */
const copiedAtOnce = 1 << 20;

/** How many numbers a matrix takes in panels: the last one is filled up. */
export function panelLength(rows: number, columns: number): number {
  return Math.ceil(columns / width) * width * rows;
}

/** Where the entry at (row, column) of a matrix of `rows` rows lies: panels of 32 columns one after the other, each by rows. */
export function panelPlace(rows: number, row: number, column: number): number {
  return (Math.floor(column / width) * rows + row) * width + (column % width);
}

/**
 * A dense matrix in the kernels' memory, in panels, that sparse rows are multiplied with: time is the number of their
 * entries times the columns, at about 6e9 products a second. Throws INTERNAL where 4 GiB are not enough.
 */
export class PanelMatrix {
  readonly rows: number;
  readonly columns: number;
  /** The entries, to be filled as `panelPlace` says; over shared memory. */
  readonly values: Float32Array;
  readonly #kernels: Kernels;
  readonly #which: Int32Array;
  readonly #indptr: Int32Array;
  readonly #indices: Int32Array;
  readonly #entries: Float32Array;
  readonly #out: Float32Array;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    const memory = kernelMemory();
    this.#kernels = kernelsOver(memory);
    const entries = Math.min(rowsAtOnce * rows, Math.max(rows, Math.ceil(productsAtOnce / Math.max(1, columns))));
    const lengths = [
      panelLength(rows, columns),
      rowsAtOnce,
      rowsAtOnce + 1,
      entries,
      entries,
      panelLength(rowsAtOnce, columns),
    ];
    const places = layOut(memory, this.#kernels.freeFrom()!, lengths);
    const floats = (n: number) => new Float32Array(memory.buffer, places[n]!, lengths[n]!);
    const ints = (n: number) => new Int32Array(memory.buffer, places[n]!, lengths[n]!);
    this.values = floats(0);
    [this.#which, this.#indptr, this.#indices, this.#entries, this.#out] = [
      ints(1),
      ints(2),
      ints(3),
      floats(4),
      floats(5),
    ];
    for (let n = 0; n < rowsAtOnce; n++) this.#which[n] = n;
  }

  /** A matrix with the given entries, which are in panels already; copies them in slices. */
  static async of(rows: number, columns: number, values: Float32Array): Promise<PanelMatrix> {
    const matrix = new PanelMatrix(rows, columns);
    const pace = new Pace();
    for (let from = 0; from < values.length; from += copiedAtOnce) {
      matrix.values.set(values.subarray(from, from + copiedAtOnce), from);
      await pace.turn();
    }
    return matrix;
  }

  /** The products of the given rows of a sparse matrix with this one: which.length x columns, row-major. */
  async products(
    which: Int32Array,
    { indptr, indices, values }: Pick<Csr, 'indptr' | 'indices' | 'values'>,
  ): Promise<Float32Array> {
    const products = new Float32Array(which.length * this.columns);
    const pace = new Pace();
    for (let from = 0; from < which.length; ) {
      // From here to the copy nothing is awaited: the work space is one for all calls.
      let size = 0;
      let count = 0;
      for (; count < rowsAtOnce && from + count < which.length; count++) {
        const [start, end] = [indptr[which[from + count]!]!, indptr[which[from + count]! + 1]!];
        if (count > 0 && (size + end - start) * this.columns > productsAtOnce) break;
        this.#indices.set(indices.subarray(start, end), size);
        this.#entries.set(values.subarray(start, end), size);
        size += end - start;
        this.#indptr[count + 1] = size;
      }
      this.#multiply(count);
      const step = panelLength(1, this.columns);
      for (let n = 0; n < count; n++) {
        products.set(this.#out.subarray(n * step, n * step + this.columns), (from + n) * this.columns);
      }
      from += count;
      if (from < which.length) await pace.turn();
    }
    return products;
  }

  #multiply(count: number): void {
    const arrays = [this.#which, this.#indptr, this.#indices, this.#entries, this.values].map(
      (array) => array.byteOffset,
    );
    this.#kernels.linearRows(0, count, ...arrays, this.rows, Math.ceil(this.columns / width), this.#out.byteOffset);
  }
}

/** Addresses of arrays of so many four-byte numbers each, one after the other; the memory grows to hold them. */
function layOut(memory: KernelMemory, free: number, lengths: number[]): number[] {
  let end = free;
  const places = lengths.map((length) => {
    const place = Math.ceil(end / alignment) * alignment;
    end = place + length * 4;
    return place;
  });
  try {
    memory.grow(Math.ceil(Math.max(0, end - memory.buffer.byteLength) / pageBytes));
  } catch (cause) {
    throw new StewardError('INTERNAL', 'The model needs more memory than there is.', {
      advice: 'Choose a model whose size does not grow with the square of the number of items.',
      cause,
    });
  }
  return places;
}
