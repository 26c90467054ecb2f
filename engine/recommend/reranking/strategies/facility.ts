import { number } from '../../info/spec.ts';
import { greedyAllocator } from '../greedy.ts';
import { similarityMatrix } from '../similarity.ts';

/**
 * Facility location: a feed S is worth lambda * (sum of relevance in S) / places + (1 - lambda) * (share of all
 * relevance that S covers), where a candidate is covered as far as it is like its nearest shown one (likeness below zero
 * counts as zero). The function is monotone and submodular, so that the greedy feed is worth at least 1 - 1/e of the
 * best (Nemhauser, Wolsey and Fisher 1978). Gains only shrink, so that old ones are upper bounds (Minoux 1978).
 */
export const facility = greedyAllocator({
  id: 'facility',
  about:
    'Facility location: the shown items stand for all good candidates, within 1 - 1/e of the best (lazy greedy, Minoux 1978).',
  defaults: { lambda: 0.5 },
  params: { lambda: number('The weight of relevance; the rest goes to covering the candidates.', 1) },
  aim: 'diversity',
  start({ prepared: { list, relevance, places, open } }, { lambda }) {
    const n = relevance.length;
    const likeness = similarityMatrix(list, 0);
    // What must not be shown need not be stood for.
    const weights = relevance.map((value, c) => (open[c] ? value : 0));
    const total = weights.reduce((sum, value) => sum + value, 0) || 1;
    const covered = new Float64Array(n);
    const gains = new Float64Array(n);
    const refresh = (candidate: number) => {
      const from = candidate * n;
      let more = 0;
      for (let c = 0; c < n; c++) {
        const extra = likeness[from + c]! - covered[c]!;
        if (extra > 0) more += weights[c]! * extra;
      }
      gains[candidate] = (lambda * relevance[candidate]!) / places + ((1 - lambda) * more) / total;
    };
    for (let c = 0; c < n; c++) refresh(c);
    return {
      gains,
      refresh,
      chose(candidate) {
        const from = candidate * n;
        for (let c = 0; c < n; c++) covered[c] = Math.max(covered[c]!, likeness[from + c]!);
      },
    };
  },
});
