import type { Csr } from '../../numeric/csr.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { floatSection } from './base.ts';
import { type Biases, baselineDefaults, fitBiases } from './baseline-fit.ts';
import type { ModelSections, TrainingData } from './model.ts';

/** What a rating is expected to be before neighbours are asked, and by how much it may deviate. */
export interface Expected {
  biases: Biases;
  /** Of users or items, by which the similarities are: the mean of all ratings where one has none. */
  means: Float32Array;
  /** The standard deviation of all ratings, and of each of those rows, as in Surprise: that of all where it is zero. */
  spread: number;
  spreads: Float32Array;
}

export interface ExpectedInput {
  byUser: Csr;
  byItem: Csr;
  axis: 'user' | 'item';
}

/** Ratings up to which this takes some milliseconds, less than a worker takes to start. */
const ratingsForWorker = 50_000;

/** The baseline of all ratings, and mean and standard deviation of each row; a job for one worker. */
export function expectedOf({ byUser, byItem, axis }: ExpectedInput): Expected {
  const biases = fitBiases(byUser, byItem, baselineDefaults);
  const { rows, indptr, values } = axis === 'user' ? byUser : byItem;
  const means = new Float32Array(rows);
  const spreads = new Float32Array(rows);
  // Without any spread at all deviations are zero, whatever they are divided by.
  const spread = Math.fround(spreadOf(values, biases.mean)) || 1;
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(indptr[row], indptr[row + 1]);
    const mean = own.length > 0 ? own.reduce((sum, value) => sum + value, 0) / own.length : biases.mean;
    means[row] = mean;
    spreads[row] = spreadOf(own, mean) || spread;
  }
  return { biases: { ...biases, mean: Math.fround(biases.mean) }, means, spread, spreads };
}

/** `expectedOf`, in a worker where it takes long. */
export async function fitExpected(
  { axis }: Pick<ExpectedInput, 'axis'>,
  { byUser, byItem }: TrainingData,
  signal?: AbortSignal,
): Promise<Expected> {
  const input: ExpectedInput = { byUser, byItem, axis };
  if (byUser.values.length < ratingsForWorker) return expectedOf(input);
  return inWorker(new URL('./neighbourhood-expected-worker.ts', import.meta.url), input, { signal });
}

/** As sections of a model file. */
export function expectedSections({ biases, means, spread, spreads }: Expected): ModelSections {
  const all = Float32Array.of(biases.mean, spread);
  return { all, userBias: biases.user, itemBias: biases.item, means, spreads };
}

/** What `expectedSections` gave, back again. Throws BAD_FILE where something is missing or of the wrong length. */
export function expectedFrom(sections: ModelSections, { users, items }: TrainingData, rows: number): Expected {
  const all = floatSection(sections, 'all', 2);
  return {
    biases: {
      mean: all[0]!,
      user: floatSection(sections, 'userBias', users),
      item: floatSection(sections, 'itemBias', items),
    },
    means: floatSection(sections, 'means', rows),
    spread: all[1]!,
    spreads: floatSection(sections, 'spreads', rows),
  };
}

/** The standard deviation from the given mean; 0 where there is nothing. */
function spreadOf(values: Float32Array, mean: number): number {
  let square = 0;
  for (const value of values) square += (value - mean) ** 2;
  return values.length > 0 ? Math.sqrt(square / values.length) : 0;
}
