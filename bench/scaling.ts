import { type Figure, inProcess } from './measure.ts';

/** What one size took. */
export interface Scaled {
  /** Different pairs of user and item. */
  interactions: number;
  milliseconds: Record<string, number>;
  peakMegabytes: number;
}

/** Interactions drawn; pairs that come twice count once. */
const sizes = [100_000, 1_000_000, 10_000_000];

/**
 * How cost grows with data: time and peak memory at three sizes of simulated interactions, and the slope of a straight
 * line through the logarithms of both, 1 being linear.
 */
export async function scaling(): Promise<Figure[]> {
  const results: Scaled[] = [];
  for (const size of sizes) {
    process.stderr.write(`  ${size.toLocaleString('en')} interactions ...\n`);
    results.push(await inProcess<Scaled>('scaling-once.ts', [String(size)]));
  }
  const counts = results.map(({ interactions }) => interactions);
  const series = (what: string, unit: string, values: number[]): Figure[] => [
    ...values.map((value, n): Figure => {
      return { bench: 'scaling', what: `${what}, ${counts[n]!.toLocaleString('en')} interactions`, value, unit };
    }),
    { bench: 'scaling', what: `${what}, slope`, value: slope(counts, values), unit: '' },
  ];
  return [
    ...Object.keys(results[0]!.milliseconds).flatMap((name) =>
      series(
        name,
        'ms',
        results.map(({ milliseconds }) => milliseconds[name]!),
      ),
    ),
    ...series(
      'peak memory',
      'MB',
      results.map(({ peakMegabytes }) => peakMegabytes),
    ),
  ];
}

/** Of the least squares line through (ln x, ln y). */
function slope(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [x, y].map((values) => values.map(Math.log)) as [number[], number[]];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleA, middleB] = [mean(a), mean(b)];
  const above = a.reduce((sum, value, n) => sum + (value - middleA) * (b[n]! - middleB), 0);
  return above / a.reduce((sum, value) => sum + (value - middleA) ** 2, 0);
}
