import type { AuditCell } from '../../../engine/contract/fairness.ts';
import type { Run } from '../../../engine/contract/models.ts';

/** A run as a point: how good it is overall against how unequal, both with intervals where they are known. */
export interface RunPoint {
  key: string;
  subject: string;
  overall: number;
  overallLow: number | null;
  overallHigh: number | null;
  gap: number;
  gapLow: number | null;
  gapHigh: number | null;
  n: number;
  /** Whether no other run is at least as good in both and better in one. */
  isBest: boolean;
}

/** The runs that have a gap for a metric by a grouping. Intervals of gaps are those of the pair of groups farthest apart. */
export function runPoints(
  cells: readonly AuditCell[],
  runs: readonly Run[],
  metric: string,
  grouping: string,
  better: 'higher' | 'lower' | 'neither',
): RunPoint[] {
  const points = cells.flatMap((cell) => {
    const isAsked = cell.side === 'people' && cell.stratum === null;
    if (!isAsked || cell.metric !== metric || cell.grouping !== grouping || cell.gap === null) return [];
    const overall = runs.find(({ id }) => id === cell.run)?.metrics[metric];
    if (!overall) return [];
    const [gapLow, gapHigh] = gapRange(cell);
    const { mean, low, high, n } = overall;
    return [
      {
        key: cell.key,
        subject: cell.subject,
        overall: mean,
        overallLow: low,
        overallHigh: high,
        gap: cell.gap,
        gapLow,
        gapHigh,
        n,
      },
    ];
  });
  const sign = better === 'lower' ? -1 : 1;
  const beats = (a: (typeof points)[number], b: (typeof points)[number]) =>
    sign * a.overall >= sign * b.overall && a.gap <= b.gap && (a.overall !== b.overall || a.gap < b.gap);
  return points.map((point) => ({ ...point, isBest: !points.some((other) => beats(other, point)) }));
}

function gapRange({ groups, pairs }: AuditCell): [number | null, number | null] {
  const shown = groups.filter(({ value }) => value !== null).toSorted((a, b) => a.value! - b.value!);
  const [low, high] = [shown[0]?.group, shown.at(-1)?.group];
  const pair = pairs.find(({ a, b }) => (a === low && b === high) || (a === high && b === low));
  if (!pair || pair.low === null || pair.high === null) return [null, null];
  // A gap has no sign: an interval that crosses zero begins at zero.
  return pair.difference >= 0 ? [Math.max(0, pair.low), pair.high] : [Math.max(0, -pair.high), -pair.low];
}
