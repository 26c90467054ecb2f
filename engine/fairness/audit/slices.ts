import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { groupingAt } from '../../catalog/interactions/groups.ts';
import type { SliceSearch as Answer, AuditSpec } from '../../contract/index.ts';
import { inWorker } from '../../numeric/parallel.ts';
import type { Store } from '../../store/store.ts';
import { checkSpec } from './plan.ts';
import type { SliceRequest, SliceSearch } from './worst-slices.ts';

/** Slices that are handed out: nobody reads more. */
const mostSlices = 20;

/** What is searched, beside what the audit says. */
export interface SliceQuery {
  run: number;
  metric: string;
  worse: 'low' | 'high';
  /** Crosses of up to so many attributes are slices too. */
  depth: number;
}

/**
 * The groups of an audit's attributes and of their crosses that a run serves worst, searched on a thread. NOT_FOUND where
 * there is no such run, BAD_INPUT where it cannot be audited on the present data.
 */
export async function searchSlices(
  store: Store,
  data: CatalogData,
  spec: AuditSpec,
  { run, metric, worse, depth }: SliceQuery,
  signal?: AbortSignal,
): Promise<Answer> {
  const { draws, seed, hideBelow } = spec;
  const asked: AuditSpec = { ...spec, sides: ['people'], runs: [run], metrics: [metric], control: null };
  const { subjects, groupings } = checkSpec(store, data, { ...asked, intersections: depth });
  const { users, values } = subjects[0]!;
  const request: SliceRequest = {
    values: values[metric]!,
    groupings: groupings.map((grouping) => groupingAt(grouping, users)),
    least: hideBelow,
    worse,
    draws,
    seed,
  };
  const worker = new URL('./slices-worker.ts', import.meta.url);
  const found = await inWorker<SliceRequest, SliceSearch>(worker, request, { signal });
  return { ...found, draws, seed, slices: found.slices.slice(0, mostSlices) };
}
