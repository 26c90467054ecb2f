import { Button, Progress } from '@mantine/core';
import { IconArrowRight, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job } from '../../../engine/contract/jobs.ts';
import { estimate, progress } from '../../app/jobs.ts';
import { tellProblem, useActions, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { counted, duration, moment } from '../../ui/format.ts';
import { ProblemBox } from '../../ui/states.tsx';
import { CurveChart } from './curves.tsx';
import { useVersions } from './data.ts';
import { metricLine, metricsOf } from './metrics.ts';
import { usePlace, useTab } from './place.ts';
import { rankerName } from './rankers.ts';
import styles from './recommender.module.css';
import { noFilter } from './run-filter.ts';
import train from './train.module.css';
import { JobIcon } from './train-subject.tsx';
import { useRankers } from './use-rankers.ts';
import { useTraining } from './use-training.ts';

/** A job that trains: how far it is, how the loss falls, and what it made. */
export function TrainJob({ job, onAnother }: { job: Job; onAnother: () => void }) {
  const { queries } = useWorkbench();
  const cancel = useMutation(queries.jobs.cancel.mutationOptions({ onError: tellProblem }));
  const resume = useMutation(queries.jobs.resume.mutationOptions({ onError: tellProblem }));
  const title = useRef<HTMLHeadingElement>(null);
  // What was started from is gone from the screen: the focus goes on here, with Cancel next to it.
  useEffect(() => title.current?.focus(), []);
  const isRunning = job.state === 'running';
  const curves = useTraining(job.id, isRunning);
  const stop = () => cancel.mutate({ id: job.id });
  useKeys([
    ...(isRunning ? [{ key: 'x', does: 'Cancel the job', group: 'Train', run: stop }] : []),
    { key: 'Escape', does: 'Back to the form', group: 'Train', run: onAnother },
  ]);
  useActions(isRunning ? [{ id: 'train.cancel', label: `Cancel: ${job.title}`, group: 'Models', run: stop }] : []);
  const share = progress(job);
  const newest = curves.at(-1);
  const drawn = curves.filter(({ curve, unit }) => curve.length > 1 && unit === newest?.unit);
  return (
    <section className={styles.work} aria-label="Training job">
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
        <Button leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={onAnother}>
          Start another
        </Button>
      </header>
      <div className={train.body}>
        <div className={train.job}>
          <div className={train.progress}>
            {isRunning && (
              <>
                <Progress
                  value={share === null ? 100 : share * 100}
                  animated={share === null}
                  size="sm"
                  aria-label={`Progress of ${job.title}`}
                />
                <span>
                  {[
                    estimate(job),
                    newest && newest.total > 0 && `${newest.model}: ${newest.done} of ${newest.total} ${newest.unit}`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </>
            )}
            {!isRunning && !job.error && job.message && <span>{job.message}</span>}
          </div>
          {job.error && <ProblemBox problem={{ ...job.error, place: {} }} />}
          {drawn.length > 0 && (
            <CurveChart
              title="Learning curves"
              unit={newest?.unit ?? ''}
              curves={drawn.map(({ model, curve }, index) => ({ name: model, color: index, curve }))}
            />
          )}
          {job.kind === 'fit' && <MadeVersion job={job.id} />}
          {job.kind === 'fit-ranker' && <MadeRanker job={job.id} />}
          {(job.kind === 'evaluate' || job.kind === 'tune') && <MadeRuns job={job.id} />}
        </div>
      </div>
    </section>
  );
}

/** The runs that a job has made so far; each leads to its place in the table. */
function MadeRuns({ job }: { job: number }) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.models.runs.queryOptions({ input: { job, limit: 50 } }));
  const [, setRun] = usePlace('run');
  const [, setFilter] = usePlace('filter');
  const [, go] = useTab();
  if (!data || data.rows.length === 0) return null;
  const open = (id: number) => {
    setRun(id);
    // A filter from before must not hide what was just made.
    setFilter(noFilter);
    go('runs');
    focusSoon(tableId('models.runs'));
  };
  return (
    <>
      <h2>
        Made <span className="dim">{counted(data.total, 'run')}</span>
      </h2>
      <ul className={train.results}>
        {data.rows.map((run) => {
          const [first] = metricsOf([run]);
          const metric = first ? run.metrics[first] : undefined;
          return (
            <li key={run.id} className={styles.row}>
              <Button
                size="compact-xs"
                rightSection={<IconArrowRight size={13} aria-hidden />}
                onClick={() => open(run.id)}
              >
                Open {run.name}
              </Button>
              {first && metric && <span className="dim">{metricLine(first, run.protocol.k, metric)}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** The version that a job has made. */
function MadeVersion({ job }: { job: number }) {
  const { data } = useVersions();
  const [, setVersion] = usePlace('version');
  const [, setSlot] = usePlace('slot');
  const [, go] = useTab();
  const made = data?.find((version) => version.job === job);
  if (!made) return null;
  return (
    <>
      <h2>Made</h2>
      <Button
        size="compact-xs"
        rightSection={<IconArrowRight size={13} aria-hidden />}
        onClick={() => {
          setVersion(made.id);
          setSlot(null);
          go('versions');
          focusSoon(tableId('models.versions'));
        }}
      >
        Open version {made.id} of “{made.slot}”
      </Button>
    </>
  );
}

/** The ranker that a job has made. */
function MadeRanker({ job }: { job: number }) {
  const { data } = useRankers();
  const [, setRanker] = usePlace('ranker');
  const [, setView] = usePlace('rankerView');
  const made = data?.find((ranker) => ranker.job === job);
  if (!made) return null;
  return (
    <>
      <h2>Made</h2>
      <Button
        size="compact-xs"
        rightSection={<IconArrowRight size={13} aria-hidden />}
        onClick={() => {
          setRanker(made.id);
          setView('list');
          focusSoon(tableId('models.rankers'));
        }}
      >
        Open {rankerName(made)} of “{made.slot}”
      </Button>
    </>
  );
}
