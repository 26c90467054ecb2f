import { studentQuantile } from '../../numeric/distributions.ts';
import type { Estimate, Group } from './groups.ts';

/**
 * Cliff's delta (1993) of two groups: the chance that the first has the larger value less the chance that it is the
 * smaller. The interval is Cliff's (1996), by the unbiased variance and Student's t, and is not symmetric: delta cannot
 * leave [-1, 1] (Feng and Cliff 2004). Groups have two values or more.
 */
export function cliffDelta(a: Group, b: Group, level = 0.95): Estimate {
  return ofSorted(a.values.toSorted(), b.values.toSorted(), level);
}

/** The same of every two groups, in the order of `pairsOf`: each is sorted once. */
export function cliffDeltas(groups: readonly Group[], level = 0.95): Estimate[] {
  const sorted = groups.map(({ values }) => values.toSorted());
  return sorted.flatMap((a, g) => sorted.slice(g + 1).map((b) => ofSorted(a, b, level)));
}

function ofSorted(a: Float64Array, b: Float64Array, level: number): Estimate {
  const [n, m] = [a.length, b.length];
  const [ofA, ofB] = [dominance(a, b), dominance(b, a)];
  const delta = ofA.sum / (n * m);
  const t = studentQuantile((1 + level) / 2, n + m - 2);
  if (Math.abs(delta) === 1) {
    const least = Math.min(n, m);
    const near = (least - t * t) / (least + t * t);
    return delta > 0 ? { value: 1, low: near, high: 1 } : { value: -1, low: -1, high: -near };
  }
  // Sums of squares of row means, of column means and of all pairs around delta.
  const rows = ofA.squares / (m * m) - n * delta * delta;
  const columns = ofB.squares / (n * n) - m * delta * delta;
  const cells = ofA.unequal - n * m * delta * delta;
  const variance = (m * m * rows + n * n * columns - cells) / (n * m * (n - 1) * (m - 1));
  // The unbiased estimate may be too small, even below 0; this is the least that delta allows.
  const spread = Math.max(variance, (1 - delta * delta) / (n * m - 1)) * t * t;
  const below = 1 - delta * delta + spread;
  const half = Math.sqrt(spread * ((1 - delta * delta) ** 2 + spread));
  return { value: delta, low: (delta - delta ** 3 - half) / below, high: (delta - delta ** 3 + half) / below };
}

/** Of each value: how many of the others are smaller less how many are larger. Their sum, their squares, unequal pairs. */
function dominance(values: Float64Array, others: Float64Array): { sum: number; squares: number; unequal: number } {
  let [below, upTo, sum, squares, unequal] = [0, 0, 0, 0, 0];
  for (const value of values) {
    while (below < others.length && others[below]! < value) below++;
    while (upTo < others.length && others[upTo]! <= value) upTo++;
    const above = others.length - upTo;
    sum += below - above;
    squares += (below - above) ** 2;
    unequal += below + above;
  }
  return { sum, squares, unequal };
}
