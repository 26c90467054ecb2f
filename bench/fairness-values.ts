import { type Random, seededRandom } from '../engine/numeric/random.ts';

/** What values of users are like where groups are equal. */
export type Values =
  /** Normal around 10; standard deviations by group, over and over. */
  | { kind: 'normal'; sds: readonly number[] }
  /** Like NDCG: 45 % zeros, the others lognormal and at most 1. A group that lies apart has more or fewer zeros. */
  | { kind: 'skewed' }
  | { kind: 'rate'; rate: number };

const normalMean = 10;
const hitShare = 0.55;

/** Mean and mean square of a hit, by a million of them. */
const hits = (() => {
  const random = seededRandom(99);
  const n = 1e6;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const value = hit(random);
    sum += value;
    squares += value * value;
  }
  return { mean: sum / n, square: squares / n };
})();

function hit(random: Random): number {
  return Math.min(1, Math.exp(-1.5 + 0.7 * random.normal()));
}

/** A value of a user whose group's mean is shifted. Throws where no such values can have that mean. */
export function drawValue(random: Random, values: Values, group: number, shift: number): number {
  if (values.kind === 'normal') return normalMean + shift + sdOf(values.sds, group) * random.normal();
  const share = values.kind === 'rate' ? values.rate + shift : hitShare + shift / hits.mean;
  if (!(share >= 0 && share <= 1)) throw new Error(`No ${values.kind} values have a mean that is shifted by ${shift}.`);
  const isHit = random.uniform() < share;
  if (values.kind === 'rate') return isHit ? 1 : 0;
  return isHit ? hit(random) : 0;
}

/** The mean of values without a shift. */
export function meanOf(values: Values): number {
  if (values.kind === 'normal') return normalMean;
  return values.kind === 'rate' ? values.rate : hitShare * hits.mean;
}

function varianceOf(values: Values, group: number): number {
  if (values.kind === 'normal') return sdOf(values.sds, group) ** 2;
  if (values.kind === 'rate') return values.rate * (1 - values.rate);
  return hitShare * hits.square - (hitShare * hits.mean) ** 2;
}

function sdOf(sds: readonly number[], group: number): number {
  return sds[group % sds.length]!;
}

/** The two groups whose means are known least well: where a gap is hardest to see. */
export function hardest(values: Values, sizes: readonly number[]): [number, number] {
  const order = sizes.map((n, g) => ({ g, error: varianceOf(values, g) / n }));
  order.sort((x, y) => y.error - x.error);
  return [order[0]!.g, order[1]!.g];
}

/** The standard error of the difference of their means. */
export function errorOf(values: Values, sizes: readonly number[]): number {
  const [a, b] = hardest(values, sizes);
  return Math.sqrt(varianceOf(values, a) / sizes[a]! + varianceOf(values, b) / sizes[b]!);
}

/** Shifts that part the two by a gap, the first above where it is positive, the others midway. */
export function shiftsOf(values: Values, sizes: readonly number[], gap: number): number[] {
  const [a, b] = hardest(values, sizes);
  return sizes.map((_, g) => (g === a ? gap / 2 : g === b ? -gap / 2 : 0));
}
