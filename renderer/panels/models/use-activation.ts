import { useMutation } from '@tanstack/react-query';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import { tell, tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { useVersions } from './data.ts';
import { previousOf, versionName } from './versions.ts';

/** Making versions active, and taking that back: the one before becomes active again. */
export function useActivation() {
  const { queries, cache } = useWorkbench();
  const { data: versions = [] } = useVersions();
  const activate = useMutation(
    queries.models.activate.mutationOptions({
      onSuccess: async (version) => {
        await cache.invalidateQueries({ queryKey: queries.models.versions.key() });
        tell(`${versionName(version)} is active now`, 'z puts the one before back');
      },
      onError: tellProblem,
    }),
  );
  const begin = (version: ModelVersion) => {
    if (version.state !== 'active' && !version.problem) activate.mutate({ id: version.id });
  };
  /** The version that `z` would put back: the one before the latest activation, in any slot. */
  const latest = versions
    .filter(({ state }) => state === 'active')
    .sort((a, b) => (b.activatedAt ?? 0) - (a.activatedAt ?? 0))[0];
  const previous = latest ? previousOf(versions, latest) : null;
  return {
    activate: begin,
    isBusy: activate.isPending,
    previous,
    undo: () => {
      if (previous) activate.mutate({ id: previous.id });
    },
  };
}
