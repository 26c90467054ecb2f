import { logGamma, normalDensity, normalTail, upperQuantile } from './distributions.ts';
import { composite, gaussLegendre } from './quadrature.ts';

const rule = gaussLegendre(16);
/** The ranges that a table covers; a range of normal numbers beyond has a chance below 1e-15 for 100 of them. */
const widest = 13;
const pieces = 52;
const order = 12;
/** Below these degrees of freedom densities and quantiles are steep: they take more points, and are searched for one by one. */
const steepBelow = 5;

/**
 * The chance that the studentized range of `count` means exceeds q, with `degrees` of freedom (may be infinite): the
 * range's distribution under the normal one, averaged over the chi distribution of the standard deviation by
 * Gauss-Legendre quadrature (Copenhaver and Holland 1988). Right to an absolute 1e-10.
 */
export function studentizedRangeTail(q: number, count: number, degrees: number): number {
  if (Number.isNaN(q + count + degrees)) return Number.NaN;
  if (q <= 0) return 1;
  const tail = rangeTail(count);
  if (degrees === Number.POSITIVE_INFINITY) return tail(q);
  // s = chi / sqrt(degrees) is within 9 of its steps of 1 / sqrt(degrees) around 1 but for 1e-16.
  const reach = 9 / Math.sqrt(degrees);
  // Eight pieces are right to 1e-12; below five degrees the density is steep at 0.
  const parts = degrees < steepBelow ? 16 : 8;
  const { nodes, weights } = composite(rule, Math.max(0, 1 - reach), 1 + reach, parts);
  const log = Math.LN2 + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    const s = nodes[i]!;
    sum += weights[i]! * Math.exp(log + (degrees - 1) * Math.log(s) - (degrees * s * s) / 2) * tail(q * s);
  }
  return Math.min(1, Math.max(0, sum));
}

/** The studentized range that is exceeded with this chance: secants of the logarithm, a few in place of fifty halvings. */
export function studentizedRangeQuantile(chance: number, count: number, degrees: number): number {
  const miss = (q: number) => Math.log(studentizedRangeTail(q, count, degrees) / chance);
  let [before, at] = [3.5, 4];
  let [missBefore, missAt] = [miss(before), miss(at)];
  for (let step = 0; step < 30 && Number.isFinite(missAt); step++) {
    const next = at - (missAt * (at - before)) / (missAt - missBefore);
    if (!(next > 0) || !(next < 2 * widest)) break;
    if (Math.abs(next - at) < 1e-12 * at) return next;
    [before, missBefore, at, missAt] = [at, missAt, next, miss(next)];
  }
  return upperQuantile((q) => studentizedRangeTail(q, count, degrees), chance);
}

const knots = 20;
const curves = new Map<string, Float64Array>();

/**
 * The same for many degrees of freedom: from `steepBelow` on by a Chebyshev series in 1 / degrees, made once for a chance
 * and a count. Right to a relative 1e-9.
 */
export function studentizedRangeQuantiles(chance: number, count: number): (degrees: number) => number {
  const key = `${chance} ${count}`;
  const known = curves.get(key);
  const series = known ?? seriesOf((x) => studentizedRangeQuantile(chance, count, 1 / x));
  curves.set(key, series);
  return (degrees) => {
    if (!(degrees >= steepBelow)) return studentizedRangeQuantile(chance, count, degrees);
    const x = (2 * steepBelow) / degrees - 1;
    let [b1, b2] = [0, 0];
    for (let k = knots - 1; k > 0; k--) [b1, b2] = [2 * x * b1 - b2 + series[k]!, b1];
    return x * b1 - b2 + series[0]!;
  };
}

/** The Chebyshev series of f over (0, 1 / steepBelow). */
function seriesOf(f: (x: number) => number): Float64Array {
  const angles = Array.from({ length: knots }, (_, j) => (Math.PI * (j + 0.5)) / knots);
  const values = angles.map((angle) => f((1 + Math.cos(angle)) / 2 / steepBelow));
  return Float64Array.from(angles, (_, k) => {
    const sum = values.reduce((total, value, j) => total + value * Math.cos(k * angles[j]!), 0);
    return ((k === 0 ? 1 : 2) / knots) * sum;
  });
}

const tables = new Map<number, (w: number) => number>();

/**
 * The chance that the range of `count` standard normal numbers exceeds w. Made once for each count: Chebyshev series on
 * pieces of a quarter, since every p-value asks for hundreds of these.
 */
function rangeTail(count: number): (w: number) => number {
  const known = tables.get(count);
  if (known) return known;
  const { nodes, weights } = composite(rule, -8.5, 8.5, 14);
  const densities = nodes.map((z, i) => count * weights[i]! * normalDensity(z));
  const below = nodes.map((z) => normalTail(-z));
  // The largest of the numbers is z, and the others lie within w below it.
  const exact = (w: number) => {
    let sum = 0;
    for (let i = 0; i < nodes.length; i++)
      sum += densities[i]! * (below[i]! - normalTail(w - nodes[i]!)) ** (count - 1);
    return 1 - sum;
  };
  const width = widest / pieces;
  const table = new Float64Array(pieces * order);
  for (let piece = 0; piece < pieces; piece++) {
    const angles = Array.from({ length: order }, (_, j) => (Math.PI * (j + 0.5)) / order);
    const values = angles.map((angle) => exact((piece + (1 + Math.cos(angle)) / 2) * width));
    for (let k = 0; k < order; k++) {
      const sum = values.reduce((total, value, j) => total + value * Math.cos(k * angles[j]!), 0);
      table[piece * order + k] = ((k === 0 ? 1 : 2) / order) * sum;
    }
  }
  const tail = (w: number) => {
    if (w >= widest) return 0;
    const piece = Math.floor(w / width);
    const x = 2 * (w / width - piece) - 1;
    let [b1, b2] = [0, 0];
    for (let k = order - 1; k > 0; k--) [b1, b2] = [2 * x * b1 - b2 + table[piece * order + k]!, b1];
    return x * b1 - b2 + table[piece * order]!;
  };
  tables.set(count, tail);
  return tail;
}
