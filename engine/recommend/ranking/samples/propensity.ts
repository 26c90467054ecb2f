import type { LabelledImpressions } from '../features/data.ts';

/** Weights and targets are held below this by default: a few rows must not outweigh all others. */
const mostByDefault = 20;

/**
 * How much each place is looked at, in terms of the first (place k + 1 at k), from shown and opened counts by place: the
 * ratio of the rates. Right where what was shown does not depend on the place, as in shuffled answers.
 */
export function propensitiesOfCounts(shown: ArrayLike<number>, opened: ArrayLike<number>): Float64Array {
  const first = opened[0]! / shown[0]!;
  return Float64Array.from({ length: shown.length }, (_, k) => (shown[k]! > 0 ? opened[k]! / shown[k]! / first : 0));
}

/**
 * The same from logs in which good items stand above: the position-based model (Craswell et al., WSDM 2008), in which an item is
 * opened if its place is looked at and the item attracts, fitted by expectation maximisation over items and places.
 */
export function estimatePropensities(
  { item, position, openedAt }: Pick<LabelledImpressions, 'item' | 'position' | 'openedAt'>,
  rounds = 200,
): Float64Array {
  const cells = new Map<string, { item: number; place: number; shown: number; opened: number }>();
  let [places, items] = [0, 0];
  for (let at = 0; at < item.length; at++) {
    if (position[at]! < 1) continue;
    const key = `${item[at]} ${position[at]}`;
    const cell = cells.get(key) ?? { item: item[at]!, place: position[at]! - 1, shown: 0, opened: 0 };
    cells.set(key, cell);
    cell.shown += 1;
    cell.opened += Number.isNaN(openedAt[at]!) ? 0 : 1;
    places = Math.max(places, position[at]!);
    items = Math.max(items, item[at]! + 1);
  }
  const looked = new Float64Array(places).fill(0.5);
  const attracts = new Float64Array(items).fill(0.5);
  for (let round = 0; round < rounds; round++) {
    const [lookedSum, lookedOf] = [new Float64Array(places), new Float64Array(places)];
    const [attractsSum, attractsOf] = [new Float64Array(items), new Float64Array(items)];
    for (const { item: i, place, shown, opened } of cells.values()) {
      const neither = 1 - looked[place]! * attracts[i]!;
      const passed = shown - opened;
      lookedSum[place]! += opened + (passed * looked[place]! * (1 - attracts[i]!)) / neither;
      attractsSum[i]! += opened + (passed * attracts[i]! * (1 - looked[place]!)) / neither;
      lookedOf[place]! += shown;
      attractsOf[i]! += shown;
    }
    for (let k = 0; k < places; k++) looked[k] = lookedOf[k]! > 0 ? lookedSum[k]! / lookedOf[k]! : 0;
    // Within (0, 1): a product of 1 would leave nothing for what was passed over.
    for (let i = 0; i < items; i++) attracts[i] = Math.min(0.999, (attractsSum[i]! + 0.01) / (attractsOf[i]! + 0.02));
    for (let k = 0; k < places; k++) looked[k] = Math.min(0.999, looked[k]!);
  }
  const [first] = looked;
  return looked.map((share) => share / first!);
}

/**
 * Targets that correct for places: an opened row counts 1 / propensity of its place, others 0. A model that is fitted to them by log
 * loss estimates the chance of opening in the first place (inverse propensity scoring: Joachims et al., WSDM 2017).
 */
export function positionTargets(
  label: Uint8Array,
  position: Int32Array,
  propensities: Float64Array,
  most = mostByDefault,
): Float32Array {
  return Float32Array.from(label, (one, at) =>
    one === 0 ? 0 : Math.min(most, 1 / (propensities[position[at]! - 1] ?? 1)),
  );
}

/**
 * Weights of rows that correct for popularity: 1 / propensity of the item, where the propensity of being seen is its
 * count (plus one) to the power given, with `most` times the mean as the limit (Schnabel et al., ICML 2016; clipped). Their mean is 1.
 */
export function popularityWeights(
  item: Int32Array,
  counts: ArrayLike<number>,
  { power = 0.5, most = mostByDefault } = {},
): Float32Array {
  const raw = Float64Array.from(item, (one) => (counts[one]! + 1) ** -power);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const limit = most * mean(raw);
  const clipped = raw.map((weight) => Math.min(limit, weight));
  const scale = mean(clipped);
  return Float32Array.from(clipped, (weight) => weight / scale);
}
