import { inWorker } from '../../numeric/parallel.ts';
import { mapEntries } from '../../numeric/similarity-weights.ts';
import { throwIfCancelled, withDefaults } from './base.ts';
import { baselineDefaults, fitBiases, foldInBias } from './baseline-fit.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import { type Factorisation, FactorModel, type FoldIn, learnedFrom } from './factors/factor-model.ts';
import type { Algorithm, Model } from './model.ts';
import { type SvdInput, truncatedSvd } from './svd-fit.ts';

type Params = {
  factors: number;
  iterations: number;
  /**
   * ranking: of the matrix as it is, unknown as zero (PureSVD); rating: of what ratings deviate from the baseline, where
   * unknown as zero means as expected, and the baseline is added again.
   */
  task: 'ranking' | 'rating';
};

/** Entries times factors up to which a fit takes some milliseconds, less than a worker takes to start. */
const workForWorker = 200_000;

export const svd: Algorithm<Params> = {
  id: 'svd',
  about: 'Truncated singular value decomposition (PureSVD; Cremonesi et al., RecSys 2010).',
  defaults: { factors: 50, iterations: 8, task: 'ranking' },
  async fit(data, given, options) {
    const params = withDefaults(this.defaults, given);
    checkNumber(params, 'factors', { least: 1, whole: true });
    checkNumber(params, 'iterations', { least: 1, whole: true });
    checkChoice(params, 'task', ['ranking', 'rating']);
    throwIfCancelled(options);
    const { factors, iterations, task } = params;
    const biases = task === 'rating' ? fitBiases(data.byUser, data.byItem, baselineDefaults) : null;
    const byUser = biases
      ? mapEntries(data.byUser, (value, u, i) => value - biases.mean - biases.user[u]! - biases.item[i]!)
      : data.byUser;
    const input: SvdInput = { byUser, factors, iterations, seed: options.seed };
    const onProgress = (done: number) => options.onProgress?.({ done, total: iterations, unit: 'iterations' });
    const { users, items } =
      byUser.indices.length * factors < workForWorker
        ? truncatedSvd(input, onProgress)
        : await inWorker<SvdInput, ReturnType<typeof truncatedSvd>>(
            new URL('./svd-worker.ts', import.meta.url),
            input,
            { signal: options.signal, onProgress },
          );
    return modelOf(params, {
      factors,
      mean: Math.fround(biases?.mean ?? 0),
      users,
      items,
      ...(biases && { userBias: biases.user, itemBias: biases.item }),
    });
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
};

function modelOf(params: Params, learned: Factorisation): Model {
  return new FactorModel({ id: 'svd', params, predictsRatings: params.task === 'rating', learned, foldIn: project });
}

/** A newcomer's factors are their history, less the baseline where there is one, projected on the items' directions. */
const project: FoldIn = ({ factors, mean, items: rows, itemBias }, history) => {
  const bias = itemBias
    ? foldInBias({ mean, user: new Float32Array(0), item: itemBias }, history, baselineDefaults.reg_u)
    : 0;
  const own = new Float64Array(factors);
  history.items.forEach((item, n) => {
    const value = history.values[n]! - (itemBias ? mean + bias + itemBias[item]! : 0);
    for (let f = 0; f < factors; f++) own[f]! += value * rows[item * factors + f]!;
  });
  return { factors: own, bias };
};
