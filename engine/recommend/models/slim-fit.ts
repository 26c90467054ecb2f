import type { Csr } from '../../numeric/csr.ts';
import { type KernelArgument, KernelCrew, scratch } from '../../numeric/kernels/crew.ts';
import { gramOf } from '../../numeric/linalg-gram.ts';
import { inSlices } from '../../numeric/pace.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { compacting, type Neighbours } from '../../numeric/similarity.ts';
import { throwIfCancelled } from './base.ts';
import type { FitOptions, TrainingData } from './model.ts';

export type SlimParams = {
  /** The weight of the penalties, and the share of the one that makes weights zero (as in scikit-learn's ElasticNet). */
  alpha: number;
  l1_ratio: number;
  /** Weights kept an item. */
  k: number;
  /** A regression is done when no weight moves by more than this part of the largest. */
  tol: number;
  /** Sweeps over the weights of a regression. */
  max_iter: number;
};

/** What makes the Gram matrix that all regressions share: n x n, rows `step` numbers apart, written to `gram`. */
export interface SlimGramInput {
  byUser: Csr;
  byItem: Csr;
  gram: Float32Array;
  step: number;
}

/** With fewer items than this the Gram matrix takes some milliseconds, less than a worker takes to start. */
const itemsForWorker = 300;
/** Regressions between two reports of progress. */
const itemsAtOnce = 64;
/** Active items whose part of the Gram matrix a thread has room for: 16 MB. */
const roomFor = 2048;
/** Items that a regression begins with, as the kernel has it. */
const firstActive = 256;

/** Fills the Gram matrix; a job for one worker. */
export function slimGram({ byUser, byItem, gram, step }: SlimGramInput): void {
  gramOf(byUser, byItem, gram, step);
}

/**
 * SLIM's weights: each item's column of the interactions is regressed on all others, weights at least zero, squared loss
 * with an elastic net. Row j of the result lists the items that item j was regressed on, largest weight first. The same
 * for any number of threads. `room` is for tests.
 */
export async function slimWeights(
  { byUser, byItem, items: n, users }: TrainingData,
  { alpha, l1_ratio, tol, max_iter, k: most }: SlimParams,
  options: FitOptions,
  room = Math.min(n, roomFor),
): Promise<Neighbours> {
  throwIfCancelled(options);
  const { signal, onProgress } = options;
  const crew = new KernelCrew({ threads: options.threads ?? 1, signal });
  try {
    const k = Math.min(most, n);
    const step = Math.ceil(n / 4) * 4;
    const [gram, indices, values] = [crew.floats(n * step), crew.ints(n * k), crew.floats(n * k)];
    const partSide = Math.ceil(room / 4) * 4;
    crew.reserveScratch(4 * (5 * step + partSide * partSide) + 8 * Math.max(k, firstActive));
    crew.start();
    const input: SlimGramInput = { byUser, byItem, gram, step };
    if (n < itemsForWorker) slimGram(input);
    else await inWorker(new URL('./slim-gram-worker.ts', import.meta.url), input, { signal });
    // The mean squared error of scikit-learn is over the users, here the sum is taken.
    const penalties = [alpha * l1_ratio * users, alpha * (1 - l1_ratio) * users];
    const settings: KernelArgument[] = [gram, n, step * 4, ...penalties, tol, max_iter, room, k, indices, values];
    for (let from = 0; from < n; from += itemsAtOnce) {
      const to = Math.min(n, from + itemsAtOnce);
      const calls = Array.from({ length: to - from }, (_, i): KernelArgument[] => {
        return [scratch, from + i, from + i + 1, ...settings];
      });
      await crew.runAll('elasticItems', calls);
      onProgress?.({ done: to, total: n, unit: 'items' });
    }
    return inSlices(compacting(indices, values, n, k));
  } finally {
    await crew.close();
  }
}
