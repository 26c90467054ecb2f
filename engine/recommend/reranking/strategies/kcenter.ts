import { whole } from '../../info/spec.ts';
import { greedyAllocator } from '../greedy.ts';
import { byRelevance } from '../prepare.ts';

/**
 * Farthest-first traversal (Gonzalez 1985): the most relevant item, then always the one farthest from all chosen ones.
 * The largest distance of any candidate of the pool to its nearest chosen one is at most twice the best there is.
 * Distance is that of unit vectors, sqrt(2 - 2 cosine), which is a metric as the proof needs; 1 - cosine is none.
 * Relevance decides only who is in the pool and who comes first.
 */
export const kcenter = greedyAllocator({
  id: 'kcenter',
  about: 'Greedy k-center: every good candidate is near a shown one, within twice the optimum (Gonzalez 1985).',
  defaults: { pool: 4 },
  params: { pool: whole('How many candidates are spread over, best first, as a multiple of the places.', 1, 1000) },
  aim: 'diversity',
  start({ prepared }, { pool }) {
    const { relevance, places } = prepared;
    // Outside of the pool gains lie below those of all inside: taken only where the pool gives out.
    const gains = relevance.map((value) => value - 2);
    const inside = byRelevance(prepared)
      .filter((c) => prepared.open[c] === 1)
      .subarray(0, pool * places);
    for (const c of inside) gains[c] = relevance[c]!;
    let isFirst = true;
    return {
      gains,
      chose(_, row) {
        for (const c of inside) {
          const distance = Math.sqrt(Math.max(0, 2 - 2 * row[c]!));
          gains[c] = isFirst ? distance : Math.min(gains[c]!, distance);
        }
        isFirst = false;
      },
    };
  },
});
