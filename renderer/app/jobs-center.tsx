import { Button, Drawer, Loader, Progress, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPause, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../engine/contract/jobs.ts';
import { age, duration } from '../ui/format.ts';
import { Empty, ProblemBox } from '../ui/states.tsx';
import styles from './jobs.module.css';
import { estimate, progress, summary } from './jobs.ts';
import shell from './shell.module.css';
import { tellProblem, useActions, useWorkbench } from './workbench.tsx';

const stateWords: Record<Job['state'], string> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted, nothing lost',
};

/** How much long work is under way; opens the one place where all of it is. */
export function JobsIndicator() {
  const { queries } = useWorkbench();
  const { data: jobs = [] } = useQuery(queries.jobs.list.queryOptions());
  const [isOpen, setOpen] = useState(false);
  const running = summary(jobs);
  const stuck = jobs.filter(({ state }) => state === 'interrupted').length;
  useActions([
    { id: 'jobs', label: 'Show all jobs', group: 'Workbench', run: () => setOpen(true) },
    ...jobs
      .filter(({ state }) => state === 'running' || state === 'interrupted')
      .map((job) => ({
        id: `job.${job.id}`,
        label: job.title,
        description: job.state === 'running' ? estimate(job) || 'running' : stateWords[job.state],
        group: 'Jobs',
        run: () => setOpen(true),
      })),
  ]);
  return (
    <>
      <UnstyledButton className={shell.jobs} onClick={() => setOpen(true)}>
        {running && <Loader size={12} aria-hidden />}
        {running ?? (stuck > 0 ? `${stuck} interrupted` : 'Jobs')}
      </UnstyledButton>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} position="right" size={420} title="Jobs">
        {jobs.length === 0 ? (
          <Empty title="No jobs yet">
            Imports, moderation runs and backups show here while they work, and how they ended.
          </Empty>
        ) : (
          <ul className={styles.list}>
            {jobs.map((job) => (
              <JobCard key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Drawer>
    </>
  );
}

/** One job: how far, how long, what came of it, and what can be done about it. */
export function JobCard({ job }: { job: Job }) {
  const { queries } = useWorkbench();
  const cancel = useMutation(queries.jobs.cancel.mutationOptions({ onError: tellProblem }));
  const resume = useMutation(queries.jobs.resume.mutationOptions({ onError: tellProblem }));
  const share = progress(job);
  const isRunning = job.state === 'running';
  const ended = job.finishedAt ?? job.startedAt;
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <StateIcon state={job.state} />
        <b className={styles.title}>{job.title}</b>
        <span className="dim">
          {isRunning
            ? estimate(job)
            : `${stateWords[job.state]} ${age(ended, Date.now())} ago, took ${duration((ended - job.startedAt) / 1000)}`}
        </span>
      </div>
      {isRunning && (
        <Progress
          value={share === null ? 100 : share * 100}
          animated={share === null}
          size="sm"
          aria-label={`Progress of ${job.title}`}
        />
      )}
      {job.message && <p className={styles.message}>{job.message}</p>}
      {job.error && <ProblemBox problem={{ ...job.error, place: {} }} />}
      <div className={styles.actions}>
        {isRunning && (
          <Button size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>
            Cancel
          </Button>
        )}
        {job.canResume && !isRunning && (
          <Button size="compact-xs" loading={resume.isPending} onClick={() => resume.mutate({ id: job.id })}>
            Resume
          </Button>
        )}
      </div>
    </li>
  );
}

function StateIcon({ state }: { state: Job['state'] }) {
  if (state === 'running') return <Loader size={12} aria-hidden />;
  if (state === 'done') return <IconCheck size={15} className={styles.done} aria-hidden />;
  if (state === 'failed') return <IconAlertTriangle size={15} className={styles.failed} aria-hidden />;
  if (state === 'interrupted') return <IconPlayerPause size={15} aria-hidden />;
  return <IconX size={15} aria-hidden />;
}
