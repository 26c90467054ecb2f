import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPause, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Job } from '../../../engine/contract/jobs.ts';
import { estimate } from '../../app/jobs.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { age, count } from '../../ui/format.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { trainKinds, useStart } from './use-start.ts';

const trainingKinds: readonly Job['kind'][] = ['evaluate', 'tune', 'fit'];

/** The jobs that train models or, where these kinds are asked for, others; newest first. */
export function useTrainJobs(kinds: readonly Job['kind'][] = trainingKinds) {
  const { queries } = useWorkbench();
  const query = useQuery(queries.jobs.list.queryOptions());
  const jobs = (query.data ?? []).filter(({ kind }) => kinds.includes(kind));
  return { ...query, jobs };
}

/** Left: what can be started, and what was. */
export function TrainSubject() {
  const { jobs } = useTrainJobs();
  const [draft] = usePlace('draft');
  const start = useStart();
  const [job, setJob] = usePlace('job');
  return (
    <section className={styles.subject} aria-label="Train">
      <h2 className={styles.heading}>Start</h2>
      {trainKinds.map(({ id, key, name, about }) => (
        <button
          key={id}
          type="button"
          className={train.choice}
          aria-current={job === null && draft.kind === id}
          aria-keyshortcuts={key}
          onClick={() => start(id)}
        >
          <span className={train.choiceHead}>
            <b>{name}</b> <kbd aria-hidden>{key}</kbd>
          </span>
          <span className="dim">{about}</span>
        </button>
      ))}
      <StartedJobs jobs={jobs} chosen={job} onChoose={setJob} />
    </section>
  );
}

/** The jobs that were started, each with how far it is or how it ended. */
export function StartedJobs({
  jobs,
  chosen,
  onChoose,
}: {
  jobs: readonly Job[];
  chosen: number | null;
  onChoose: (id: number) => void;
}) {
  return (
    <>
      <h2 className={styles.heading}>
        Started <span className="dim">{count(jobs.length)}</span>
      </h2>
      {jobs.length === 0 && (
        <p className="dim">Jobs show here while they work, with their curves, and how they ended.</p>
      )}
      {jobs.map((entry) => (
        <button
          key={entry.id}
          type="button"
          className={train.choice}
          aria-current={chosen === entry.id}
          onClick={() => onChoose(entry.id)}
        >
          <span className={train.choiceHead}>
            <JobIcon state={entry.state} />
            <span className={styles.chipText}>{entry.title}</span>
          </span>
          <span className="dim">
            {entry.state === 'running'
              ? estimate(entry) || 'running'
              : `${entry.state} ${age(entry.finishedAt ?? entry.startedAt, Date.now())} ago`}
          </span>
        </button>
      ))}
    </>
  );
}

/** The state of a job as an icon; its word stands beside it. */
export function JobIcon({ state }: { state: Job['state'] }) {
  if (state === 'running') return <Loader size={12} aria-hidden />;
  if (state === 'done') return <IconCheck size={15} className={train.done} aria-hidden />;
  if (state === 'failed') return <IconAlertTriangle size={15} className={train.failed} aria-hidden />;
  if (state === 'interrupted') return <IconPlayerPause size={15} aria-hidden />;
  return <IconX size={15} aria-hidden />;
}
