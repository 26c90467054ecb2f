import { number } from '../../info/spec.ts';
import { greedyAllocator } from '../greedy.ts';

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): the next item is the one with the largest
 * lambda * relevance - (1 - lambda) * (likeness to the most like item chosen before); the first one has nothing before it.
 */
export const mmr = greedyAllocator({
  id: 'mmr',
  about: 'Maximal marginal relevance: relevant, and unlike the most like item above it (Carbonell and Goldstein 1998).',
  defaults: { lambda: 0.7 },
  params: { lambda: number('The weight of relevance; the rest goes to being unlike what stands above.', 1) },
  aim: 'diversity',
  start({ prepared: { relevance } }, { lambda }) {
    const gains = relevance.map((value) => lambda * value);
    const most = new Float64Array(gains.length).fill(-Infinity);
    return {
      gains,
      chose(_, row) {
        for (let c = 0; c < gains.length; c++) {
          if (row[c]! <= most[c]!) continue;
          most[c] = row[c]!;
          gains[c] = lambda * relevance[c]! - (1 - lambda) * row[c]!;
        }
      },
    };
  },
});
