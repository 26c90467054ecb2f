import { evenParts } from '../../../numeric/kernels/crew.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, ModelId, TrainingData } from '../model.ts';
import { blocksOf, type Part } from './blocks.ts';
import { checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import { foldInRating } from './fold-in.ts';
import {
  averageUnknown,
  clearUnknown,
  copyCsr,
  kept,
  meanOf,
  randomise,
  rowBytes,
  rowsOfEntries,
  seedWords,
  total,
  unpadded,
  withCrew,
  zeroFactors,
} from './training.ts';

/** Multiplications of one call of the kernel: some ten milliseconds. */
const workAtOnce = 1 << 23;

export type SgdParams = {
  factors: number;
  epochs: number;
  lr: number;
  reg: number;
  /** Standard deviation of the factors at the start. */
  std: number;
};

interface Variant {
  id: ModelId;
  about: string;
  defaults: SgdParams;
  /** With a mean and biases of users and items; without, factors start so that p . q is near the mean. */
  biased: boolean;
  /** Ratings in a new random order each epoch; else user by user as Surprise has them, but in blocks, two users in turns. */
  shuffled: boolean;
}

/**
 * A factorisation of ratings by stochastic gradient descent. One thread where the order is random; else two work
 * on blocks that share neither users nor items. Any number of threads gives the same result.
 */
function sgdAlgorithm({ id, about, defaults, biased, shuffled }: Variant): Algorithm<SgdParams> {
  const modelOf = (params: SgdParams, learned: Factorisation) =>
    new FactorModel({ id, params, predictsRatings: true, learned, foldIn: foldInRating(params.reg) });
  return {
    id,
    about,
    defaults,
    async fit(data, given, options) {
      const params = withDefaults(defaults, given);
      checkSgd(params);
      return modelOf(params, await descend(data, params, { biased, shuffled }, options));
    },
    restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
  };
}

/** Throws BAD_INPUT where a parameter makes no sense. */
export function checkSgd(params: SgdParams): void {
  checkNumber(params, 'factors', { least: 1, whole: true });
  checkNumber(params, 'epochs', { least: 0, whole: true });
  checkNumber(params, 'lr', { least: 0, above: true });
  checkNumber(params, 'reg', { least: 0 });
  checkNumber(params, 'std', { least: 0 });
}

function descend(
  data: TrainingData,
  { factors, epochs, lr, reg, std }: SgdParams,
  { biased, shuffled }: Pick<Variant, 'biased' | 'shuffled'>,
  options: FitOptions,
): Promise<Factorisation> {
  return withCrew(options, async (crew) => {
    crew.reserveScratch(64);
    const { indices, values } = copyCsr(crew, data.byUser);
    const rowOf = rowsOfEntries(crew, data.byUser);
    const order = crew.ints(indices.length);
    const strata = shuffled ? inOneBlock(order) : blocksOf(data.byUser, order);
    const mean = await meanOf(data.byUser);
    const start = biased ? 0 : Math.sqrt(Math.abs(mean) / factors);
    const users = zeroFactors(crew, data.users, factors);
    const items = zeroFactors(crew, data.items, factors);
    await randomise(crew, users, { kind: 'normal', shift: start, scale: std, seed: options.seed + 1 });
    await randomise(crew, items, {
      kind: 'normal',
      shift: mean < 0 ? -start : start,
      scale: std,
      seed: options.seed + 2,
    });
    const userBias = crew.floats(data.users);
    const itemBias = crew.floats(data.items);
    const base = [rowOf, indices, values, users.values, items.values, userBias, itemBias] as const;
    const rest = [biased ? 1 : 0, biased ? mean : 0, rowBytes(users), lr, reg] as const;
    const state = crew.copy(seedWords(options.seed));
    const atOnce = Math.ceil(workAtOnce / users.size);
    const rounds = strata.flatMap((blocks) => roundsOf(blocks, atOnce));
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const [from, to] of shuffled ? evenParts(order.length, atOnce) : []) {
        await crew.run('shuffle', [state, order, order.length, from, to]);
      }
      let loss = 0;
      for (const parts of rounds) {
        const calls = parts.map(([from, to]) => [order, from, to, ...base, ...rest]);
        loss += total(await crew.runAll('sgd', calls));
      }
      loss /= Math.max(1, indices.length);
      options.onProgress?.({ done: epoch, total: epochs, unit: 'epochs', loss });
    }
    const settle = biased ? clearUnknown : averageUnknown;
    settle(users, data.byUser);
    settle(items, data.byItem);
    return {
      factors,
      mean: biased ? mean : 0,
      users: unpadded(users),
      items: unpadded(items),
      ...(biased && { userBias: kept(userBias), itemBias: kept(itemBias) }),
    };
  });
}

/** Blocks that run at the same time cut into parts of `size`: in each round the next part of each block. */
function roundsOf(blocks: readonly Part[], size: number): Part[][] {
  const longest = Math.max(...blocks.map(([from, to]) => to - from));
  return evenParts(longest, size).map(([start, end]) =>
    blocks
      .map(([from, to]): Part => [Math.min(to, from + start), Math.min(to, from + end)])
      .filter(([from, to]) => from < to),
  );
}

/** All entries, which one thread takes: a random order within blocks costs 0.002 of RMSE where there are no biases. */
function inOneBlock(order: Int32Array): Part[][] {
  for (let k = 0; k < order.length; k++) order[k] = k;
  return [[[0, order.length]]];
}

/** Factors alone: p . q, in random order. */
export const mf = sgdAlgorithm({
  id: 'mf',
  about:
    'Matrix factorisation of ratings by stochastic gradient descent, without biases (Koren, Bell and Volinsky, 2009)',
  defaults: { factors: 10, epochs: 30, lr: 0.01, reg: 0.05, std: 0.1 },
  biased: false,
  shuffled: true,
});

/** Mean and biases beside the factors, in random order. */
export const mfBaseline = sgdAlgorithm({
  id: 'mfbaseline',
  about: 'Matrix factorisation of ratings with biases by stochastic gradient descent (Koren, Bell and Volinsky, 2009)',
  defaults: { factors: 10, epochs: 30, lr: 0.01, reg: 0.05, std: 0.1 },
  biased: true,
  shuffled: true,
});

/** The 'SVD' of Funk and of the Surprise library, with its defaults and its order of the ratings. */
export const biasedSvd = sgdAlgorithm({
  id: 'biasedsvd',
  about: "Biased matrix factorisation, known as SVD (Funk, 2006), with Surprise's defaults",
  defaults: { factors: 100, epochs: 20, lr: 0.005, reg: 0.02, std: 0.1 },
  biased: true,
  shuffled: false,
});
