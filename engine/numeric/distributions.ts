import { createRequire } from 'node:module';

/** What is used of cephes (Moshier), which Node runs as WebAssembly. */
interface Cephes {
  /** The regularised incomplete beta function I_x(a, b). */
  incbet(a: number, b: number, x: number): number;
  /** The regularised upper incomplete gamma function Q(a, x). */
  igamc(a: number, x: number): number;
  /** The distribution function of the standard normal distribution, and its inverse. */
  ndtr(z: number): number;
  ndtri(p: number): number;
  lgam(x: number): number;
}

let loaded: Cephes | null = null;

/** Loaded when first needed: it takes 16 ms, and its module for `import` would have to be waited for. */
function cephes(): Cephes {
  loaded ??= createRequire(import.meta.url)('cephes') as Cephes;
  return loaded;
}

/** The chance that a standard normal number exceeds z. */
export function normalTail(z: number): number {
  return Number.isNaN(z) ? z : cephes().ndtr(-z);
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The number that a standard normal one stays below with chance p in [0, 1]. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (!(p < 1)) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  return cephes().ndtri(p);
}

/** The chance that a number of Student's distribution with this many degrees exceeds t. */
export function studentTail(t: number, degrees: number): number {
  if (t < 0) return 1 - studentTail(-t, degrees);
  if (degrees === Number.POSITIVE_INFINITY) return normalTail(t);
  // Near 0 the other side is taken: degrees / (degrees + t^2) would be rounded to 1.
  if (t < 0.5) return (1 - incompleteBeta(0.5, degrees / 2, (t * t) / (degrees + t * t))) / 2;
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
}

/** The number that one of Student's distribution stays below with chance p. */
export function studentQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  return upperQuantile((t) => studentTail(t, degrees), 1 - p);
}

/** The chance that a chi-square number with this many degrees exceeds x. */
export function chiSquareTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : upperGamma(degrees / 2, x / 2);
}

/** The chance that a number of Fisher's F distribution exceeds f; `below` may be infinite. */
export function fTail(f: number, above: number, below: number): number {
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  if (below === Number.POSITIVE_INFINITY) return chiSquareTail(f * above, above);
  return incompleteBeta(below / 2, above / 2, below / (below + above * f));
}

/** The number that an F-distributed one exceeds with chance `tail`. */
export function fUpperQuantile(tail: number, above: number, below: number): number {
  return upperQuantile((f) => fTail(f, above, below), tail);
}

/** The number that a beta-distributed one stays below with chance p. */
export function betaQuantile(p: number, a: number, b: number): number {
  return bisect((x) => incompleteBeta(a, b, x) - p, 0, 1);
}

/**
 * The regularised incomplete beta function I_x(a, b), x in [0, 1]; a relative 1e-10 up to parameters of 40,000, an absolute
 * 1e-11. Where cephes gives up because the result is too small, it is 0 or 1.
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (Number.isNaN(a + b + x)) return Number.NaN;
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  return orLimit(
    () => cephes().incbet(a, b, x),
    () => (x < a / (a + b) ? 0 : 1),
  );
}

/** The logarithm of the gamma function of x > 0. */
export function logGamma(x: number): number {
  return cephes().lgam(x);
}

/** The logarithm of n over k. */
export function logBinomial(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** Where the increasing or decreasing `f` crosses zero between two numbers at which it has different signs. */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  const isRising = f(to) > 0;
  for (let step = 0; step < 200; step++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to || to - from <= 1e-15 * Math.abs(middle)) break;
    if (f(middle) > 0 === isRising) to = middle;
    else from = middle;
  }
  return (from + to) / 2;
}

/** The same for a smooth f that is dear: by Ridders' method (1979), a dozen calls in place of fifty, to a relative 1e-12. */
export function crossing(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  let [atFrom, atTo] = [f(from), f(to)];
  if (atFrom === 0 || atTo === 0) return atFrom === 0 ? from : to;
  let found = Number.NaN;
  // Each step halves the bracket at least.
  for (let step = 0; step < 60; step++) {
    const middle = (from + to) / 2;
    const atMiddle = f(middle);
    // As ratios, since squares of small chances would be 0.
    const ratio = atMiddle / atFrom;
    const next = middle + ((middle - from) * ratio) / Math.sqrt(ratio * ratio - atTo / atFrom);
    const isNear = Math.abs(next - found) <= 1e-13 * Math.abs(next);
    found = next;
    const atNext = isNear ? 0 : f(next);
    if (atNext === 0) break;
    if (atMiddle > 0 !== atNext > 0) [from, atFrom, to, atTo] = [middle, atMiddle, next, atNext];
    else if (atFrom > 0 !== atNext > 0) [to, atTo] = [next, atNext];
    else [from, atFrom] = [next, atNext];
  }
  return found;
}

/** The number >= 0 at which a falling tail reaches `chance`; infinite for a chance of 0. */
export function upperQuantile(tail: (x: number) => number, chance: number): number {
  if (!(chance > 0)) return chance === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (chance >= 1 || Number.isNaN(tail(1))) return chance >= 1 ? 0 : Number.NaN;
  let high = 1;
  while (tail(high) > chance && high < 1e300) high *= 2;
  return crossing((x) => tail(x) - chance, high === 1 ? 0 : high / 2, high);
}

function upperGamma(a: number, x: number): number {
  if (Number.isNaN(a + x)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return orLimit(
    () => cephes().igamc(a, x),
    () => (x < a ? 1 : 0),
  );
}

function orLimit(compute: () => number, limit: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Error && error.message.includes('underflow')) return limit();
    throw error;
  }
}
