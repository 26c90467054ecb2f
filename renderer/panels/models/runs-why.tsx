import { useQuery } from '@tanstack/react-query';
import { useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { RunDetails } from './run-details.tsx';

/** Right: everything about the run that is chosen. */
export function RunsWhy() {
  const [chosen] = usePlace('run');
  return <div className={styles.why}>{chosen === null ? <AboutRuns /> : <ChosenRun id={chosen} />}</div>;
}

function ChosenRun({ id }: { id: number }) {
  const { queries } = useWorkbench();
  const { data, error, refetch } = useQuery({
    ...queries.models.run.queryOptions({ input: { id } }),
    placeholderData: (previous) => previous,
  });
  // A run that was chosen once may be gone by now.
  if (error)
    return 'code' in error && error.code === 'NOT_FOUND' ? (
      <AboutRuns />
    ) : (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    );
  return data ? <RunDetails run={data} /> : <Waiting lines={8} />;
}

function AboutRuns() {
  return (
    <>
      <h2>What a run is</h2>
      <p>
        One model, fitted with stated parameters on a part of the data and measured on the rest. The mean of each metric
        stands with its 95 % bootstrap interval over users; where two intervals overlap, compare the runs user by user
        before believing in a difference.
      </p>
      <p className="dim">Choose a run to see all of its figures, parameters and its learning curve.</p>
    </>
  );
}
