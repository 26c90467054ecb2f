import type { FeedReasonValue } from './pool.ts';

/** What the second pass makes a score of; each between 0 and 1. */
export interface Features {
  /** How likely the model finds it among these candidates; NaN where it has no score for it. */
  readonly model: number;
  /** How well the sources agree on it: its merged score, by rank or by chance, as a share of the best one's. */
  readonly agreement: number;
  /** How often it was met, on a logarithmic scale. */
  readonly popularity: number;
}

/** The shares of the features, where the model has scores and where it has none. */
export const shares = {
  withModel: { model: 0.7, agreement: 0.15, popularity: 0.15 },
  without: { model: 0, agreement: 0.7, popularity: 0.3 },
} as const;

/** What an item that the model does not know counts as, where it knows the others: less than the middle. */
const unknownItem = 0.4;

/**
 * Brings the scores of a model to 0..1 over these candidates: a logistic curve of (score - mean) / deviation, so that
 * models of different scales can be mixed with the rest. NaN stays NaN.
 */
export function calibrated(scores: Float32Array): Float64Array {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (Number.isNaN(score)) continue;
    n += 1;
    sum += score;
    squares += score * score;
  }
  const mean = sum / Math.max(1, n);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, n) - mean * mean));
  const likely = new Float64Array(scores.length);
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    likely[at] = deviation > 0 || Number.isNaN(score) ? 1 / (1 + Math.exp(-(score - mean) / deviation)) : 0.5;
  }
  return likely;
}

/** The score of the second pass, 0..1. */
export function blend(features: Features, hasModel: boolean): number {
  const { model, agreement, popularity } = hasModel ? shares.withModel : shares.without;
  const own = model * (Number.isNaN(features.model) ? unknownItem : features.model);
  return own + agreement * features.agreement + popularity * features.popularity;
}

/** What a blended score is the sum of; parts that are nothing are left out. */
export function blendParts(features: Features, hasModel: boolean): FeedReasonValue[] {
  const { model, agreement, popularity } = hasModel ? shares.withModel : shares.without;
  return [
    { kind: 'model' as const, value: model * (Number.isNaN(features.model) ? unknownItem : features.model) },
    { kind: 'agreement' as const, value: agreement * features.agreement },
    { kind: 'popularity' as const, value: popularity * features.popularity },
  ].filter(({ value }) => value > 0);
}
