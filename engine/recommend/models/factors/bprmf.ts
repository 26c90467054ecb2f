import { evenParts, scratch } from '../../../numeric/kernels/crew.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, TrainingData } from '../model.ts';
import { checkChoice, checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import {
  clearUnknown,
  copyCsr,
  kept,
  randomise,
  rowBytes,
  rowsOfEntries,
  seedWords,
  total,
  unpadded,
  withCrew,
  zeroFactors,
} from './training.ts';

/** Steps of one call of the kernel, times factors: some ten milliseconds. */
const workAtOnce = 1 << 23;

/** Steps drawn at a time, three numbers each. */
const scratchBytes = 64 * 12;

export type BprParams = {
  factors: number;
  epochs: number;
  lr: number;
  /** The share of lr that is gone at the end; it falls in a straight line. */
  lrDecay: number;
  reg: number;
  /** Standard deviation of the factors at the start; 0 stands for one over their number. */
  std: number;
  itemBias: boolean;
  /** Negatives: 'uniform', by 'popularity' (the item of a random interaction), or 'dynamic': the one with the highest score of some. */
  sampler: string;
  /** How many the dynamic sampler chooses from. */
  candidates: number;
};

const modelOf = (params: BprParams, learned: Factorisation) =>
  new FactorModel({ id: 'bprmf', params, predictsRatings: false, learned });

/**
 * Bayesian personalised ranking. Factors start small and negatives that the user knows are drawn again: both decide how
 * good it gets. One thread: steps depend on those before them, and threads that write at the same time would give
 * another result each time.
 */
export const bprmf: Algorithm<BprParams> = {
  id: 'bprmf',
  about:
    'Bayesian personalised ranking (Rendle et al., UAI 2009), negatives also by popularity or dynamic (Zhang et al., SIGIR 2013)',
  defaults: {
    factors: 64,
    epochs: 30,
    lr: 0.08,
    lrDecay: 0.9,
    reg: 0.01,
    std: 0.1,
    itemBias: true,
    sampler: 'uniform',
    candidates: 4,
  },
  async fit(data, given, options) {
    const params = withDefaults(bprmf.defaults, given);
    checkNumber(params, 'factors', { least: 1, whole: true });
    checkNumber(params, 'epochs', { least: 0, whole: true });
    checkNumber(params, 'lr', { least: 0, above: true });
    checkNumber(params, 'reg', { least: 0 });
    checkNumber(params, 'std', { least: 0 });
    checkNumber(params, 'lrDecay', { least: 0 });
    checkChoice(params, 'sampler', ['uniform', 'popularity', 'dynamic']);
    checkNumber(params, 'candidates', { least: 1, whole: true });
    return modelOf(params, await rank(data, params, options));
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
};

function rank(
  data: TrainingData,
  { factors, epochs, lr, lrDecay, reg, std, itemBias, sampler, candidates }: BprParams,
  options: FitOptions,
): Promise<Factorisation> {
  return withCrew(options, async (crew) => {
    crew.reserveScratch(scratchBytes);
    const { indptr, indices } = copyCsr(crew, data.byUser);
    const rowOf = rowsOfEntries(crew, data.byUser);
    const state = crew.copy(seedWords(options.seed));
    const users = zeroFactors(crew, data.users, factors, 4);
    const items = zeroFactors(crew, data.items, factors, 4);
    const start = { kind: 'normal', shift: 0, scale: std || 1 / factors } as const;
    await randomise(crew, users, { ...start, seed: options.seed + 1 });
    await randomise(crew, items, { ...start, seed: options.seed + 2 });
    const biases = crew.floats(data.items);
    const size = indices.length;
    const parts = evenParts(size, Math.ceil(workAtOnce / users.size));
    const drawn = [size, data.items, sampler === 'popularity' ? 1 : 0, sampler === 'dynamic' ? candidates : 1] as const;
    const learned = [users.values, items.values, biases, itemBias ? 1 : 0, rowBytes(users)] as const;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const rate = lr * (1 - (lrDecay * (epoch - 1)) / epochs);
      const losses: number[] = [];
      for (const [from, to] of parts) {
        losses.push(
          await crew.run('bpr', [scratch, state, to - from, rowOf, indptr, indices, ...drawn, ...learned, rate, reg]),
        );
      }
      options.onProgress?.({ done: epoch, total: epochs, unit: 'epochs', loss: total(losses) / Math.max(1, size) });
    }
    clearUnknown(users, data.byUser);
    return {
      factors,
      mean: 0,
      users: unpadded(users),
      items: unpadded(items),
      ...(itemBias && { itemBias: kept(biases) }),
    };
  });
}
