import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { auditMetrics, type Run } from '../../contract/index.ts';
import { placeOf } from '../../recommend/histories.ts';
import type { Store } from '../../store/store.ts';
import { presentRun } from '../present-run.ts';

const metricPart = 'metric:';

/** What one run measured of each user. */
export interface Subject {
  readonly run: Run;
  /** The run's name; with its number where several have that name. */
  readonly name: string;
  /** Rows of the data, in the order of the run; users who are gone since are left out. */
  readonly users: Int32Array;
  /** By metric, in the order of `users`; NaN where a metric is not defined for one. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** users x k rows of items; -1 in empty places and for items that are gone since. */
  readonly lists: Int32Array;
  readonly k: number;
}

/** The runs that an audit names. NOT_FOUND for one that is not there, BAD_INPUT for one that cannot be audited. */
export function readSubjects(store: Store, data: CatalogData, ids: readonly number[]): Subject[] {
  const runs = ids.map((id) => presentRun(store, data, id, 'runs'));
  return runs.map((run) => {
    const isAlone = runs.filter(({ name }) => name === run.name).length === 1;
    return subjectOf(store, data, run, isAlone ? run.name : `${run.name} (run ${run.id})`);
  });
}

/**
 * The metrics to audit: those asked for, or all that can be audited and every subject has. `derived` are made of the lists
 * later, for every subject. BAD_INPUT for one that a subject does not have.
 */
export function metricsFor(
  subjects: readonly Subject[],
  asked: readonly string[],
  derived: readonly string[],
): string[] {
  for (const metric of asked) {
    if (derived.includes(metric)) continue;
    const without = subjects.find(({ values }) => !(metric in values));
    if (!without) continue;
    throw new StewardError('BAD_INPUT', `Run ${without.run.id} has no values of users for '${metric}'.`, {
      advice: `It has: ${[...Object.keys(without.values), ...derived].join(', ')}.`,
      place: { field: 'metrics' },
    });
  }
  if (asked.length > 0) return [...asked];
  return auditMetrics.filter((metric) => derived.includes(metric) || subjects.every(({ values }) => metric in values));
}

function subjectOf({ runs }: Store, { userRows, itemRows }: CatalogData, run: Run, name: string): Subject {
  const numbers = runs.ints(run.id, 'users') ?? new Int32Array(0);
  const rows = numbers.map((number) => placeOf(userRows, number));
  const kept = Int32Array.from(rows.keys()).filter((at) => rows[at]! >= 0);
  const k = run.protocol.k;
  const lists = runs.ints(run.id, 'lists') ?? new Int32Array(0);
  const names = runs.partNames(run.id).filter((part) => part.startsWith(metricPart));
  const values = names.map((part) => {
    const all = runs.floats(run.id, part)!;
    return [part.slice(metricPart.length), Float64Array.from(kept, (at) => all[at]!)] as const;
  });
  return {
    run,
    name,
    users: kept.map((at) => rows[at]!),
    values: Object.fromEntries(values),
    lists: Int32Array.from({ length: kept.length * k }, (_, n) => {
      const item = lists[kept[Math.floor(n / k)]! * k + (n % k)]!;
      return item < 0 ? -1 : placeOf(itemRows, item);
    }),
    k,
  };
}
