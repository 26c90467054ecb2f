import { useQuery } from '@tanstack/react-query';
import { useWorkbench } from '../../app/workbench.tsx';
import { metricName } from '../models/metrics.ts';

/** Names a metric with the k of the run that measured it, where that run is still there. */
export function useMetricName(): (metric: string, run: number | null) => string {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.models.runs.queryOptions({ input: { limit: 5000 } }));
  return (metric, run) => metricName(metric, data?.rows.find(({ id }) => id === run)?.protocol.k ?? null);
}
