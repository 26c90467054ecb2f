/** A range of UTF-16 units, `end` not included. */
export interface Range {
  start: number;
  end: number;
}

export interface WeightedRange extends Range {
  weight: number;
}

/** A stretch of text that is drawn in one way. */
export interface Segment {
  start: number;
  text: string;
  masked: boolean;
  /** How much the stretch raised (above 0) or lowered (below 0) the score, as a share of the strongest weight. */
  weight: number;
}

/**
 * Cuts a text at the borders of masks and weights. The segments in order always add up to the text; ranges that overlap
 * or stick out of the text are clipped; of overlapping weights the strongest counts.
 */
export function segment(text: string, masks: readonly Range[], weights: readonly WeightedRange[] = []): Segment[] {
  if (text === '') return [];
  const clip = (at: number) => Math.min(text.length, Math.max(0, Math.trunc(at)));
  const borders = new Set([0, text.length]);
  for (const { start, end } of [...masks, ...weights]) {
    borders.add(clip(start));
    borders.add(clip(end));
  }
  const strongest = weights.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
  const cuts = [...borders].sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1];
    if (end === undefined) break;
    const covers = (range: Range) => clip(range.start) <= start && clip(range.end) >= end;
    const weight = weights
      .filter(covers)
      .reduce((most, range) => (Math.abs(range.weight) > Math.abs(most) ? range.weight : most), 0);
    segments.push({
      start,
      text: text.slice(start, end),
      masked: masks.some(covers),
      weight: strongest === 0 ? 0 : weight / strongest,
    });
  }
  return segments;
}

/** The step of colour that a weight is drawn with: 0 none, then 1 to 3, negative where it lowered the score. */
export function intensity(weight: number): -3 | -2 | -1 | 0 | 1 | 2 | 3 {
  const size = Math.abs(weight);
  const step = size < 0.08 ? 0 : size < 0.35 ? 1 : size < 0.7 ? 2 : 3;
  return (weight < 0 && step > 0 ? -step : step) as -3 | -2 | -1 | 0 | 1 | 2 | 3;
}
