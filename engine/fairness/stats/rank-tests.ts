import { chiSquareTail, logBinomial, normalTail } from '../../numeric/distributions.ts';
import type { Group, TestResult } from './groups.ts';

/** The values of all groups in ascending order. */
export interface Ranking {
  /** Groups by name, as given. */
  counts: number[];
  /** Sums of mean ranks, a group each. */
  sums: number[];
  n: number;
  /** The sum of t^3 - t over runs of t equal values. */
  ties: number;
}

/** Ranks the values of all groups together, from 1, equal ones by their mean rank. */
export function rank(groups: readonly Group[]): Ranking {
  const n = groups.reduce((sum, { values }) => sum + values.length, 0);
  const all = new Float64Array(n);
  let filled = 0;
  for (const { values } of groups) {
    all.set(values, filled);
    filled += values.length;
  }
  // Sorting numbers alone is many times faster than sorting their places; each finds its rank again by halving.
  all.sort();
  const ranks = new Float64Array(n);
  let ties = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && all[end] === all[start]) end++;
    ranks.fill((start + 1 + end) / 2, start, end);
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const sums = groups.map(({ values }) => {
    let sum = 0;
    for (const value of values) sum += ranks[placeOf(all, value)]!;
    return sum;
  });
  return { counts: groups.map(({ values }) => values.length), sums, n, ties };
}

function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Kruskal and Wallis' test (1952), H corrected for ties; NaN where all values are equal. */
export function kruskalWallis({ counts, sums, n, ties }: Ranking): TestResult {
  const squares = sums.reduce((total, sum, g) => total + (sum * sum) / counts[g]!, 0);
  const h = (12 / (n * (n + 1))) * squares - 3 * (n + 1);
  const statistic = h / (1 - ties / (n ** 3 - n));
  const df = counts.length - 1;
  return { name: 'Kruskal-Wallis', statistic, df: [df], p: chiSquareTail(statistic, df) };
}

/** Below this many values in the smaller group, and without ties, Mann-Whitney's p is counted out. */
const exactBelow = 9;

/**
 * Mann and Whitney's test (1947) of two groups; the statistic is U of the first: pairs in which it has the larger value,
 * equal ones counting half. Exact as asked for, or where the smaller group has up to 8 values without ties; else normal,
 * corrected for ties and continuity.
 */
export function mannWhitney({ counts, sums, n, ties }: Ranking, method?: 'exact' | 'normal'): TestResult {
  const [a, b] = [counts[0]!, counts[1]!];
  const statistic = sums[0]! - (a * (a + 1)) / 2;
  const larger = Math.max(statistic, a * b - statistic);
  const isExact = method ? method === 'exact' : ties === 0 && Math.min(a, b) < exactBelow && n <= 400;
  if (isExact) {
    const counted = rankSumCounts(a, b);
    let tail = 0;
    for (let u = Math.ceil(larger); u <= a * b; u++) tail += counted[u]!;
    const p = Math.min(1, 2 * Math.exp(Math.log(tail) - logBinomial(n, a)));
    return { name: 'Mann-Whitney (exact)', statistic, df: [], p };
  }
  const sd = Math.sqrt(((a * b) / 12) * (n + 1 - ties / (n * (n - 1))));
  const z = (larger - (a * b) / 2 - 0.5) / sd;
  return { name: 'Mann-Whitney', statistic, df: [], p: Math.min(1, 2 * normalTail(z)) };
}

/** How many of the ways to choose a of a + b ranks give each U: coefficients of the Gaussian binomial. */
function rankSumCounts(a: number, b: number): Float64Array {
  const counts = new Float64Array(a * b + 1);
  counts[0] = 1;
  // The product of (1 - x^(b + i)) / (1 - x^i) for i = 1 ... a, cut at x^(a b).
  for (let i = 1; i <= a; i++) {
    for (let u = a * b; u >= b + i; u--) counts[u]! -= counts[u - b - i]!;
    for (let u = i; u <= a * b; u++) counts[u]! += counts[u - i]!;
  }
  return counts;
}

/**
 * Kolmogorov and Smirnov's test of two groups: the largest distance of their distribution functions. p is exact where
 * there are up to 10,000 pairs: the share of lattice paths that stay within the distance (Hodges 1958), which is
 * conservative with ties; else Smirnov's limit.
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): TestResult {
  const [x, y] = [a.toSorted(), b.toSorted()];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    // In whole numbers, so that equal distances are seen as equal.
    most = Math.max(most, Math.abs(i * y.length - j * x.length));
  }
  const statistic = most / (x.length * y.length);
  const isExact = x.length * y.length <= 10_000;
  const p = isExact ? outsidePaths(x.length, y.length, most) : smirnovLimit(statistic, x.length, y.length);
  return { name: `Kolmogorov-Smirnov${isExact ? ' (exact)' : ''}`, statistic, df: [], p };
}

/** The chance that a path from (0, 0) to (n, m) reaches a distance |i m - j n| of `most`. */
function outsidePaths(n: number, m: number, most: number): number {
  // inside[j]: the chance that a random order's path goes through (i, j) and never left.
  const inside = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const fromLeft = i === 0 ? 0 : (inside[j]! * (n - i + 1)) / (n + m - i - j + 1);
      const fromBelow = j === 0 ? 0 : (inside[j - 1]! * (m - j + 1)) / (n + m - i - j + 1);
      const chance = i + j === 0 ? 1 : fromLeft + fromBelow;
      inside[j] = Math.abs(i * m - j * n) >= most ? 0 : chance;
    }
  }
  return most === 0 ? 1 : Math.max(0, 1 - inside[m]!);
}

function smirnovLimit(d: number, n: number, m: number): number {
  const z = d * Math.sqrt((n * m) / (n + m));
  if (z < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * z * z);
  return Math.min(1, Math.max(0, sum));
}
