import { useActions, useKeys } from '../../app/workbench.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { useData } from './data.ts';
import { NoData } from './empty.tsx';
import { usePlace } from './place.ts';
import { RankerForm } from './ranker-form.tsx';
import { RankerList } from './ranker-list.tsx';
import { rankerJobs } from './rankers-subject.tsx';
import styles from './recommender.module.css';
import { TrainJob } from './train-job.tsx';
import { useTrainJobs } from './train-subject.tsx';
import { useStartRanker } from './use-rankers.ts';

/** Middle: the rankers, the form that trains one, or the job that it became. */
export function RankersWork() {
  const summary = useData();
  const { jobs } = useTrainJobs(rankerJobs);
  const [view, setView] = usePlace('rankerView');
  const start = useStartRanker();
  const watched = jobs.find(({ id }) => id === view);
  const group = 'Rankers';
  useKeys([
    { key: 't', does: 'Train a ranker…', group, run: start },
    { key: 'l', does: 'The list of rankers', group, run: () => setView('list') },
  ]);
  useActions([{ id: 'ranker.train', label: 'Train a ranker…', group: 'Models', keys: 't', run: start }]);
  if (watched) return <TrainJob key={watched.id} job={watched} onAnother={start} />;
  if (summary.data && summary.data.interactions > 0) {
    return view === 'form' ? <RankerForm onStarted={({ id }) => setView(id)} /> : <RankerList onTrain={start} />;
  }
  return (
    <section className={styles.work} aria-label="Rankers">
      {summary.error && <ProblemNote error={summary.error} onRetry={() => void summary.refetch()} />}
      {!summary.data && !summary.error && <Waiting lines={5} />}
      {summary.data && <NoData />}
    </section>
  );
}
