import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { StartedJobs, useTrainJobs } from './train-subject.tsx';
import { useRankers, useStartRanker } from './use-rankers.ts';

export const rankerJobs = ['fit-ranker'] as const;

/** Left: the list of rankers, the way to train one, and what was started. */
export function RankersSubject() {
  const { data } = useRankers();
  const { jobs } = useTrainJobs(rankerJobs);
  const [view, setView] = usePlace('rankerView');
  const start = useStartRanker();
  return (
    <section className={styles.subject} aria-label="Rankers">
      <button
        type="button"
        className={train.choice}
        aria-current={view === 'list'}
        aria-keyshortcuts="l"
        onClick={() => setView('list')}
      >
        <span className={train.choiceHead}>
          <b>All rankers</b> <span className="dim">{data?.length}</span> <kbd aria-hidden>l</kbd>
        </span>
        <span className="dim">What orders the candidates of feeds.</span>
      </button>
      <button
        type="button"
        className={train.choice}
        aria-current={view === 'form'}
        aria-keyshortcuts="t"
        onClick={start}
      >
        <span className={train.choiceHead}>
          <b>Train a ranker</b> <kbd aria-hidden>t</kbd>
        </span>
        <span className="dim">Learn from what was shown or done.</span>
      </button>
      <StartedJobs jobs={jobs} chosen={typeof view === 'number' ? view : null} onChoose={setView} />
    </section>
  );
}
