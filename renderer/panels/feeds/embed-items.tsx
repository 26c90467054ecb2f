import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRunningJobs } from '../../app/running-jobs.tsx';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import styles from './why.module.css';

/** Has the texts of items embedded; the job shows its progress at the top, where it can be stopped and gone on with. */
export function useEmbedItems(): { start: () => void; isRunning: boolean; progress: string | null } {
  const { queries, cache } = useWorkbench();
  const [job] = useRunningJobs(['embed-items']);
  const start = useMutation(
    queries.feeds.embedItems.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.jobs.list.key() }),
      onError: tellProblem,
    }),
  );
  return {
    start: () => start.mutate(),
    isRunning: start.isPending || job !== undefined,
    progress: job?.message ?? null,
  };
}

/** Beside the source that is absent without: starts the embedding, and says how far it is. */
export function EmbedItems() {
  const { start, isRunning, progress } = useEmbedItems();
  return (
    <span className={styles.remedy} role="status">
      <Button
        size="compact-xs"
        disabled={isRunning}
        leftSection={<IconPlayerPlay size={13} aria-hidden />}
        onClick={start}
      >
        Embed texts
      </Button>
      {progress !== null && <span className="dim">{progress || 'starting'}</span>}
    </span>
  );
}
