import { useMutation } from '@tanstack/react-query';
import type { WorkspaceState } from '../../engine/contract/workspace.ts';
import type { Client } from './client.ts';
import { useWorkbench } from './workbench.tsx';

/** The workspace while it is open, with its name and folder. */
export type OpenWorkspace = Extract<WorkspaceState, { state: 'open' }>;

/** One backup as the engine lists it. */
export type BackupFile = Awaited<ReturnType<Client['workspace']['backups']>>[number];

/** Opening, creating and closing workspaces; the state on the screen follows the engine's answer at once. */
export function useWorkspaceActions() {
  const { queries, cache } = useWorkbench();
  const onSuccess = (state: WorkspaceState) => {
    cache.setQueryData(queries.workspace.state.queryKey(), state);
    void cache.invalidateQueries();
  };
  return {
    open: useMutation(queries.workspace.open.mutationOptions({ onSuccess })),
    create: useMutation(queries.workspace.create.mutationOptions({ onSuccess })),
    demo: useMutation(queries.workspace.demo.mutationOptions({ onSuccess })),
    close: useMutation(queries.workspace.close.mutationOptions({ onSuccess })),
    restore: useMutation(queries.workspace.restore.mutationOptions({ onSuccess: ({ state }) => onSuccess(state) })),
  };
}
