import { useQuery } from '@tanstack/react-query';
import { useWorkbench } from '../../app/workbench.tsx';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { auditable } from './audit-draft.ts';
import { AuditForm } from './audit-form.tsx';
import { AuditJob } from './audit-job.tsx';
import { useAuditJobs, useGroupings } from './data.ts';
import { NoAudits, NoRunsYet } from './empty.tsx';
import { usePlace } from './place.ts';

/** As many runs as the form looks through for those on the present data. */
const mostRuns = 5000;

/** Middle: the form of a new audit, or the job that it became. */
export function AuditsWork() {
  const { queries } = useWorkbench();
  const jobs = useAuditJobs();
  const [job, setJob] = usePlace('job');
  const groupings = useGroupings();
  const summary = useQuery(queries.catalog.summary.queryOptions());
  const runs = useQuery(queries.models.runs.queryOptions({ input: { limit: mostRuns } }));
  const watched = jobs.find(({ id }) => id === job);
  if (watched) return <AuditJob key={watched.id} job={watched} onAnother={() => setJob(null)} />;
  const error = summary.error ?? runs.error ?? groupings.error;
  const retry = () => {
    for (const query of [summary, runs, groupings]) void query.refetch();
  };
  const body = () => {
    if (error) return <ProblemNote error={error} onRetry={retry} />;
    if (!summary.data || !runs.data || !groupings.data) return <Waiting lines={8} />;
    if (summary.data.interactions === 0 || runs.data.total === 0) return <NoAudits />;
    const usable = auditable(runs.data.rows, summary.data.hash);
    if (usable.length === 0) return <NoRunsYet title="No run was measured on the present data" />;
    if (groupings.data.length === 0)
      return (
        <Empty title="Nothing to group people by">
          Import a file that describes users, with a column such as an age group or a region.
        </Empty>
      );
    return <AuditForm offer={{ runs: usable, groupings: groupings.data }} onStarted={({ id }) => setJob(id)} />;
  };
  return (
    <section className={styles.work} aria-label="Audits">
      {body()}
    </section>
  );
}
