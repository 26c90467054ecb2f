import { useMutation } from '@tanstack/react-query';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { useVersions } from './data.ts';
import { latestActive, previousOf } from './versions.ts';

/** Making versions active, and taking that back: the one before becomes active again. */
export function useActivation() {
  const { queries, cache } = useWorkbench();
  const { data: versions = [] } = useVersions();
  const latest = latestActive(versions);
  /** What `z` puts back: the version before the latest activation, in whichever slot that was. */
  const previous = latest ? previousOf(versions, latest) : null;
  const activate = useMutation(
    queries.models.activate.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.models.versions.key() }),
      onError: tellProblem,
    }),
  );
  return {
    activate: (version: ModelVersion) => {
      if (version.state !== 'active' && !version.problem) activate.mutate({ id: version.id });
    },
    previous,
    undo: () => {
      if (previous) activate.mutate({ id: previous.id });
    },
  };
}
