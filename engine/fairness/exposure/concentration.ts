import { gini } from '../../evaluate/metrics/beyond.ts';

type Amounts = Int32Array | Float64Array;

/**
 * Gini of amounts an item, under the conventions that are met in the field: over the whole catalogue divided by n
 * (LensKit, RecBole, and `gini` of an evaluation) or by n - 1 (holisticai, so that 1 can be reached), and over the items
 * that were shown alone, by n - 1 (Evidently), which hides those that never were. All 0 where all have the same, null
 * where nothing was shown.
 */
export interface GiniFigures {
  catalogue: number | null;
  catalogueUnbiased: number | null;
  shownOnly: number | null;
}

export function giniFigures(amounts: Amounts): GiniFigures {
  const shown = amounts.filter((amount) => amount > 0);
  const unbiased = (of: Amounts) => (of.length > 1 ? orNull((gini(of) * of.length) / (of.length - 1)) : null);
  return { catalogue: orNull(gini(amounts)), catalogueUnbiased: unbiased(amounts), shownOnly: unbiased(shown) };
}

/** Shannon's entropy of shares p of a total, -sum of p ln p, in nats; `evenness` divides it by ln n. Null without a total. */
export function entropyOf(amounts: Amounts): { nats: number; evenness: number | null } | null {
  let total = 0;
  for (const amount of amounts) total += amount;
  if (total === 0) return null;
  let nats = 0;
  for (const amount of amounts) if (amount > 0) nats -= (amount / total) * Math.log(amount / total);
  return { nats, evenness: amounts.length > 1 ? nats / Math.log(amounts.length) : null };
}

/** A point of a Lorenz curve: this share of the items, those with least first, has this share of all. */
export interface LorenzPoint {
  items: number;
  share: number;
}

/** A Lorenz curve in at most `points` steps, from (0, 0) to (1, 1); empty where there is nothing to share. */
export function lorenz(amounts: Amounts, points = 100): LorenzPoint[] {
  const sorted = amounts.slice().sort();
  const n = sorted.length;
  let total = 0;
  for (const amount of sorted) total += amount;
  if (total === 0) return [];
  const steps = Math.min(points, n);
  const curve: LorenzPoint[] = [{ items: 0, share: 0 }];
  let [at, sum] = [0, 0];
  for (let step = 1; step <= steps; step++) {
    for (const end = Math.round((step * n) / steps); at < end; at++) sum += sorted[at]!;
    curve.push({ items: at / n, share: sum / total });
  }
  return curve;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
