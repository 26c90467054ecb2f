import type { Job } from '../../engine/contract/jobs.ts';
import { counted, duration, percent } from '../ui/format.ts';

/** How far a job is, from 0 to 1; null where its size is not known. */
export function progress(job: Job): number | null {
  return job.total && job.total > 0 ? Math.min(1, job.done / job.total) : null;
}

/** The one line about all that runs: how many jobs and how far together; null where nothing runs. */
export function summary(jobs: readonly Job[]): string | null {
  const running = jobs.filter(({ state }) => state === 'running');
  if (running.length === 0) return null;
  const known = running.map(progress).filter((share) => share !== null);
  const mean = known.reduce((sum, share) => sum + share, 0) / known.length;
  const share = known.length === 0 ? '' : ` ${percent(mean, 1)}`;
  return `${counted(running.length, 'job')}${share}`;
}

/** What is left of a running job, in words. */
export function estimate(job: Job): string {
  const share = progress(job);
  const parts = [
    share === null ? null : percent(share, 1),
    job.secondsLeft === null ? null : `about ${duration(job.secondsLeft)} left`,
  ];
  return parts.filter(Boolean).join(', ');
}
