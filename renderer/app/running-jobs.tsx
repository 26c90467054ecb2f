import { useQuery } from '@tanstack/react-query';
import type { Job } from '../../engine/contract/jobs.ts';
import styles from './jobs.module.css';
import { JobCard } from './jobs-center.tsx';
import { useWorkbench } from './workbench.tsx';

/** The jobs of these kinds that are under way. */
export function useRunningJobs(kinds: readonly Job['kind'][]): readonly Job[] {
  const { queries } = useWorkbench();
  const { data: jobs = [] } = useQuery(queries.jobs.list.queryOptions());
  return jobs.filter(({ state, kind }) => state === 'running' && kinds.includes(kind));
}

/** In an empty place that is just being filled: how far that is, and the way to stop it. */
export function RunningJobs({ jobs }: { jobs: readonly Job[] }) {
  return (
    <ul className={styles.list}>
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </ul>
  );
}
