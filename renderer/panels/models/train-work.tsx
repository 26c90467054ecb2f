import { useActions, useKeys } from '../../app/workbench.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { useAlgorithms, useData } from './data.ts';
import { NoData } from './empty.tsx';
import { usePlace, useTab } from './place.ts';
import styles from './recommender.module.css';
import { TrainForm } from './train-form.tsx';
import { TrainJob } from './train-job.tsx';
import { trainKinds, useTrainJobs } from './train-subject.tsx';

/** Middle: the form that starts something, or the job that it became. */
export function TrainWork() {
  const algorithms = useAlgorithms();
  const summary = useData();
  const { jobs } = useTrainJobs();
  const [draft, setDraft] = usePlace('draft');
  const [job, setJob] = usePlace('job');
  const [, go] = useTab();
  const watched = jobs.find(({ id }) => id === job);
  const start = (kind: (typeof trainKinds)[number]['id']) => {
    setDraft({ ...draft, kind });
    setJob(null);
    go('train');
  };
  useKeys(trainKinds.map(({ id, key, name }) => ({ key, does: name, group: 'Train', run: () => start(id) })));
  useActions(
    trainKinds.map(({ id, key, name, about }) => ({
      id: `train.${id}`,
      label: `${name}…`,
      description: about,
      group: 'Models',
      keys: key,
      run: () => start(id),
    })),
  );
  if (watched) return <TrainJob key={watched.id} job={watched} onAnother={() => setJob(null)} />;
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
