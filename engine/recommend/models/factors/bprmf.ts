import { type Call, evenParts, type KernelCrew, rowParts } from '../../../numeric/kernels/crew.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, TrainingData } from '../model.ts';
import { checkChoice, checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import { foldInRanking } from './fold-in-ranking.ts';
import {
  clearUnknown,
  kept,
  randomise,
  rowBytes,
  rowsOfEntries,
  seedWords,
  unpadded,
  withCrew,
  zeroFactors,
} from './training.ts';

/** Steps of one call of the kernel, times factors: some ten milliseconds. */
const workAtOnce = 1 << 23;

/** What `randomise` needs. */
const scratchBytes = 64;

/** 128 MiB. A bit for each pair of user and item saves half of the time that drawing takes. */
const mostKnownWords = 1 << 25;

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

const modelOf = (params: BprParams, learned: Factorisation, data: TrainingData) =>
  new FactorModel({ id: 'bprmf', params, predictsRatings: false, learned, foldIn: foldInRanking(params, data) });

/**
 * Bayesian personalised ranking. Factors start small and negatives that the user knows are drawn again: both decide how
 * good it gets. One thread takes the steps: they depend on those before them, and threads that write at the same time
 * would give another result each time. A second thread draws the steps to come, which depend on nothing.
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
    return modelOf(params, await rank(data, params, options), data);
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors), data),
};

function rank(
  data: TrainingData,
  { factors, epochs, lr, lrDecay, reg, std, itemBias, sampler, candidates }: BprParams,
  options: FitOptions,
): Promise<Factorisation> {
  return withCrew(options, async (crew) => {
    crew.reserveScratch(scratchBytes);
    const [indptr, indices] = [crew.copy(data.byUser.indptr), crew.copy(data.byUser.indices)];
    const users = zeroFactors(crew, data.users, factors);
    const items = zeroFactors(crew, data.items, factors);
    const start = { kind: 'normal', shift: 0, scale: std || 1 / factors } as const;
    await randomise(crew, users, { ...start, seed: options.seed + 1 });
    await randomise(crew, items, { ...start, seed: options.seed + 2 });
    const biases = crew.floats(data.items);
    const size = indices.length;
    const drawnFrom = {
      interactions: [rowsOfEntries(crew, data.byUser), indptr, indices, size, data.items] as const,
      byPopularity: sampler === 'popularity' ? 1 : 0,
      negatives: sampler === 'dynamic' ? candidates : 1,
      known: await knownPairs(crew, indptr, indices, data),
    };
    const parts = evenParts(size, Math.ceil(workAtOnce / users.size));
    const buffers = [0, 1].map(() => crew.ints((parts[0]?.[1] ?? 0) * (2 + drawnFrom.negatives)));
    const [seedA, seedB] = [...seedWords(options.seed)] as [number, number];
    const draw = (turn: number): Call => {
      const { interactions, byPopularity, negatives, known } = drawnFrom;
      const [from, to] = parts[turn % parts.length]!;
      const stream = [seedA, (seedB + Math.floor(turn / parts.length)) | 0] as const;
      return ['drawSteps', [buffers[turn % 2]!, from, to, ...stream, ...interactions, byPopularity, negatives, known]];
    };
    const learned = [users.values, items.values, biases, itemBias ? 1 : 0, rowBytes(users)] as const;
    const turns = epochs * parts.length;
    if (turns > 0) await crew.runEach([draw(0)]);
    for (let turn = 0, sum = 0; turn < turns; turn++) {
      const [from, to] = parts[turn % parts.length]!;
      const epoch = Math.floor(turn / parts.length);
      const rate = lr * (1 - (lrDecay * epoch) / epochs);
      const steps: Call = ['bpr', [buffers[turn % 2]!, to - from, drawnFrom.negatives, ...learned, rate, reg]];
      const [loss] = await crew.runEach(turn + 1 < turns ? [steps, draw(turn + 1)] : [steps]);
      sum += loss!;
      if (to < size) continue;
      options.onProgress?.({ done: epoch + 1, total: epochs, unit: 'epochs', loss: sum / size });
      sum = 0;
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

/** A bit for each pair of user and item that says whether they have met, or 0 where that would take too much memory. */
async function knownPairs(
  crew: KernelCrew,
  indptr: Int32Array,
  indices: Int32Array,
  { users, items }: TrainingData,
): Promise<Int32Array | 0> {
  const words = Math.ceil((users * items) / 32);
  if (words > mostKnownWords) return 0;
  const known = crew.ints(words);
  // One after the other: neighbouring users share a word.
  for (const [from, to] of rowParts(indptr, workAtOnce, 1)) {
    await crew.run('markKnown', [from, to, indptr, indices, items, known]);
  }
  return known;
}
