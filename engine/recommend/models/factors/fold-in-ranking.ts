import { minimise } from '../../../numeric/lbfgs.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { TrainingData } from '../model.ts';
import type { Factorisation, FoldIn } from './factor-model.ts';

/** Pairs that a newcomer's ranking is learnt from where the history is shorter: a few milliseconds' worth. */
const pairsAtLeast = 1024;

/**
 * Folds a user into BPR: their part of the loss made smallest by L-BFGS, items fixed. Each item of the history is set
 * against the same number of others, drawn as in training (for 'dynamic' uniformly) with a fixed seed, so that the same
 * history gives the same scores; the penalty is `reg` for each item of the history, as training pays it at each step.
 */
export function foldInRanking({ reg, sampler }: { reg: number; sampler: string }, { byUser }: TrainingData): FoldIn {
  return (learned, { items }) => {
    const { factors } = learned;
    const random = seededRandom(items.length);
    const count = learned.items.length / factors;
    const byPopularity = sampler === 'popularity' && byUser.indices.length > 0;
    const draw = () => (byPopularity ? byUser.indices[random.below(byUser.indices.length)]! : random.below(count));
    const gaps = gapsOf(learned, items, draw);
    // Without a penalty a history that can be put in order perfectly has no best factors.
    const penalty = Math.max(reg, 1e-6) * Math.max(1, items.length);
    const share = items.length / Math.max(1, gaps.biases.length);
    const loss = (p: Float64Array, gradient: Float64Array) => {
      let sum = 0;
      for (let f = 0; f < factors; f++) {
        sum += (penalty / 2) * p[f]! ** 2;
        gradient[f] = penalty * p[f]!;
      }
      for (let n = 0, row = 0; n < gaps.biases.length; n++, row += factors) {
        let lead = gaps.biases[n]!;
        for (let f = 0; f < factors; f++) lead += p[f]! * gaps.rows[row + f]!;
        // ln(1 + e^-x) without an overflow.
        sum += share * (Math.log1p(Math.exp(-Math.abs(lead))) + Math.max(0, -lead));
        const z = share / (1 + Math.exp(lead));
        for (let f = 0; f < factors; f++) gradient[f]! -= z * gaps.rows[row + f]!;
      }
      return sum;
    };
    const { x } = minimise(loss, new Float64Array(factors), { maxIterations: 50, tolerance: 1e-3 });
    return { factors: x, bias: 0 };
  };
}

/** What parts liked items from others that are drawn for them: the differences of their factors, row by row, and of their biases. */
function gapsOf({ factors, items: all, itemBias }: Factorisation, items: Int32Array, draw: () => number) {
  const known = new Set(items);
  const each = Math.ceil(pairsAtLeast / Math.max(1, items.length));
  const rows = new Float32Array(items.length * each * factors);
  const biases: number[] = [];
  for (const item of items) {
    for (let n = 0; n < each; n++) {
      let other = draw();
      for (let tries = 0; tries < 16 && known.has(other); tries++) other = draw();
      if (known.has(other)) continue;
      const row = biases.length * factors;
      for (let f = 0; f < factors; f++) rows[row + f] = all[item * factors + f]! - all[other * factors + f]!;
      biases.push((itemBias?.[item] ?? 0) - (itemBias?.[other] ?? 0));
    }
  }
  return { rows, biases };
}
