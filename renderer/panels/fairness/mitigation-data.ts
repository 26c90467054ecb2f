import { useQuery } from '@tanstack/react-query';
import type { Mitigation, MitigationPoint } from '../../../engine/contract/mitigation.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { pointKey } from './mitigation-words.ts';
import { usePlace } from './place.ts';

const none: readonly Mitigation[] = [];

/** What was tried, newest first, and the one that is read. */
export function useMitigations() {
  const { queries } = useWorkbench();
  const query = useQuery(queries.fairness.mitigations.queryOptions({ input: { limit: 100 } }));
  const [chosen] = usePlace('mitigation');
  const rows = query.data?.rows ?? none;
  return { ...query, rows, current: rows.find(({ id }) => id === chosen) ?? rows[0] };
}

/** The point that is looked at: the one chosen; none where it is not of the mitigation that is read. */
export function usePoint(of: Mitigation | undefined): [MitigationPoint | undefined, (point: MitigationPoint) => void] {
  const [key, setKey] = usePlace('point');
  return [of?.points.find((point) => pointKey(point) === key), (point) => setKey(pointKey(point))];
}

/** The jobs that mitigate, newest first. */
export function useMitigationJobs() {
  const { data = [] } = useQuery(useWorkbench().queries.jobs.list.queryOptions());
  return data.filter(({ kind }) => kind === 'mitigate');
}
