import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { estimate } from '../../app/jobs.ts';
import { age, count } from '../../ui/format.ts';
import styles from '../models/recommender.module.css';
import train from '../models/train.module.css';
import { JobIcon } from '../models/train-subject.tsx';
import { useAuditJobs, useAudits } from './data.ts';
import { usePlace, useTab } from './place.ts';
import { useNewAudit } from './use-new-audit.ts';
import { auditName } from './words.ts';

/** Left: the way to a new audit, what runs, and every audit that was made. */
export function AuditsSubject() {
  const { rows, total, data } = useAudits();
  const jobs = useAuditJobs().filter(({ state }) => state !== 'done');
  const [job, setJob] = usePlace('job');
  const [, setAudit] = usePlace('audit');
  const [, setOpen] = usePlace('isOpen');
  const [, go] = useTab();
  const begin = useNewAudit();
  return (
    <section className={styles.subject} aria-label="Audits made">
      <Button
        fullWidth
        leftSection={<IconPlus size={15} aria-hidden />}
        rightSection={<kbd aria-hidden>n</kbd>}
        onClick={begin}
      >
        New audit
      </Button>
      {jobs.length > 0 && <h2 className={styles.heading}>Under way or ended early</h2>}
      {jobs.map((entry) => (
        <button
          key={entry.id}
          type="button"
          className={train.choice}
          aria-current={job === entry.id}
          onClick={() => setJob(entry.id)}
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
      <h2 className={styles.heading}>
        Made <span className="dim">{count(total)}</span>
      </h2>
      {data && rows.length === 0 && <p className="dim">Audits stay here with all that made them.</p>}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className={train.choice}
          onClick={() => {
            setAudit(row.id);
            setOpen(false);
            go('audit');
          }}
        >
          <span className={train.choiceHead}>
            <span className={styles.chipText}>{auditName(row)}</span>
          </span>
          <span className="dim">
            audit {row.id}, {age(row.createdAt, Date.now())} ago{row.isBehind && ', data changed since'}
          </span>
        </button>
      ))}
    </section>
  );
}
