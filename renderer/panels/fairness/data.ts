import { useQuery } from '@tanstack/react-query';
import type { Audit, AuditSummary } from '../../../engine/contract/fairness.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { usePlace } from './place.ts';

const none: readonly AuditSummary[] = [];

/** The audits that were made, newest first. */
export function useAudits() {
  const { queries } = useWorkbench();
  const query = useQuery(queries.fairness.audits.queryOptions({ input: { limit: 500 } }));
  return { ...query, rows: query.data?.rows ?? none, total: query.data?.total ?? 0 };
}

/** The audit that is read: the one chosen, or the newest where none was or it is gone. */
export function useAudit() {
  const { queries } = useWorkbench();
  const { rows, data, error, refetch } = useAudits();
  const [chosen] = usePlace('audit');
  const id = rows.find((row) => row.id === chosen)?.id ?? rows[0]?.id ?? null;
  const query = useQuery({ ...queries.fairness.read.queryOptions({ input: { id: id ?? 1 } }), enabled: id !== null });
  return {
    id,
    audit: (id === null ? undefined : query.data) as Audit | undefined,
    hasNone: data !== undefined && rows.length === 0,
    error: error ?? query.error,
    refetch: () => void (error ? refetch() : query.refetch()),
  };
}

/** What users of the workspace can be grouped by. */
export function useGroupings() {
  return useQuery(useWorkbench().queries.fairness.groupings.queryOptions());
}

/** The jobs that audit, newest first. */
export function useAuditJobs() {
  const { data = [] } = useQuery(useWorkbench().queries.jobs.list.queryOptions());
  return data.filter(({ kind }) => kind === 'fairness-audit');
}
