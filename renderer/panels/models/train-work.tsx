import { useKeys } from '../../app/workbench.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { useAlgorithms, useData } from './data.ts';
import { NoData } from './empty.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { TrainForm } from './train-form.tsx';
import { TrainJob } from './train-job.tsx';
import { useTrainJobs } from './train-subject.tsx';
import { trainKinds, useStart } from './use-start.ts';

/** Middle: the form that starts something, or the job that it became. */
export function TrainWork() {
  const algorithms = useAlgorithms();
  const summary = useData();
  const { jobs } = useTrainJobs();
  const [draft] = usePlace('draft');
  const [job, setJob] = usePlace('job');
  const watched = jobs.find(({ id }) => id === job);
  const start = useStart();
  useKeys(trainKinds.map(({ id, key, name }) => ({ key, does: name, group: 'Train', run: () => start(id) })));
  if (watched) return <TrainJob key={watched.id} job={watched} onAnother={() => start(draft.kind)} />;
  const error = algorithms.error ?? summary.error;
  return (
    <section className={styles.work} aria-label="Train">
      {error && (
        <ProblemNote
          error={error}
          onRetry={() => {
            void algorithms.refetch();
            void summary.refetch();
          }}
        />
      )}
      {!error && !(algorithms.data && summary.data) && <Waiting lines={8} />}
      {summary.data?.interactions === 0 && <NoData />}
      {algorithms.data && summary.data && summary.data.interactions > 0 && (
        <TrainForm algorithms={algorithms.data} data={summary.data} onStarted={({ id }) => setJob(id)} />
      )}
    </section>
  );
}
