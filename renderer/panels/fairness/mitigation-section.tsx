import { Button, Progress, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job } from '../../../engine/contract/jobs.ts';
import type { Figure } from '../../../engine/contract/mitigation.ts';
import { estimate, progress } from '../../app/jobs.ts';
import { tellProblem, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { count, moment, percent, took } from '../../ui/format.ts';
import { Empty, ProblemBox, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import train from '../models/train.module.css';
import { ApplyPoint } from './mitigation-apply.tsx';
import { useMitigationJobs, useMitigations, usePoint } from './mitigation-data.ts';
import { MitigationForm, mitigationRunId } from './mitigation-form.tsx';
import { Frontier, PointsTable } from './mitigation-frontier.tsx';
import { howToApply, inShort, methodWords, pointKey, pointName, withInterval } from './mitigation-words.ts';
import { usePlace } from './place.ts';
import { figure } from './words.ts';

/** Left: which mitigation is read, and the way to another. */
export function MitigationSubject() {
  const { rows, current } = useMitigations();
  const [, setMitigation] = usePlace('mitigation');
  const [, setForm] = usePlace('isMitigationForm');
  const [, setJob] = usePlace('mitigationJob');
  const begin = () => {
    setJob(null);
    setForm(true);
    focusSoon(mitigationRunId);
  };
  useKeys([{ key: 't', does: 'Try mitigations', group: 'Fairness', run: begin }]);
  return (
    <section className={styles.subject} aria-label="Mitigation">
      {current ? (
        <>
          <Select
            label="Mitigation"
            allowDeselect={false}
            data={rows.map(({ id, runName, spec }) => ({
              value: String(id),
              label: `${id}: ${runName} by ${spec.by}`,
            }))}
            value={String(current.id)}
            onChange={(value) => {
              setMitigation(Number(value));
              setForm(false);
              setJob(null);
            }}
          />
          {current.isBehind && (
            <p role="note">The data changed since: its figures are of the data as it was. Try again to compare.</p>
          )}
          <dl className={styles.facts} style={{ marginBlockStart: 8 }}>
            <dt>Run</dt>
            <dd>
              {current.runName}, run {current.spec.run}
            </dd>
            <dt>Users</dt>
            <dd>{count(current.users)}</dd>
            <dt>Lists</dt>
            <dd>of {current.k}</dd>
            <dt>Budget</dt>
            <dd>
              {percent(current.spec.budget, 1)} of {current.spec.metric}
            </dd>
            <dt>Made</dt>
            <dd>{moment(current.createdAt)}</dd>
            <dt>Took</dt>
            <dd>{took(current.seconds)}</dd>
          </dl>
        </>
      ) : (
        <p className="dim">What was tried shows here once there is something.</p>
      )}
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          rightSection={<kbd aria-hidden>t</kbd>}
          onClick={begin}
        >
          Try mitigations
        </Button>
      </div>
    </section>
  );
}

/** Middle: the form, the job that it became, or the frontier. */
export function MitigationWork() {
  const { rows, current, data, error, refetch } = useMitigations();
  const jobs = useMitigationJobs();
  const [job, setJob] = usePlace('mitigationJob');
  const [isForm, setForm] = usePlace('isMitigationForm');
  const [, setMitigation] = usePlace('mitigation');
  const [point, choose] = usePoint(current);
  const watched = jobs.find(({ id }) => id === job);
  const made = rows.find((row) => row.job === job)?.id;
  useEffect(() => {
    if (watched?.state !== 'done' || made === undefined) return;
    setMitigation(made);
    setJob(null);
  });
  const body = () => {
    if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />;
    if (watched) return <MitigationJob job={watched} onBack={() => setJob(null)} />;
    if (isForm)
      return (
        <MitigationForm
          onBack={() => setForm(false)}
          onStarted={(id) => {
            setForm(false);
            setJob(id);
          }}
        />
      );
    if (!data) return <Waiting lines={8} />;
    if (!current)
      return (
        <Empty
          title="Nothing was tried yet against a gap"
          action={<Button onClick={() => setForm(true)}>Try mitigations</Button>}
        >
          Choose a run and whom it should serve alike. Each method is measured before and after on held-out behaviour:
          what it does to the gap, and what that costs.
        </Empty>
      );
    return (
      <>
        <header className={styles.head}>
          <h1>
            {current.runName} by {current.spec.by}
          </h1>
          <span className="dim">
            gap in {current.spec.metric}: {current.better} less {current.worse}
          </span>
        </header>
        <div className={train.body}>
          <Frontier of={current} current={point} onChoose={choose} />
          <PointsTable of={current} current={point} onChoose={choose} />
        </div>
      </>
    );
  };
  return (
    <section className={styles.work} aria-label="Before and after">
      {body()}
    </section>
  );
}

function MitigationJob({ job, onBack }: { job: Job; onBack: () => void }) {
  const { queries } = useWorkbench();
  const cancel = useMutation(queries.jobs.cancel.mutationOptions({ onError: tellProblem }));
  const isRunning = job.state === 'running';
  const stop = () => cancel.mutate({ id: job.id });
  const title = useRef<HTMLHeadingElement>(null);
  // The form that it was started from is gone from the screen: the focus goes on here.
  useEffect(() => title.current?.focus(), []);
  useKeys([
    ...(isRunning ? [{ key: 'x', does: 'Cancel what is tried', group: 'Fairness', run: stop }] : []),
    { key: 'Escape', does: 'Back to what was tried', group: 'Fairness', run: onBack },
  ]);
  const share = progress(job);
  return (
    <>
      <header className={styles.head}>
        <h1 ref={title} tabIndex={-1}>
          {job.title}
        </h1>
        <span className="dim" role="status">
          {job.state}
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
        <Button onClick={onBack}>Back</Button>
      </header>
      <div className={train.body}>
        {isRunning && (
          <div className={train.progress}>
            <Progress
              value={share === null ? 100 : share * 100}
              animated={share === null}
              size="sm"
              aria-label={`Progress of ${job.title}`}
            />
            <span>{[estimate(job), job.message].filter(Boolean).join(' · ')}</span>
          </div>
        )}
        {job.error && <ProblemBox problem={{ ...job.error, place: {} }} />}
      </div>
    </>
  );
}

/** Right: the chosen point before and after, and how it is put to work. */
export function MitigationWhy() {
  const { current } = useMitigations();
  const [point] = usePoint(current);
  if (!current || !point)
    return (
      <div className={styles.why}>
        <h2>Mitigation</h2>
        <p>
          Each method is tried at several strengths. A validation part chooses the strengths; the test part, which no
          method reads, says what they are worth.
        </p>
        <p>Choose a point to see it before and after.</p>
      </div>
    );
  const { metric } = current.spec;
  const rows: { name: string; before: Figure; after: Figure; change?: Figure }[] = [
    { name: metric, before: current.base.test[metric], after: point.test[metric], change: point.change[metric] },
    { name: 'gap', before: current.base.test.gap, after: point.test.gap, change: point.change.gap },
    { name: 'tail', before: current.base.test.tail, after: point.test.tail, change: point.change.tail },
    { name: 'coverage', before: current.base.test.coverage, after: point.test.coverage },
    { name: 'Gini', before: current.base.test.gini, after: point.test.gini },
  ];
  return (
    <div className={styles.why}>
      <h2>{pointName(point)}</h2>
      <p>{methodWords[point.method].does}</p>
      <p>{inShort(point, current)}</p>
      <h3>Before and after</h3>
      <dl className={styles.facts}>
        {rows.map(({ name, before, after, change }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              {figure(before.value)} to {figure(after.value)}
              {change && <div className="dim">change {withInterval(change)}</div>}
            </dd>
          </div>
        ))}
      </dl>
      <h3>{metric} by group</h3>
      <dl className={styles.facts}>
        {point.test.groups.map(({ group, n, value }, at) => (
          <div key={group} style={{ display: 'contents' }}>
            <dt>{group}</dt>
            <dd>
              {figure(current.base.test.groups[at]?.value)} to {figure(value)}{' '}
              <span className="dim">n = {count(n)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <h3>Why this strength</h3>
      <p>
        {point.chosen
          ? `The validation part chose it: of the strengths that lose no more than the budget it has ${point.aim === 'people' ? 'the smallest gap' : 'the most exposure of the tail'}.`
          : 'The validation part did not choose it for its method.'}{' '}
        There: {metric} {figure(point.validation.metric)}, gap {figure(point.validation.gap)}, tail{' '}
        {figure(point.validation.tail)}.
      </p>
      <h3>To put it to work</h3>
      <p>{howToApply(point, current)}</p>
      <ApplyPoint key={pointKey(point)} of={current} point={point} />
    </div>
  );
}
