import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { goTo } from '../../app/route.ts';
import { RunningJobs, useRunningJobs } from '../../app/running-jobs.tsx';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { Empty, Waiting } from '../../ui/states.tsx';
import type { DeskState } from './desk.ts';
import styles from './triage.module.css';
import type { TriageView } from './use-desk.ts';

/** In place of an item: why there is none, and the one thing that would bring some. */
export function NothingOpen({
  state,
  view,
  onView,
}: {
  state: DeskState;
  view: TriageView;
  onView: (view: TriageView) => void;
}) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.review.queues.queryOptions());
  const { data: stats } = useQuery(queries.review.stats.queryOptions());
  const run = useMutation(queries.moderation.run.mutationOptions({ onError: tellProblem }));
  const filling = useRunningJobs(['demo', 'import', 'moderate']);
  const other = data?.queues.find(({ queue, open }) => queue !== view.queue && open > 0);
  return (
    <div className={styles.nothing}>
      {!state.loaded || !data || !stats ? (
        <Waiting />
      ) : view.policy ? (
        <Empty
          title="Nothing here under this policy"
          action={<Button onClick={() => onView({ ...view, policy: null })}>Show all policies</Button>}
        />
      ) : filling.length > 0 && (stats.content === 0 || data.intake.waiting > 0) ? (
        <div className={styles.filling}>
          <RunningJobs jobs={filling} />
        </div>
      ) : stats.content === 0 ? (
        <Empty
          title="No posts yet"
          action={
            <Button variant="filled" onClick={() => goTo('data')}>
              Import a file
            </Button>
          }
        >
          A CSV, TSV or JSONL file with a column of text is enough, for example one post a line.
        </Empty>
      ) : data.intake.waiting > 0 ? (
        <Empty
          title={`${counted(data.intake.waiting, 'post')} not scored yet`}
          action={
            <Button variant="filled" loading={run.isPending} onClick={() => run.mutate({})}>
              Score what waits
            </Button>
          }
        >
          What scores above a policy’s threshold comes into the queues.
        </Empty>
      ) : other ? (
        <Empty
          title={`The ${view.queue} queue is empty`}
          action={
            <Button variant="filled" onClick={() => onView({ ...view, queue: other.queue })}>
              Go to the {other.queue} queue ({other.open})
            </Button>
          }
        >
          New posts come in here by themselves.
        </Empty>
      ) : (
        <Empty title="All queues are empty" action={<Button onClick={() => goTo('data')}>Import a file</Button>}>
          Everything that was proposed has been decided.
        </Empty>
      )}
    </div>
  );
}
