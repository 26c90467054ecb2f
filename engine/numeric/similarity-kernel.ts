import { type Csr, rowsAtOnce, transposing } from './csr.ts';
import { type KernelArgument, KernelCrew, rowParts, scratch } from './kernels/crew.ts';
import { inSlices, Pace, type Pieces } from './pace.ts';
import type { WorkOptions } from './parallel.ts';
import { centring, type SimilaritySpec } from './similarity-spec.ts';

/** Entries of rows a call: enough that calls cost little, few enough that threads end together. */
const entriesAtOnce = 4096;
/** As much work as so many entries is looking through a row's sums for the best. */
const entriesARow = 128;
/** Numbers copied between two looks at the event loop. */
const copiedAtOnce = 1 << 20;
/** Calls between two reports of progress. */
const callsAtOnce = 64;

/** How a similarity is made of the sum s over common columns of two rows: s / (left right + shrink), or times s / (left + right + shrink - less s). */
interface Formula {
  ones: boolean;
  isProduct: boolean;
  left: Float32Array;
  right: Float32Array;
  shrink: number;
  times: number;
  less: number;
}

/** Whether the similarity is made of one sum over the common columns of two rows, which is what the kernel adds up. */
export function isOneSum({ kind, common, minSupport }: SimilaritySpec): boolean {
  return !common && minSupport <= 1 && kind !== 'msd';
}

/**
 * The k nearest of every row by the kernel, in lists of k places, -1 and NaN where there are fewer. `byColumn` is the
 * transpose of `matrix`, where the caller has it.
 */
export async function kernelLists(
  matrix: Csr,
  spec: SimilaritySpec,
  k: number,
  { threads, signal, onProgress, byColumn }: WorkOptions & { threads: number; byColumn?: Csr },
): Promise<{ indices: Int32Array; values: Float32Array }> {
  const { rows } = matrix;
  const crew = new KernelCrew({ threads, signal });
  try {
    const padded = Math.ceil(rows / 4) * 4;
    crew.reserveScratch(4 * padded + 16 * k + 8192);
    // The threads get ready while this one prepares what they work on.
    crew.start();
    const prepared = await inSlices(centring(matrix, spec));
    const turned = (prepared === matrix ? byColumn : undefined) ?? (await inSlices(transposing(prepared)));
    const { ones, isProduct, left, right, shrink, times, less } = await inSlices(formulating(prepared, spec, padded));
    const [indices, values] = [crew.ints(rows * k), crew.floats(rows * k)];
    const arrays: KernelArgument[] = [];
    for (const part of [prepared, turned]) {
      arrays.push(crew.copy(part.indptr), await brought(crew, part.indices));
      arrays.push(ones ? 0 : await brought(crew, part.values));
    }
    const sides = [crew.copy(left), crew.copy(right)];
    const formula = [4 * padded, ...sides, Number(ones), Number(isProduct), shrink, times, less];
    const settings: KernelArgument[] = [...arrays, ...formula, k, indices, values];
    const parts = rowParts(prepared.indptr, entriesAtOnce, entriesARow);
    for (let from = 0; from < parts.length; from += callsAtOnce) {
      const some = parts.slice(from, from + callsAtOnce);
      await crew.runAll(
        'nearestRows',
        some.map((part) => [scratch, ...part, ...settings]),
      );
      onProgress?.(some[some.length - 1]![1]);
    }
    return { indices, values };
  } finally {
    await crew.close();
  }
}

/** A copy in the kernels' memory, made in slices. */
async function brought<A extends Float32Array | Int32Array>(crew: KernelCrew, source: A): Promise<A> {
  const copy = (source instanceof Float32Array ? crew.floats(source.length) : crew.ints(source.length)) as A;
  const pace = new Pace();
  for (let from = 0; from < source.length; from += copiedAtOnce) {
    copy.set(source.subarray(from, from + copiedAtOnce), from);
    await pace.turn();
  }
  return copy;
}

function* formulating(matrix: Csr, { kind, shrink, alpha }: SimilaritySpec, padded: number): Pieces<Formula> {
  const { rows, indptr, values } = matrix;
  const squares = new Float64Array(padded);
  let ones = true;
  for (let row = 0; row < rows; row++) {
    if (row % rowsAtOnce === 0) yield;
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      squares[row]! += values[at]! ** 2;
      ones &&= values[at] === 1;
    }
  }
  const power = (exponent: number) => Float32Array.from(squares, (square) => square ** exponent);
  const product = { isProduct: true, shrink, times: 1, less: 0, ones };
  switch (kind) {
    case 'jaccard':
    case 'dice': {
      const sizes = new Float32Array(padded);
      for (let row = 0; row < rows; row++) sizes[row] = indptr[row + 1]! - indptr[row]!;
      const [times, less] = kind === 'dice' ? [2, 0] : [1, 1];
      return { ones: true, isProduct: false, left: sizes, right: sizes, shrink, times, less };
    }
    case 'dot':
      // Over 1: lengths of zero, and 1 in the place of the shrinkage.
      return { ...product, shrink: 1, left: new Float32Array(padded), right: new Float32Array(padded) };
    case 'asymmetric':
      return { ...product, left: power(alpha), right: power(1 - alpha) };
    default: {
      const lengths = power(0.5);
      return { ...product, left: lengths, right: lengths };
    }
  }
}
