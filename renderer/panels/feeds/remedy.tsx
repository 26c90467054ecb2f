import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { FeedPartRemedy } from '../../../engine/contract/feed-result.ts';
import { useRunningJobs } from '../../app/running-jobs.tsx';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { useFeeds } from './feeds-context.tsx';
import styles from './why.module.css';

interface Starting {
  start: () => void;
  isRunning: boolean;
  progress: string | null;
}

/** Has the texts of items embedded; the job shows its progress at the top, where it can be stopped and gone on with. */
export function useEmbedItems(): Starting {
  const { client } = useWorkbench();
  return useStarting('embed-items', () => client.feeds.embedItems());
}

/** Has it found out what the scores of sources are worth, with the model of the slot of the feed that the knobs turn. */
export function useCalibrateSources(): Starting {
  const { client } = useWorkbench();
  const { current } = useFeeds();
  return useStarting('calibrate-sources', () => client.feeds.calibrate({ slot: current.config?.slot }));
}

function useStarting(kind: FeedPartRemedy, begin: () => Promise<unknown>): Starting {
  const { queries, cache } = useWorkbench();
  const [job] = useRunningJobs([kind]);
  const start = useMutation({
    mutationFn: begin,
    onSuccess: () => cache.invalidateQueries({ queryKey: queries.jobs.list.key() }),
    onError: tellProblem,
  });
  return {
    start: () => start.mutate(),
    isRunning: start.isPending || job !== undefined,
    progress: job?.message ?? null,
  };
}

/** Beside a part that is absent, or not whole, without: starts it, and says how far it is. */
export function Remedy({ remedy }: { remedy: FeedPartRemedy }) {
  const [embedding, calibrating] = [useEmbedItems(), useCalibrateSources()];
  const isEmbedding = remedy === 'embed-items';
  const { start, isRunning, progress } = isEmbedding ? embedding : calibrating;
  return (
    <span className={styles.remedy} role="status">
      <Button
        size="compact-xs"
        disabled={isRunning}
        leftSection={<IconPlayerPlay size={13} aria-hidden />}
        onClick={start}
      >
        {isEmbedding ? 'Embed texts' : 'Calibrate'}
      </Button>
      {progress !== null && <span className="dim">{progress || 'starting'}</span>}
    </span>
  );
}
