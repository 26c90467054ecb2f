import type { Csr } from '../../../numeric/csr.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, TrainingData } from '../model.ts';
import { parityAdjustment } from './als-parity.ts';
import { type Side, sweep, sweepScratch } from './als-sweeps.ts';
import { checkChoice, checkNotNegative, checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import { foldInImplicit } from './fold-in.ts';
import { copyCsr, randomise, unpadded, unpaddedSquare, withCrew, zeroFactors } from './training.ts';

export type ImplicitAlsParams = {
  factors: number;
  epochs: number;
  /** Times the interactions of a row and w0 for each row of the other side. */
  reg: number;
  /** The weight of a pair that was not observed. */
  w0: number;
  /** The weight of an observed pair is alpha times its value. */
  alpha: number;
  /** Standard deviation of the factors at the start, over the root of their number. */
  std: number;
  solver: string;
  cgSteps: number;
};

const modelOf = (params: ImplicitAlsParams, learned: Factorisation) =>
  new FactorModel({ id: 'ials', params, predictsRatings: false, learned, foldIn: foldInImplicit(params) });

/**
 * Implicit ALS as Rendle, Krichene, Zhang and Koren set it up (RecSys 2022): the weight of what is missing apart from
 * that of what was observed, and the regularisation scaled by the number of pairs that a row takes part in. Solves by Cholesky, or nearly by
 * conjugate gradients, which are faster with many factors. Any number of threads gives the same result.
 */
export const ials: Algorithm<ImplicitAlsParams> = {
  id: 'ials',
  about: 'Implicit alternating least squares (Hu, Koren and Volinsky, 2008; Rendle et al., RecSys 2022)',
  defaults: { factors: 64, epochs: 12, reg: 0.007, w0: 0.3, alpha: 1, std: 0.1, solver: 'cholesky', cgSteps: 3 },
  async fit(data, given, options) {
    const params = withDefaults(ials.defaults, given);
    checkNumber(params, 'factors', { least: 1, whole: true });
    checkNumber(params, 'epochs', { least: 0, whole: true });
    for (const name of ['reg', 'w0', 'alpha', 'std']) checkNumber(params, name, { least: 0, above: true });
    checkNumber(params, 'cgSteps', { least: 1, whole: true });
    checkChoice(params, 'solver', ['cholesky', 'cg']);
    checkNotNegative(data.byUser.values);
    // Conjugate gradients solve nearly: what is taken from their solution would not be its share of the penalty.
    if (data.parity) checkChoice(params, 'solver', ['cholesky']);
    return modelOf(params, await factorise(data, params, options));
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
};

function factorise(data: TrainingData, params: ImplicitAlsParams, options: FitOptions): Promise<Factorisation> {
  const { factors, alpha, std } = params;
  return withCrew(options, async (crew) => {
    const side = async (source: Csr, seed: number): Promise<Side> => {
      const matrix = copyCsr(crew, source);
      for (let k = 0; k < matrix.values.length; k++) matrix.values[k]! *= alpha;
      const rows = zeroFactors(crew, source.rows, factors);
      await randomise(crew, rows, { kind: 'normal', shift: 0, scale: std / Math.sqrt(factors), seed });
      return { matrix, targets: matrix.values, factors: rows };
    };
    crew.reserveScratch(sweepScratch(factors));
    const users = await side(data.byUser, options.seed + 1);
    const items = await side(data.byItem, options.seed + 2);
    const adjust = data.parity && parityAdjustment(crew, users, items, data.parity);
    const gram = await sweep(crew, users, items, params, options, adjust);
    return {
      factors,
      mean: 0,
      users: unpadded(users.factors),
      items: unpadded(items.factors),
      gram: unpaddedSquare(gram!, items.factors),
    };
  });
}
