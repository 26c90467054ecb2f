import { useMutation, useQuery } from '@tanstack/react-query';
import type { Ranker } from '../../../engine/contract/rankers.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { usePlace, useTab } from './place.ts';

/** The first field of the form, where the focus goes when it comes up. */
export const firstFieldId = 'ranker-first-field';

/** All rankers, newest first. */
export function useRankers() {
  return useQuery(useWorkbench().queries.rankers.list.queryOptions());
}

/** The ranker that is looked at: the chosen one, otherwise an active one, otherwise the newest. */
export function useChosenRanker(): Ranker | undefined {
  const { data = [] } = useRankers();
  const [chosen] = usePlace('ranker');
  return data.find(({ id }) => id === chosen) ?? data.find(({ state }) => state === 'active') ?? data[0];
}

/** Putting rankers to use in their slots, and taking them out of it. */
export function useRankerStates() {
  const { queries, cache } = useWorkbench();
  const after = {
    onSuccess: () => cache.invalidateQueries({ queryKey: queries.rankers.list.key() }),
    onError: tellProblem,
  };
  const activate = useMutation(queries.rankers.activate.mutationOptions(after));
  const retire = useMutation(queries.rankers.retire.mutationOptions(after));
  return {
    activate: (ranker: Ranker) => {
      if (ranker.state !== 'active' && !ranker.problem) activate.mutate({ id: ranker.id });
    },
    retire: (ranker: Ranker) => {
      if (ranker.state === 'active') retire.mutate({ id: ranker.id });
    },
  };
}

/** Brings the form up, from wherever a person is. */
export function useStartRanker(): () => void {
  const [, setView] = usePlace('rankerView');
  const [, go] = useTab();
  return () => {
    setView('form');
    go('rankers');
    focusSoon(firstFieldId);
  };
}
