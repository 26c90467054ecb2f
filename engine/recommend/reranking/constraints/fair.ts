/**
 * How many of a group every prefix of a fair ranking shows at least: for prefix length i + 1 the smallest m with
 * P(X <= m) > alpha, X binomial with the group's share (FA*IR, Zehlike et al. 2017, Table 2).
 */
export function prefixTargets(k: number, share: number, alpha: number): Int32Array {
  const targets = new Int32Array(k);
  // The distribution of how many of the first i places are the group's, one more coin each round.
  let chance = Float64Array.of(1);
  for (let i = 0; i < k; i++) {
    chance = oneMore(chance, share);
    let [m, below] = [0, chance[0]!];
    while (below <= alpha && m < i + 1) below += chance[++m]!;
    targets[i] = m;
  }
  return targets;
}

/** The targets of a ranking that is fair as a whole at level alpha: those of each prefix at the adjusted level. */
export function fairTargets(k: number, share: number, alpha: number): Int32Array {
  return prefixTargets(k, share, adjustedAlpha(k, share, alpha));
}

/** How probable it is that a fair ranking misses one of its targets: prefixes are many tests of the same ranking. */
export function failProbability(targets: Int32Array, share: number): number {
  let chance = Float64Array.of(1);
  for (const target of targets) {
    chance = oneMore(chance, share);
    chance.fill(0, 0, target);
  }
  return 1 - chance.reduce((sum, value) => sum + value, 0);
}

/**
 * The level for each prefix that makes a fair ranking of k places fail with a probability of at most `alpha` over all
 * prefixes together (the adjusted alpha of FA*IR), by bisection to 1e-6: the probability is a step function of the level.
 */
export function adjustedAlpha(k: number, share: number, alpha: number): number {
  let [low, high] = [0, alpha];
  if (failProbability(prefixTargets(k, share, high), share) <= alpha) return alpha;
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (failProbability(prefixTargets(k, share, middle), share) <= alpha) low = middle;
    else high = middle;
  }
  return low;
}

function oneMore(chance: Float64Array, share: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(chance.length + 1);
  chance.forEach((value, count) => {
    next[count]! += value * (1 - share);
    next[count + 1]! += value * share;
  });
  return next;
}
