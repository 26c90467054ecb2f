import { number, whole } from '../../info/spec.ts';
import { greedyAllocator } from '../greedy.ts';
import { byRelevance } from '../prepare.ts';
import { similarityMatrix } from '../similarity.ts';

/**
 * Facility location: a feed S is worth lambda * (sum of relevance in S) / places + (1 - lambda) * (share of all
 * relevance that S covers), where a candidate is covered as far as it is like its nearest shown one (likeness below zero
 * counts as zero). The function is monotone and submodular, so that the greedy feed is worth at least 1 - 1/e of the
 * best (Nemhauser, Wolsey and Fisher 1978). Gains only shrink, so that old ones are upper bounds (Minoux 1978).
 * All pairs are looked at, so only the best candidates compete and are covered: 500 of them by default, some 20 ms.
 */
export const facility = greedyAllocator({
  id: 'facility',
  about:
    'Facility location: the shown items stand for all good candidates, within 1 - 1/e of the best (lazy greedy, Minoux 1978).',
  defaults: { lambda: 0.5, pool: 500 },
  params: {
    lambda: number('The weight of relevance; the rest goes to covering the candidates.', 1),
    pool: whole('How many candidates compete and are covered, best first.', 1, 2000),
  },
  aim: 'diversity',
  start({ prepared }, { lambda, pool }) {
    const { list, relevance, places } = prepared;
    // What must not be shown need not be stood for.
    const inside = byRelevance(prepared)
      .filter((c) => prepared.open[c] === 1)
      .subarray(0, Math.max(pool, places));
    const n = inside.length;
    const at = new Int32Array(relevance.length).fill(-1);
    inside.forEach((candidate, i) => {
      at[candidate] = i;
    });
    const likeness = similarityMatrix(list, 0, inside);
    const weights = Float64Array.from(inside, (c) => relevance[c]!);
    const total = weights.reduce((sum, value) => sum + value, 0) || 1;
    const covered = new Float64Array(n);
    // Outside of the pool gains lie below those of all inside.
    const gains = relevance.map((value) => value - 2);
    const refresh = (candidate: number) => {
      if (at[candidate]! < 0) return;
      const from = at[candidate]! * n;
      let more = 0;
      for (let i = 0; i < n; i++) {
        const extra = likeness[from + i]! - covered[i]!;
        if (extra > 0) more += weights[i]! * extra;
      }
      gains[candidate] = (lambda * relevance[candidate]!) / places + ((1 - lambda) * more) / total;
    };
    inside.forEach(refresh);
    return {
      gains,
      refresh,
      chose(candidate) {
        if (at[candidate]! < 0) return;
        const from = at[candidate]! * n;
        for (let i = 0; i < n; i++) covered[i] = Math.max(covered[i]!, likeness[from + i]!);
      },
    };
  },
});
