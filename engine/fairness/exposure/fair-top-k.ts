/** FA*IR (Zehlike et al. 2017): how many protected items each prefix of a ranking must hold. */
export interface FairTable {
  /** Place i: how many of the first i + 1 must be protected at least. */
  least: number[];
  /** The significance that each prefix is tested at: any in (from, to] gives the same table. */
  alpha: { from: number; to: number };
  /** The chance that a ranking drawn fairly fails at some prefix. */
  failure: number;
}

/**
 * The table for k places, of which a share p should be protected. Every prefix is tested at `alpha`; where `adjusted`,
 * at the smaller significance that brings the chance to fail at any of them nearest to `alpha`.
 */
export function fairTable(k: number, p: number, alpha: number, adjusted = true): FairTable {
  const steps = significances(k, p);
  const at = (step: number) => ({ from: steps[step - 1] ?? 0, to: steps[step]! });
  const last = Math.max(
    0,
    steps.findIndex((step) => step >= alpha),
  );
  if (!adjusted) {
    const least = leastProtected(k, p, alpha);
    return { least, alpha: at(last), failure: failureChance(least, p) };
  }
  const tableAt = (step: number): FairTable => {
    const least = leastProtected(k, p, steps[step]!);
    return { least, alpha: at(step), failure: failureChance(least, p) };
  };
  // The chance to fail grows with the significance: the step where it crosses alpha, and the one before it.
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tableAt(middle).failure < alpha) low = middle + 1;
    else high = middle;
  }
  const [below, above] = [tableAt(Math.max(0, low - 1)), tableAt(low)];
  return Math.abs(below.failure - alpha) <= Math.abs(above.failure - alpha) ? below : above;
}

/** The smallest m with P(X <= m) >= alpha for each prefix, X binomial (the alpha quantile). */
export function leastProtected(k: number, p: number, alpha: number): number[] {
  return cumulative(k, p).map((chances) => chances.findIndex((chance) => chance >= alpha));
}

/** The chance that a ranking whose places are protected with chance p each falls short of the table at some prefix. */
export function failureChance(least: readonly number[], p: number): number {
  let alive = new Float64Array(least.length + 1);
  alive[0] = 1;
  for (const [place, needed] of least.entries()) {
    const next = new Float64Array(alive.length);
    for (let m = needed; m <= place + 1; m++) next[m] = alive[m]! * (1 - p) + (m > 0 ? alive[m - 1]! * p : 0);
    alive = next;
  }
  return 1 - alive.reduce((sum, chance) => sum + chance, 0);
}

/** The first place (from 0) at which a ranking holds too few protected items, or -1 where it is fair. */
export function firstUnfairPlace(isProtected: ArrayLike<boolean | number>, least: readonly number[]): number {
  let count = 0;
  for (let place = 0; place < Math.min(isProtected.length, least.length); place++) {
    if (isProtected[place]) count += 1;
    if (count < least[place]!) return place;
  }
  return -1;
}

/** Every significance at which some prefix needs one more, ascending: between two of them the table stays the same. */
function significances(k: number, p: number): number[] {
  return [...new Set(cumulative(k, p).flat())].sort((a, b) => a - b);
}

/** For each prefix of i places P(X <= m), m from 0 to i; the last is 1. */
function cumulative(k: number, p: number): number[][] {
  const tables: number[][] = [];
  let chances = [1];
  for (let i = 1; i <= k; i++) {
    chances = Array.from({ length: i + 1 }, (_, m) => (chances[m] ?? 0) * (1 - p) + (chances[m - 1] ?? 0) * p);
    let sum = 0;
    tables.push(
      chances.map((chance, m) => {
        sum += chance;
        return m === i ? 1 : sum;
      }),
    );
  }
  return tables;
}
