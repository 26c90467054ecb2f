import type { GroupValue } from '../../../engine/contract/fairness.ts';

/** A group as a dot: a value or a ratio with its interval; null where there is nothing to draw. */
export interface Dot {
  group: string;
  n: number;
  size: GroupValue['size'];
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The mean over everybody in the groups that are shown; null where none is. */
export function overallOf(groups: readonly GroupValue[]): number | null {
  const shown = groups.filter(({ value }) => value !== null);
  const users = shown.reduce((sum, { n }) => sum + n, 0);
  return users === 0 ? null : shown.reduce((sum, { n, value }) => sum + n * value!, 0) / users;
}

/** What ratios are against: its value, and what it is called. Falls back to the overall mean where the group is gone. */
export function referenceOf(groups: readonly GroupValue[], reference: string): { name: string; value: number | null } {
  const shown = groups.filter(({ value }) => value !== null);
  const named = reference.startsWith('group:') && shown.find(({ group }) => group === reference.slice('group:'.length));
  const largest = reference === 'largest' && shown.toSorted((a, b) => b.n - a.n)[0];
  const found = named || largest;
  return found ? { name: found.group, value: found.value } : { name: 'overall', value: overallOf(groups) };
}

/** Groups as dots of their values. */
export function valueDots(groups: readonly GroupValue[]): Dot[] {
  return groups.map(({ group, n, size, value, low, high }) => ({ group, n, size, value, low, high }));
}

/**
 * Groups as dots of how many times the reference they are: 0.5 for half of it. The reference counts as known, so that
 * intervals are those of the group alone. Nothing is drawn where the reference is 0 or less.
 */
export function ratioDots(groups: readonly GroupValue[], reference: number | null): Dot[] {
  const by = (value: number | null) =>
    value === null || reference === null || reference <= 0 ? null : value / reference;
  return groups.map(({ group, n, size, value, low, high }) => ({
    group,
    n,
    size,
    value: by(value),
    low: by(low),
    high: by(high),
  }));
}

/** A ratio as a person says it: '1.25 times larger', 'equal'. */
export function timesText(ratio: number | null): string {
  if (ratio === null || ratio <= 0) return '–';
  if (Math.abs(Math.log(ratio)) < 0.005) return 'equal';
  return ratio > 1 ? `${ratio.toFixed(2)} times larger` : `${(1 / ratio).toFixed(2)} times smaller`;
}

/** Ratios that mark a logarithmic axis which reaches `most` times either way. */
export function ratioTicks(most: number): number[] {
  const steps =
    most > 8 ? [2, 5, 10, 20, 50] : most > 2.2 ? [1.5, 2, 3, 5] : most > 1.4 ? [1.25, 1.5, 2] : [1.1, 1.2, 1.3];
  const reached = steps.filter((step) => step <= most);
  return [...reached.toReversed().map((step) => 1 / step), 1, ...reached];
}
