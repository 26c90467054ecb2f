import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useWorkbench } from '../../app/workbench.tsx';

/**
 * Whether a job is filling the catalog just now. What is counted over all of it then waits: it would be counted anew
 * with every batch, in the time that the job needs.
 */
export function useIsFilling(): boolean {
  const { queries } = useWorkbench();
  const { data = false } = useQuery({
    ...queries.jobs.list.queryOptions(),
    select: (jobs) =>
      jobs.some(({ state, kind }) => state === 'running' && (kind === 'import-data' || kind === 'demo')),
  });
  return data;
}

/** What the catalog holds; while it is being filled, what it held before. */
export function useSummary() {
  const { queries } = useWorkbench();
  const isFilling = useIsFilling();
  return useQuery({ ...queries.catalog.summary.queryOptions(), enabled: (query) => !isFilling || !query.state.data });
}

/** Users or items whose id or title begins with `text`; what was found before stays until there is an answer. */
export function useFind(input: { subject: 'user' | 'item'; text: string; limit: number }) {
  const { queries } = useWorkbench();
  const isFilling = useIsFilling();
  return useQuery({
    ...queries.catalog.find.queryOptions({ input }),
    enabled: (query) => !isFilling || !query.state.data,
    placeholderData: keepPreviousData,
  });
}
