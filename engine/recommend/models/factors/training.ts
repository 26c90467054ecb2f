import { type Csr, sharedFloats } from '../../../numeric/csr.ts';
import { evenParts, KernelCrew, scratch } from '../../../numeric/kernels/crew.ts';
import { seededRandom } from '../../../numeric/random.ts';
import { breathe, throwIfCancelled } from '../base.ts';
import type { FitOptions } from '../model.ts';

/** Rows of random numbers made by one call: a multiple of the kernel's groups of 256. */
const rowsAtOnce = 512;
/** Entries looked at between two turns of the event loop. */
const entriesAtOnce = 1 << 20;

/** A matrix of factors in the kernels' memory: rows padded with zeros to `size` columns. */
export interface FactorMatrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly size: number;
  readonly factors: number;
}

/** Bytes of one padded row. */
export function rowBytes({ size }: FactorMatrix): number {
  return size * 4;
}

/** Runs `work` with a crew of `options.threads` threads and closes it, whatever happens. */
export async function withCrew<T>(options: FitOptions, work: (crew: KernelCrew) => Promise<T>): Promise<T> {
  throwIfCancelled(options);
  const crew = new KernelCrew({ threads: options.threads, signal: options.signal });
  try {
    return await work(crew);
  } finally {
    await crew.close();
  }
}

/** A copy of a sparse matrix in the kernels' memory. */
export function copyCsr(crew: KernelCrew, { rows, columns, indptr, indices, values }: Csr): Csr {
  return { rows, columns, indptr: crew.copy(indptr), indices: crew.copy(indices), values: crew.copy(values) };
}

/** The row of each entry, in the kernels' memory. */
export function rowsOfEntries(crew: KernelCrew, { rows, indptr, indices }: Csr): Int32Array {
  const out = crew.ints(indices.length);
  for (let row = 0; row < rows; row++) out.fill(row, indptr[row]!, indptr[row + 1]!);
  return out;
}

/** A matrix of zeros, rows padded to a multiple of 8 columns: two SIMD vectors. */
export function zeroFactors(crew: KernelCrew, rows: number, factors: number): FactorMatrix {
  const size = Math.ceil(factors / 8) * 8;
  return { values: crew.floats(rows * size), rows, size, factors };
}

/** Fills a matrix with shift + scale * draw, draws being standard normal or uniform in [0, 1). `seed` decides all of them. */
export async function randomise(
  crew: KernelCrew,
  matrix: FactorMatrix,
  { kind, shift, scale, seed }: { kind: 'normal' | 'uniform'; shift: number; scale: number; seed: number },
): Promise<void> {
  const state = seedWords(seed);
  const parts = evenParts(matrix.rows, rowsAtOnce);
  const uniform = kind === 'uniform' ? 1 : 0;
  await crew.runAll(
    'randomRows',
    parts.map(([from, to]) => [
      scratch,
      from,
      to,
      matrix.values,
      rowBytes(matrix),
      matrix.factors,
      uniform,
      shift,
      scale,
      state[0]!,
      state[1]!,
    ]),
  );
}

/** Four words for a generator of the kernels, from a seed. */
export function seedWords(seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from({ length: 4 }, () => random.below(4294967296) | 0);
}

/** The matrix without its padding, outside the kernels' memory. */
export function unpadded({ values, rows, size, factors }: FactorMatrix): Float32Array {
  const out = sharedFloats(rows * factors);
  for (let row = 0; row < rows; row++) out.set(values.subarray(row * size, row * size + factors), row * factors);
  return out;
}

/** The upper left factors x factors of a padded square matrix. */
export function unpaddedSquare(values: Float32Array, { size, factors }: FactorMatrix): Float32Array {
  const out = sharedFloats(factors * factors);
  for (let row = 0; row < factors; row++) out.set(values.subarray(row * size, row * size + factors), row * factors);
  return out;
}

/** A copy outside the kernels' memory. */
export function kept(values: Float32Array): Float32Array {
  const out = sharedFloats(values.length);
  out.set(values);
  return out;
}

/** Zeroes the factors of rows that have no entries: what they hold was drawn, not learned. */
export function clearUnknown({ values, size }: FactorMatrix, { rows, indptr }: Csr): void {
  for (let row = 0; row < rows; row++) {
    if (indptr[row] === indptr[row + 1]) values.fill(0, row * size, (row + 1) * size);
  }
}

/** Gives rows without entries the mean of the others, weighted by their entries: without biases zero would be a rating of 0. */
export function averageUnknown({ values, size }: FactorMatrix, { rows, indptr, indices }: Csr): void {
  const mean = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const weight = (indptr[row + 1]! - indptr[row]!) / Math.max(1, indices.length);
    if (weight > 0) for (let f = 0; f < size; f++) mean[f]! += weight * values[row * size + f]!;
  }
  for (let row = 0; row < rows; row++) if (indptr[row] === indptr[row + 1]) values.set(mean, row * size);
}

/** Calls `each` for all rows in order, and lets the event loop turn after every million entries. */
export async function forRows(
  { rows, indptr }: Csr,
  each: (row: number, start: number, end: number) => void,
): Promise<void> {
  let turnAt = entriesAtOnce;
  for (let row = 0; row < rows; row++) {
    each(row, indptr[row]!, indptr[row + 1]!);
    if (indptr[row + 1]! < turnAt) continue;
    turnAt = indptr[row + 1]! + entriesAtOnce;
    await breathe();
  }
}

/** The mean of all values, 0 where there are none. */
export async function meanOf(matrix: Csr): Promise<number> {
  let sum = 0;
  await forRows(matrix, (_, start, end) => {
    for (let k = start; k < end; k++) sum += matrix.values[k]!;
  });
  // As a saved model holds it, so that it scores the same when it comes back.
  return Math.fround(sum / Math.max(1, matrix.values.length));
}

/** The sum, in order. */
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
