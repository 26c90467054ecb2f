import { Button, CloseButton, Menu } from '@mantine/core';
import { IconArrowsSort, IconFilter } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Policy } from '../../../engine/contract/review.ts';
import { tell, tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { ChartFrame, HistogramStrip } from '../../ui/chart.tsx';
import { age, count, counted, probability } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { queueOrder, VerdictIcon, verdictWords } from '../../ui/verdict.tsx';
import type { Desk, DeskState } from './desk.ts';
import styles from './queue.module.css';
import { QueueList } from './queue-list.tsx';
import type { Sort, TriageView } from './use-desk.ts';

const sorts: Record<Sort, string> = {
  priority: 'By priority',
  score: 'By score',
  newest: 'Newest first',
  oldest: 'Oldest first',
};

/** Holds the histogram's place until the engine has counted. */
const emptyBins = new Array<number>(48).fill(0);

/** What to look at: the queues, how their scores are spread, and the list. */
export function QueueColumn({
  desk,
  state,
  view,
  onView,
  onMore,
  policies,
  histogramPolicy,
  mark,
  error,
  onRetry,
}: {
  desk: Desk;
  state: DeskState;
  view: TriageView;
  onView: (view: TriageView) => void;
  onMore: () => void;
  policies: readonly Policy[];
  histogramPolicy: string | null;
  mark: number | undefined;
  error: unknown;
  onRetry: () => void;
}) {
  const chosen = policies.find(({ id }) => id === view.policy);
  return (
    <section className={styles.column} aria-label="Review queue">
      <QueueSwitch view={view} onView={onView} />
      <IntakeLine />
      <ScoreHistogram policy={policies.find(({ id }) => id === histogramPolicy)} mark={mark} />
      <div className={styles.tools}>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-xs" variant="subtle" leftSection={<IconArrowsSort size={14} aria-hidden />}>
              {sorts[view.sort]}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(Object.keys(sorts) as Sort[]).map((sort) => (
              <Menu.Item key={sort} onClick={() => onView({ ...view, sort })}>
                {sorts[sort]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {chosen ? (
          <span className={styles.chip}>
            {chosen.name}
            <CloseButton
              size={24}
              aria-label={`Show all policies, not only ${chosen.name}`}
              onClick={() => onView({ ...view, policy: null })}
            />
          </span>
        ) : (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button size="compact-xs" variant="subtle" leftSection={<IconFilter size={14} aria-hidden />}>
                All policies
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {policies.map(({ id, name }) => (
                <Menu.Item key={id} onClick={() => onView({ ...view, policy: id })}>
                  {name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <span className={styles.count}>{count(state.total)}</span>
      </div>
      {state.fresh > 0 && (
        <button type="button" className={styles.fresh} onClick={() => desk.takeFresh()}>
          {count(state.fresh)} new
          <kbd aria-hidden>n</kbd>
        </button>
      )}
      {error ? <ProblemNote error={error} onRetry={onRetry} /> : null}
      <QueueList desk={desk} state={state} policies={policies} onMore={onMore} />
    </section>
  );
}

function QueueSwitch({ view, onView }: { view: TriageView; onView: (view: TriageView) => void }) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.review.queues.queryOptions());
  const now = Date.now();
  const all = data?.queues ?? queueOrder.map((queue) => ({ queue, open: 0, oldestAt: null }));
  return (
    <div className={styles.queues} role="tablist" aria-label="Queues">
      {all.map(({ queue, open, oldestAt }) => (
        <button
          key={queue}
          type="button"
          role="tab"
          className={styles.queue}
          aria-selected={queue === view.queue}
          title={`Posts for which the engine proposes: ${queue}`}
          onClick={() => onView({ ...view, queue, policy: null })}
        >
          <span className={styles.queueName}>
            <VerdictIcon verdict={queue} size={14} />
            {verdictWords[queue].name}
          </span>
          <span className={styles.queueCount}>{data ? count(open) : '–'}</span>
          <span className={styles.queueAge}>{oldestAt === null ? 'none' : `oldest ${age(oldestAt, now)}`}</span>
        </button>
      ))}
    </div>
  );
}

/** What has not reached a queue yet: posts that wait for a score and posts that no attempt could score. */
function IntakeLine() {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.review.queues.queryOptions());
  const retry = useMutation(
    queries.moderation.retryFailed.mutationOptions({
      onSuccess: ({ requeued }) => tell('Trying again', counted(requeued, 'post')),
      onError: tellProblem,
    }),
  );
  return (
    <p className={styles.intake}>
      {data && (
        <>
          <span>{count(data.intake.waiting)} waiting</span>
          {data.intake.failed > 0 && (
            <>
              <span>· {count(data.intake.failed)} failed</span>
              <Button size="compact-xs" variant="subtle" loading={retry.isPending} onClick={() => retry.mutate({})}>
                Retry
              </Button>
            </>
          )}
          <span className={styles.decided}>{counted(data.decisions, 'decision')}</span>
        </>
      )}
    </p>
  );
}

/** The spread of one policy's scores over all posts, with the thresholds that route them. */
function ScoreHistogram({ policy, mark }: { policy: Policy | undefined; mark: number | undefined }) {
  const { queries } = useWorkbench();
  const { data } = useQuery({
    ...queries.review.histogram.queryOptions({ input: { policy: policy?.id ?? '-' } }),
    enabled: policy !== undefined,
    placeholderData: (previous) => previous,
  });
  const bins = data?.bins ?? emptyBins;
  const { remove, review, reduce, inform } = policy?.thresholds ?? {};
  const lines = [
    { at: remove, name: 'remove at once', color: 'var(--remove)' },
    { at: review, name: 'remove queue', color: 'var(--remove)' },
    { at: reduce, name: 'reduce queue', color: 'var(--reduce)' },
    { at: inform, name: 'inform queue', color: 'var(--inform)' },
  ].flatMap(({ at, ...line }) => (typeof at === 'number' ? [{ at, ...line }] : []));
  return (
    <div className={styles.histogram}>
      <ChartFrame
        title={policy ? `${policy.name} scores` : 'Scores'}
        definition={`How many posts have which calibrated probability, from 0 to 1 in ${bins.length} bins; heights are square roots. Dashed lines are thresholds${lines.map(({ name, at }) => `; ${name} from ${probability(at)}`).join('')}. The solid line is the open post.`}
        data={{
          columns: ['from', 'to', 'posts'],
          rows: bins.map((value, bin) => [(bin / bins.length).toFixed(3), ((bin + 1) / bins.length).toFixed(3), value]),
        }}
        extra={<span className="dim">n = {count(data?.n ?? 0)}</span>}
      >
        <HistogramStrip bins={bins} lines={lines} mark={mark} />
      </ChartFrame>
    </div>
  );
}
