import type { Metric } from '../contract/index.ts';
import type { Interval } from '../evaluate/bootstrap.ts';
import type { ModelRun } from './run.ts';

/** All figures of a run. One that nobody has a value of is left out. */
export function metricsOf({ metrics, ranking }: Pick<ModelRun, 'metrics' | 'ranking'>): Record<string, Metric> {
  const { coverage, gini } = ranking.overall;
  const n = ranking.users.length;
  const all: [string, Metric][] = [
    ...Object.entries(metrics).map(([name, interval]): [string, Metric] => [name, metricOf(interval)]),
    ['coverage', { mean: coverage, low: null, high: null, n }],
    ['gini', { mean: gini, low: null, high: null, n }],
  ];
  return Object.fromEntries(all.filter(([, { mean }]) => Number.isFinite(mean)));
}

function metricOf({ mean, low, high, users }: Interval): Metric {
  return { mean, low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null, n: users };
}
