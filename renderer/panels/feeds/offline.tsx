import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import type { FeedMeasurement } from '../../../engine/contract/feed-measures.ts';
import { progress } from '../../app/jobs.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { Figure } from '../../ui/figure.tsx';
import { duration } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { useRankers } from '../models/use-rankers.ts';
import {
  behindText,
  differenceWords,
  meanText,
  measuredOn,
  metricsIn,
  newestOf,
  orderedBy,
  type Sides,
  sidesOf,
  testsOf,
} from './measured.ts';
import styles from './offline.module.css';

/** How long a measurement that failed is told of, in milliseconds. */
const toldFor = 60_000;

/**
 * What saved configurations were worth on behaviour that was held out, and the button that measures them: one beside what
 * its model does alone, or two beside each other.
 */
export function Offline({ configs, isChanged }: { configs: readonly FeedConfig[]; isChanged: boolean }) {
  const names = [...new Set(configs.map(({ name }) => name))];
  const { queries } = useWorkbench();
  const measured = useQuery(queries.feeds.measured.queryOptions({ input: { limit: 50 } }));
  const found = newestOf(measured.data ?? [], names);
  const shown = found ? sidesOf(found, names) : null;
  // What a configuration is held against beside itself is of the same data and model.
  const stale = shown && behindText(shown.a && shown.against === 'A' ? [shown.a, shown.b] : [shown.b]);
  return (
    <details className={styles.offline}>
      <summary>
        <span>Offline metrics</span>{' '}
        <span className="dim">{shown ? summaryOf(found!, shown) : 'not measured yet'}</span>
        {stale && <b className={styles.stale}>out of date</b>}
      </summary>
      <div className={styles.body}>
        {measured.error && <ProblemNote error={measured.error} />}
        {stale && <p className={styles.stale}>{stale}</p>}
        {isChanged && <p className="dim">Measured is what is saved, without what is changed here.</p>}
        {found && shown && <Metrics measurement={found} {...shown} />}
        {!shown && (
          <p className="dim">
            Part of what people did last is held out, models and rankers learn from the rest, and feeds are searched for
            it.
          </p>
        )}
        <Measure configs={configs} names={names} />
      </div>
    </details>
  );
}

function summaryOf(measurement: FeedMeasurement, { a, b, against }: Sides): string {
  const ndcg = `NDCG ${meanText(b, 'ndcg').mean}`;
  if (!a || against !== 'A') return ndcg;
  const words = differenceWords(testsOf(measurement, a.name, b.name).get('ndcg'), { better: 'more' });
  return `NDCG ${meanText(a, 'ndcg').mean} and ${meanText(b, 'ndcg').mean}: ${words === 'no evidence' ? 'no evidence of a difference' : `B ${words}`}`;
}

const againstWords: Record<Sides['against'], string> = {
  A: 'B against A',
  blend: 'Against the blend',
  alone: 'Against the model alone',
};

function Metrics({ measurement, a, b, against }: Sides & { measurement: FeedMeasurement }) {
  const tests = a && testsOf(measurement, a.name, b.name);
  const isPair = a !== null && against === 'A';
  const model = b.model ? `${b.model.algorithm} fitted to what was before` : 'no model in use';
  const source = `${model}; 95 % intervals over users`;
  return (
    <>
      <table className={styles.metrics} aria-label={isPair ? 'Offline metrics of A and B' : 'Offline metrics'}>
        <thead>
          <tr>
            <td />
            {isPair && <th scope="col">A {a.name}</th>}
            <th scope="col">{isPair ? `B ${b.name}` : 'Feed'}</th>
            {a && <th scope="col">{againstWords[against]}</th>}
          </tr>
        </thead>
        <tbody>
          {metricsIn([b]).map((metric) => {
            const n = `${b.metrics[metric.id]!.n.toLocaleString('en')} users`;
            const words = a && differenceWords(tests!.get(metric.id), metric);
            return (
              <tr key={metric.id}>
                <th scope="row">
                  <Figure means={metric.about} n={n} source={source}>
                    {metric.name}
                  </Figure>
                </th>
                {isPair && <Mean of={meanText(a, metric.id)} />}
                <Mean of={meanText(b, metric.id)} />
                {a && (
                  <td data-verdict={words!.split(' ')[0]}>
                    {words}
                    {!isPair && (
                      <small>
                        {against} {meanText(a, metric.id).mean}
                      </small>
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="dim">
        {orderedBy(isPair ? [a, b] : [b])} {measuredOn(measurement)}. p corrected over all metrics (Holm), evidence
        below 0.05.
      </p>
    </>
  );
}

function Mean({ of: { mean, interval } }: { of: ReturnType<typeof meanText> }) {
  return (
    <td>
      {mean}
      {interval && <small>{interval}</small>}
    </td>
  );
}

/** Starts a measurement, tells how far it is, and calls it off. One runs at a time here. */
function Measure({ configs, names }: { configs: readonly FeedConfig[]; names: readonly string[] }) {
  const ways = useRankings(configs);
  const { queries } = useWorkbench();
  const jobs = useQuery(queries.jobs.list.queryOptions());
  const start = useMutation(queries.feeds.measure.mutationOptions({ onError: tellProblem }));
  const cancel = useMutation(queries.jobs.cancel.mutationOptions({ onError: tellProblem }));
  const latest = jobs.data?.find(({ kind }) => kind === 'measure-feeds');
  const running = latest?.state === 'running' ? latest : null;
  const share = running && progress(running);
  const failed = latest?.error && Date.now() - (latest.finishedAt ?? 0) < toldFor ? latest.error : null;
  return (
    <div className={styles.measure}>
      {failed && (
        <p role="alert">
          {failed.message} {failed.advice}
        </p>
      )}
      {/* One button in one place, so that the focus stays where it was pressed. */}
      <Button
        size="compact-sm"
        loading={start.isPending || cancel.isPending}
        onClick={() => {
          if (running) cancel.mutate({ id: running.id });
          else start.mutate({ configs: [...names], ranking: ways });
        }}
      >
        {running ? 'Cancel' : names.length > 1 ? 'Measure both' : 'Measure'}
      </Button>
      <span className="dim" role="status">
        {running && (running.message || 'Begins…')}
        {running?.secondsLeft != null && `, ${duration(running.secondsLeft)} left`}
      </span>
      {running && <Progress value={100 * (share ?? 0)} aria-label={running.title} />}
    </div>
  );
}

/** A single configuration that a ranker orders is measured by the blend of scores as well; others are as they say. */
function useRankings(configs: readonly FeedConfig[]): FeedConfig['ranking'][] | undefined {
  const rankers = useRankers();
  const [config, other] = configs;
  if (!config || other || config.ranking === 'blend') return undefined;
  const isRanked = rankers.data?.some(({ slot, state }) => slot === config.slot && state === 'active');
  return isRanked ? [config.ranking, 'blend'] : undefined;
}
