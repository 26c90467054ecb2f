import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Run } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { holdBack } from './run-filter.ts';

/** As many runs as are ever on the screen; filtering and sorting look at all of them. */
const mostRuns = 5000;

const none: readonly Run[] = [];

/** All runs, newest first. */
export function useRuns() {
  const { queries } = useWorkbench();
  const query = useQuery(queries.models.runs.queryOptions({ input: { limit: mostRuns } }));
  return { ...query, rows: query.data?.rows ?? none, total: query.data?.total ?? 0 };
}

/** What the workspace holds to learn from. */
export function useData() {
  return useQuery(useWorkbench().queries.catalog.summary.queryOptions());
}

/** Every algorithm there is, with its parameters. They come with the engine and never change. */
export function useAlgorithms() {
  return useQuery(useWorkbench().queries.models.algorithms.queryOptions());
}

/** All versions, newest first. */
export function useVersions() {
  return useQuery(useWorkbench().queries.models.versions.queryOptions());
}

/** The runs as they stand on the screen: what arrives while somebody looks waits until it is asked for. */
export function useSettledRuns(rows: readonly Run[]) {
  const [seen, setSeen] = useState<ReadonlySet<number>>(() => new Set());
  const latest = useRef(rows);
  latest.current = rows;
  const { shown, fresh } = useMemo(() => holdBack(rows, seen), [rows, seen]);
  useEffect(() => {
    if (fresh === 0 && rows.length !== seen.size) setSeen(new Set(rows.map(({ id }) => id)));
  }, [rows, fresh, seen]);
  return { shown, fresh, showFresh: () => setSeen(new Set(latest.current.map(({ id }) => id))) };
}
