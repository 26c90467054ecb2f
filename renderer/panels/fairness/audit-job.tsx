import { Button, Progress } from '@mantine/core';
import { IconArrowRight, IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job } from '../../../engine/contract/jobs.ts';
import { estimate, progress } from '../../app/jobs.ts';
import { tellProblem, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { duration, moment } from '../../ui/format.ts';
import { ProblemBox } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import train from '../models/train.module.css';
import { JobIcon } from '../models/train-subject.tsx';
import { usePlace, useTab } from './place.ts';
import { currentCellId } from './places-of-focus.ts';

/** An audit under way: how far it is, and the way to stop it. Its result opens itself. */
export function AuditJob({ job, onAnother }: { job: Job; onAnother: () => void }) {
  const { queries } = useWorkbench();
  const cancel = useMutation(queries.jobs.cancel.mutationOptions({ onError: tellProblem }));
  const resume = useMutation(queries.jobs.resume.mutationOptions({ onError: tellProblem }));
  const title = useRef<HTMLHeadingElement>(null);
  // What was started from is gone from the screen: the focus goes on here, with Cancel next to it.
  useEffect(() => title.current?.focus(), []);
  const isRunning = job.state === 'running';
  const made = useQuery({
    ...queries.fairness.audits.queryOptions({ input: { job: job.id, limit: 1 } }),
    enabled: job.state === 'done',
  }).data?.rows[0]?.id;
  const [, setAudit] = usePlace('audit');
  const [, setOpen] = usePlace('isOpen');
  const [, setCell] = usePlace('cell');
  const [, setJob] = usePlace('job');
  const [, go] = useTab();
  const open = (id: number) => {
    setAudit(id);
    setOpen(false);
    setCell(null);
    setJob(null);
    go('audit');
    focusSoon(currentCellId);
  };
  const wasWatched = useRef(isRunning);
  useEffect(() => {
    if (isRunning) wasWatched.current = true;
    else if (made !== undefined && wasWatched.current) open(made);
  });
  const stop = () => cancel.mutate({ id: job.id });
  useKeys([
    ...(isRunning ? [{ key: 'x', does: 'Cancel the audit', group: 'Fairness', run: stop }] : []),
    { key: 'Escape', does: 'Back to the form', group: 'Fairness', run: onAnother },
  ]);
  const share = progress(job);
  return (
    <>
      <header className={styles.head}>
        <JobIcon state={job.state} />
        <h1 ref={title} tabIndex={-1}>
          {job.title}
        </h1>
        <span className="dim" role="status">
          {isRunning
            ? 'running'
            : `${job.state} after ${duration(((job.finishedAt ?? job.startedAt) - job.startedAt) / 1000)}, ${moment(job.finishedAt ?? job.startedAt)}`}
        </span>
        <span className={styles.push} />
        {isRunning && (
          <Button
            loading={cancel.isPending}
            leftSection={<IconX size={15} aria-hidden />}
            rightSection={<kbd aria-hidden>x</kbd>}
            onClick={stop}
          >
            Cancel
          </Button>
        )}
        {job.canResume && !isRunning && (
          <Button loading={resume.isPending} onClick={() => resume.mutate({ id: job.id })}>
            Resume
          </Button>
        )}
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAnother}>
          New audit
        </Button>
      </header>
      <div className={train.body}>
        <div className={train.progress}>
          {isRunning && (
            <>
              <Progress
                value={share === null ? 100 : share * 100}
                animated={share === null}
                size="sm"
                aria-label={`Progress of ${job.title}`}
              />
              <span>{[estimate(job), job.message].filter(Boolean).join(' · ')}</span>
            </>
          )}
          {!isRunning && !job.error && job.message && <span>{job.message}</span>}
        </div>
        {job.error && <ProblemBox problem={{ ...job.error, place: {} }} />}
        {made !== undefined && (
          <Button size="compact-xs" rightSection={<IconArrowRight size={13} aria-hidden />} onClick={() => open(made)}>
            Open audit {made}
          </Button>
        )}
      </div>
    </>
  );
}
