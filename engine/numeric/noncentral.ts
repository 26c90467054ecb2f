import { chiSquareTail, crossing, incompleteBeta, logGamma } from './distributions.ts';

/** Terms of the mixture below this share of its largest one are left out. */
const least = 1e-17;

/**
 * The chance that a noncentral F number exceeds f: a mixture of central distributions with Poisson weights of mean
 * noncentrality / 2, summed outwards from the largest weight (Benton and Krishnamoorthy 2003). With one degree above it is
 * the power of a two-sided t-test whose t is the root of f. `below` may be infinite (noncentral chi-square).
 */
export function noncentralFTail(f: number, above: number, below: number, noncentrality: number): number {
  if (Number.isNaN(f + above + below + noncentrality)) return Number.NaN;
  if (f <= 0) return 1;
  const half = noncentrality / 2;
  // The tail of the j-th part: x is kept as the small side of the beta function, so that small tails are exact.
  const part =
    below === Number.POSITIVE_INFINITY
      ? (j: number) => chiSquareTail(f * above, above + 2 * j)
      : (j: number) => incompleteBeta(below / 2, above / 2 + j, below / (below + above * f));
  const mode = Math.floor(half);
  const weight = Math.exp(-half + (mode === 0 ? 0 : mode * Math.log(half)) - logGamma(mode + 1));
  let sum = weight * part(mode);
  for (let j = mode + 1, w = weight; ; j++) {
    w *= half / j;
    if (w < weight * least) break;
    sum += w * part(j);
  }
  for (let j = mode, w = weight; j > 0; j--) {
    w *= j / half;
    if (w < weight * least) break;
    sum += w * part(j - 1);
  }
  return Math.min(1, sum);
}

/** The noncentrality at which F exceeds f with this chance; 0 where even a central F does so more often. */
export function noncentralityOf(f: number, above: number, below: number, chance: number): number {
  const miss = (noncentrality: number) => noncentralFTail(f, above, below, noncentrality) - chance;
  if (miss(0) >= 0) return 0;
  let high = 1;
  while (miss(high) < 0) high *= 2;
  return crossing(miss, high === 1 ? 0 : high / 2, high);
}
