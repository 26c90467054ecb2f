import { drawGamma, type Random } from '../../numeric/random.ts';

/** True with this probability. */
export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** One of the options, each as likely as the others. */
export function pick<T>(random: Random, options: readonly T[]): T {
  return options[random.below(options.length)]!;
}

/** Running sums of weights that are not negative: what `drawIndex` draws from. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let n = 0; n < weights.length; n++) {
    sum += weights[n]!;
    sums[n] = sum;
  }
  return sums;
}

/** A place of `sums`, each as likely as what it adds to the sum before it; of the first `length` places by default all. */
export function drawIndex(random: Random, sums: ArrayLike<number>, length = sums.length): number {
  const wanted = random.uniform() * sums[length - 1]!;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One of the keys, each as often as its weight says. */
export function drawKey<Key extends string>(random: Random, weights: Readonly<Record<Key, number>>): Key {
  const keys = Object.keys(weights) as Key[];
  return keys[drawIndex(random, runningSums(keys.map((key) => weights[key])))]!;
}

/** Shares that add up to 1, of the Dirichlet distribution of these shapes. */
export function drawShares(random: Random, shapes: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(shapes, (shape) => drawGamma(random, shape));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => (sum > 0 ? share / sum : 1 / shares.length));
}

/** A number of the exponential distribution of this mean. */
export function drawExponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.uniform());
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function clamp(x: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, x));
}
