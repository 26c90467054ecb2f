import { useQuery } from '@tanstack/react-query';
import { useWorkbench } from '../../app/workbench.tsx';
import { useRuns } from './data.ts';
import { type Pair, usePlace } from './place.ts';

/**
 * The two runs that are face to face. Where none were picked, the first two marked ones are; a run that is gone counts as
 * not picked.
 */
export function usePair() {
  const { queries } = useWorkbench();
  const { rows, data } = useRuns();
  const [marks] = usePlace('marks');
  const [stored, setPair] = usePlace('pair');
  const isKnown = (id: number | null) => id !== null && (!data || rows.some((run) => run.id === id));
  const isUnpicked = stored.a === null && stored.b === null;
  const a = isUnpicked ? (marks[0] ?? null) : stored.a;
  const b = isUnpicked ? (marks[1] ?? null) : stored.b;
  const pair: Pair = { ...stored, a: isKnown(a) ? a : null, b: isKnown(b) ? b : null };
  const isReady = pair.a !== null && pair.b !== null && pair.a !== pair.b;
  const comparison = useQuery({
    ...queries.models.compare.queryOptions({ input: { a: pair.a ?? 1, b: pair.b ?? 1 } }),
    enabled: isReady,
  });
  return { pair, setPair: (change: Partial<Pair>) => setPair({ ...pair, ...change }), comparison, isReady };
}

/** At most so many users come for the point-by-point view; the largest differences come first. */
const mostUsers = 20_000;

/** The users of both runs with their values of the metric that is looked at, largest difference first. */
export function useComparedUsers() {
  const { queries } = useWorkbench();
  const { pair, isReady, comparison } = usePair();
  return useQuery({
    ...queries.models.compareUsers.queryOptions({
      input: { a: pair.a ?? 1, b: pair.b ?? 1, metric: pair.metric, limit: mostUsers },
    }),
    enabled: isReady && comparison.data !== undefined && comparison.data.problem === null,
  });
}
