import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { JudgedCriteria } from '../../../engine/contract/criteria.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Confusion, confusionAt, edgeOf } from './criteria.ts';
import { useModerationPlace } from './moderation-place.ts';

/** Where thresholds stand while somebody tries them: one of all, and those of groups that have their own. */
export interface Trial {
  /** Of what the trial is: another policy or grouping begins anew. */
  of: string;
  threshold: number | null;
  own: Readonly<Record<string, number>>;
}

/** How long thresholds rest, in ms, before the engine is asked what they mean. */
const restsFor = 200;

/** The policies that can be looked at: those with a threshold. */
export function useCriteriaPolicies() {
  const { queries } = useWorkbench();
  const [place] = useModerationPlace();
  const query = useQuery(queries.policies.list.queryOptions());
  const policies = (query.data ?? []).filter(({ thresholds }) =>
    Object.values(thresholds).some((value) => value !== null),
  );
  return { query, policies, policy: policies.find(({ id }) => id === place.policy) ?? policies[0] ?? null };
}

/** The trial with what the engine says of it; rates follow at once, verdicts once the thresholds rest. */
export function useTrial(policy: string | null) {
  const { queries } = useWorkbench();
  const [place] = useModerationPlace();
  const by = [place.by, ...place.crossed];
  const of = JSON.stringify([policy, by]);
  const [stored, setTrial] = useState<Trial>({ of, threshold: null, own: {} });
  const trial = stored.of === of ? stored : { of, threshold: null, own: {} };
  const [rested] = useDebouncedValue(trial, restsFor);
  const asked = rested.of === of ? rested : trial;
  const group = place.reference.startsWith('group:') ? place.reference.slice(6) : undefined;
  const ask = (reference: string | undefined) => ({
    policy: policy ?? '-',
    by,
    thresholds: asked.own,
    ...(asked.threshold !== null && { threshold: asked.threshold }),
    ...(reference !== undefined && { reference }),
  });
  const query = useQuery({
    ...queries.fairness.criteria.queryOptions({ input: ask(group) }),
    enabled: policy !== null,
    placeholderData: keepPreviousData,
  });
  // What was kept from before is of other groups where the grouping changed.
  const isOther = query.data !== undefined && query.data.policy !== policy;
  const data = isOther ? undefined : query.data;
  const at = useMemo(() => (data ? standing(data, trial) : null), [data, trial]);
  // Verdicts are of the thresholds that the engine was last asked about; until it answers they are of others.
  const isStale = data !== undefined && (asked !== trial || query.isPlaceholderData);
  return { query, data, at, isStale, trial, setTrial: (change: Partial<Trial>) => setTrial({ ...trial, ...change }) };
}

/** A group as the thresholds stand. */
export interface Standing {
  group: string;
  threshold: number;
  isOwn: boolean;
  confusion: Confusion;
}

function standing({ edges, groups, threshold }: JudgedCriteria, trial: Trial): Standing[] {
  return groups.map((group) => {
    const own = trial.own[group.group];
    const from = own ?? trial.threshold ?? threshold;
    return {
      group: group.group,
      threshold: from,
      isOwn: own !== undefined,
      confusion: confusionAt(group, edgeOf(edges, from)),
    };
  });
}
