import type { Csr } from '../../../numeric/csr.ts';
import type { KernelCrew } from '../../../numeric/kernels/crew.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, TrainingData } from '../model.ts';
import { type Side, sweep, sweepScratch } from './als-sweeps.ts';
import { checkChoice, checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import { foldInRating } from './fold-in.ts';
import { copyCsr, forRows, kept, meanOf, randomise, unpadded, withCrew, zeroFactors } from './training.ts';

export type AlsParams = {
  factors: number;
  epochs: number;
  /** Times the ratings of a row. */
  reg: number;
  /** Ratings of the mean that each bias starts with: few ratings do not make a strong bias. */
  damping: number;
  /** Standard deviation of the factors at the start. */
  std: number;
  solver: string;
  cgSteps: number;
};

const modelOf = (params: AlsParams, learned: Factorisation) =>
  new FactorModel({ id: 'als', params, predictsRatings: true, learned, foldIn: foldInRating(params.reg) });

/**
 * Explicit ALS: damped biases are taken off the ratings, the rest is factorised by alternating least squares with the
 * regularisation scaled by the ratings of a row. Any number of threads gives the same result.
 */
export const als: Algorithm<AlsParams> = {
  id: 'als',
  about: 'Alternating least squares on ratings, regularised by count (Zhou et al., AAIM 2008)',
  defaults: { factors: 50, epochs: 15, reg: 0.1, damping: 5, std: 0.1, solver: 'cholesky', cgSteps: 3 },
  async fit(data, given, options) {
    const params = withDefaults(als.defaults, given);
    checkNumber(params, 'factors', { least: 1, whole: true });
    checkNumber(params, 'epochs', { least: 0, whole: true });
    for (const name of ['reg', 'std']) checkNumber(params, name, { least: 0, above: true });
    checkNumber(params, 'damping', { least: 0 });
    checkNumber(params, 'cgSteps', { least: 1, whole: true });
    checkChoice(params, 'solver', ['cholesky', 'cg']);
    return modelOf(params, await factorise(data, params, options));
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
};

function factorise(data: TrainingData, params: AlsParams, options: FitOptions): Promise<Factorisation> {
  const { factors, std, damping } = params;
  return withCrew(options, async (crew) => {
    crew.reserveScratch(sweepScratch(factors));
    const mean = await meanOf(data.byUser);
    const itemBias = await dampedBias(crew, data.byItem, () => mean, damping);
    const userBias = await dampedBias(crew, data.byUser, (item) => mean + itemBias[item]!, damping);
    const side = async (source: Csr, own: Float32Array, other: Float32Array, seed: number): Promise<Side> => {
      const matrix = copyCsr(crew, source);
      const targets = crew.floats(source.values.length);
      await forRows(source, (row, start, end) => {
        for (let k = start; k < end; k++) {
          targets[k] = source.values[k]! - mean - own[row]! - other[source.indices[k]!]!;
        }
      });
      matrix.values.fill(1);
      const rows = zeroFactors(crew, source.rows, factors);
      await randomise(crew, rows, { kind: 'normal', shift: 0, scale: std, seed });
      return { matrix, targets, factors: rows };
    };
    const users = await side(data.byUser, userBias, itemBias, options.seed + 1);
    const items = await side(data.byItem, itemBias, userBias, options.seed + 2);
    await sweep(crew, users, items, { ...params, w0: 0 }, options);
    return {
      factors,
      mean,
      users: unpadded(users.factors),
      items: unpadded(items.factors),
      userBias: kept(userBias),
      itemBias: kept(itemBias),
    };
  });
}

/** For each row: the sum of what its values are above the expected, over their number and `damping`. */
async function dampedBias(
  crew: KernelCrew,
  matrix: Csr,
  expected: (column: number) => number,
  damping: number,
): Promise<Float32Array> {
  const bias = crew.floats(matrix.rows);
  await forRows(matrix, (row, start, end) => {
    let sum = 0;
    for (let k = start; k < end; k++) sum += matrix.values[k]! - expected(matrix.indices[k]!);
    if (end > start) bias[row] = sum / (end - start + damping);
  });
  return bias;
}
