import { type KernelArgument, rowParts, scratch } from '../../../numeric/kernels/crew.ts';
import { withDefaults } from '../base.ts';
import type { Algorithm, FitOptions, TrainingData } from '../model.ts';
import { checkChoice, checkNotNegative, checkNumber } from './checks.ts';
import { type Factorisation, FactorModel, learnedFrom } from './factor-model.ts';
import { foldInNonNegative } from './fold-in.ts';
import { gramMatrix } from './gram.ts';
import {
  averageUnknown,
  copyCsr,
  type FactorMatrix,
  meanOf,
  randomise,
  rowBytes,
  total,
  unpadded,
  unpaddedSquare,
  withCrew,
  zeroFactors,
} from './training.ts';

/** Multiplications of one call of the kernel: some ten milliseconds. */
const workAtOnce = 1 << 22;

export type NmfParams = {
  factors: number;
  epochs: number;
  reg: number;
  /** 'sgd' fits what was observed, by gradient steps whose size keeps factors positive; 'multiplicative' takes what is missing as zero. */
  solver: string;
};

const modelOf = (params: NmfParams, learned: Factorisation) =>
  new FactorModel({
    id: 'nmf',
    params,
    predictsRatings: params.solver === 'sgd',
    learned,
    foldIn: foldInNonNegative(params.reg),
  });

/**
 * Non-negative matrix factorisation: of the ratings alone, as Surprise does it (Luo et al., 2014), or of the whole
 * matrix with zeros, for ranking (Lee and Seung, 2000). Rows of one side do not depend on each other: any number of
 * threads gives the same result.
 */
export const nmf: Algorithm<NmfParams> = {
  id: 'nmf',
  about: 'Non-negative matrix factorisation (Luo et al., 2014; Lee and Seung, 2000)',
  defaults: { factors: 15, epochs: 50, reg: 0.06, solver: 'sgd' },
  async fit(data, given, options) {
    const params = withDefaults(nmf.defaults, given);
    checkNumber(params, 'factors', { least: 1, whole: true });
    checkNumber(params, 'epochs', { least: 0, whole: true });
    checkNumber(params, 'reg', { least: 0 });
    checkChoice(params, 'solver', ['sgd', 'multiplicative']);
    checkNotNegative(data.byUser.values);
    return modelOf(params, await factorise(data, params, options));
  },
  restore: (params, sections, data) => modelOf(params, learnedFrom(sections, data, params.factors)),
};

function factorise(
  data: TrainingData,
  { factors, epochs, reg, solver }: NmfParams,
  options: FitOptions,
): Promise<Factorisation> {
  return withCrew(options, async (crew) => {
    const byUser = copyCsr(crew, data.byUser);
    const byItem = copyCsr(crew, data.byItem);
    let [users, nextUsers] = [zeroFactors(crew, data.users, factors), zeroFactors(crew, data.users, factors)];
    let [items, nextItems] = [zeroFactors(crew, data.items, factors), zeroFactors(crew, data.items, factors)];
    const bytes = rowBytes(users);
    crew.reserveScratch(2 * bytes + 64);
    const zeros = solver === 'multiplicative';
    // Missing values as zeros: the mean of the whole matrix is what p . q should be near at the start, on average.
    const density = byUser.indices.length / Math.max(1, data.users * data.items);
    const scale = zeros ? 2 * Math.sqrt(((await meanOf(data.byUser)) * density) / factors) : 1;
    await randomise(crew, users, { kind: 'uniform', shift: 0, scale, seed: options.seed + 1 });
    await randomise(crew, items, { kind: 'uniform', shift: 0, scale, seed: options.seed + 2 });
    const gram = zeros ? await gramMatrix(crew, Math.max(data.users, data.items), users.size) : null;
    const perRow = gram ? users.size : 1;
    const userParts = rowParts(byUser.indptr, Math.ceil(workAtOnce / users.size), perRow);
    const itemParts = rowParts(byItem.indptr, Math.ceil(workAtOnce / users.size), perRow);
    const step = async (
      side: typeof byUser,
      parts: typeof userParts,
      rows: FactorMatrix,
      out: FactorMatrix,
      fixed: FactorMatrix,
    ) => {
      await gram?.update(fixed);
      const rest: KernelArgument[] = [rows.values, out.values, fixed.values, gram?.values ?? 0, bytes, reg];
      return total(
        await crew.runAll(
          'nonNegativeRows',
          parts.map(([from, to]) => [scratch, from, to, side.indptr, side.indices, side.values, ...rest]),
        ),
      );
    };
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const loss = await step(byUser, userParts, users, nextUsers, items);
      // Surprise updates both sides from the values of the epoch before; Lee and Seung one after the other.
      await step(byItem, itemParts, items, nextItems, zeros ? nextUsers : users);
      [users, nextUsers, items, nextItems] = [nextUsers, users, nextItems, items];
      options.onProgress?.({
        done: epoch,
        total: epochs,
        unit: 'epochs',
        loss: loss / Math.max(1, byUser.indices.length),
      });
    }
    averageUnknown(users, data.byUser);
    averageUnknown(items, data.byItem);
    await gram?.update(items);
    return {
      factors,
      mean: 0,
      users: unpadded(users),
      items: unpadded(items),
      ...(gram && { gram: unpaddedSquare(gram.values, items) }),
    };
  });
}
