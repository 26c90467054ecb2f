import { StewardError } from '../../../contract/errors.ts';
import { byTime } from '../features/counters.ts';
import type { FeatureInteractions, Impressions, LabelledImpressions, SourceScores } from '../features/data.ts';
import type { Samples } from './samples.ts';

export interface LabelOptions {
  /** What counts as a success: 'view', 'like', 'purchase'. */
  kinds: readonly string[];
  /** A success belongs to an impression for so long, in milliseconds; a day by default. */
  horizon?: number;
}

const dayLength = 86_400_000;

/**
 * Says of each impression when the user first did one of these things with the item, at or after it, within the horizon
 * and before the item was shown to them again: an interaction belongs to the latest impression before it alone.
 * BAD_INPUT where interactions have no times or kinds.
 */
export function labelImpressions(
  impressions: Impressions,
  interactions: FeatureInteractions,
  { kinds, horizon = dayLength }: LabelOptions,
): LabelledImpressions {
  const { user, item, time, kind, items } = interactions;
  if (time === null || kind === null) {
    throw new StewardError('BAD_INPUT', 'Interactions without times and kinds say nothing of impressions.', {
      advice: 'Import interactions with both.',
    });
  }
  const wanted = new Set(kinds.map((name) => interactions.kinds.row(name)));
  const shown = new Map<number, number[]>();
  for (const at of byTime(impressions.time)) {
    const key = impressions.user[at]! * items.size + impressions.item[at]!;
    const places = shown.get(key);
    if (places) places.push(at);
    else shown.set(key, [at]);
  }
  const openedAt = new Float64Array(impressions.time.length).fill(Number.NaN);
  for (let n = 0; n < user.length; n++) {
    if (!wanted.has(kind[n]!)) continue;
    const places = shown.get(user[n]! * items.size + item[n]!) ?? [];
    const latest = places.findLast((at) => impressions.time[at]! <= time[n]!);
    if (latest === undefined || time[n]! - impressions.time[latest]! > horizon) continue;
    if (!(openedAt[latest]! <= time[n]!)) openedAt[latest] = time[n]!;
  }
  return { ...impressions, openedAt };
}

/**
 * Rows of impressions: positive where the wanted thing came of it. `knownUntil` leaves out those whose horizon was not
 * over by then, which would be negative for want of time.
 */
export function samplesOfImpressions(
  impressions: LabelledImpressions,
  { knownUntil = Number.POSITIVE_INFINITY, horizon = dayLength } = {},
): Samples & { position: Int32Array; request: Int32Array } {
  const { time, openedAt } = impressions;
  const all = Int32Array.from(time.keys());
  const known = all.filter((at) => time[at]! + horizon <= knownUntil);
  const pick = (from: Int32Array) => known.map((at) => from[at]!);
  return {
    user: pick(impressions.user),
    item: pick(impressions.item),
    time: Float64Array.from(known, (at) => time[at]!),
    position: pick(impressions.position),
    request: pick(impressions.request),
    ...(impressions.device && { device: pick(impressions.device) }),
    ...(impressions.sources && { sources: sourcesOf(impressions.sources, time.length, known) }),
    label: Uint8Array.from(known, (at) => Number(!Number.isNaN(openedAt[at]!))),
  };
}

function sourcesOf({ score, rank }: SourceScores, rows: number, known: Int32Array): SourceScores {
  const count = rank.length / Math.max(1, rows);
  const pick = (from: Float32Array) =>
    Float32Array.from(
      { length: known.length * count },
      (_, n) => from[known[Math.floor(n / count)]! * count + (n % count)]!,
    );
  return { score: pick(score), rank: pick(rank) };
}
