import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobRow, ReviewItem } from '../../../engine/contract/review.ts';
import { Columns } from '../../app/columns.tsx';
import { useActions, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { queueOrder, verdictWords } from '../../ui/verdict.tsx';
import { barHeight, DecisionBar } from './decision-bar.tsx';
import { ItemView } from './item-view.tsx';
import { NothingOpen } from './nothing-open.tsx';
import { QueueColumn } from './queue-column.tsx';
import { queueListId } from './queue-list.tsx';
import styles from './triage.module.css';
import { useDesk } from './use-desk.ts';
import { WhyColumn } from './why-column.tsx';

const verdictKeys = [
  ['1', 'remove'],
  ['2', 'reduce'],
  ['3', 'inform'],
  ['4', 'keep'],
] as const;

/** The policy to explain first: the one that the post is here for, or its highest where that one gave no score. */
function explained(row: JobRow | null, item: ReviewItem | undefined): string | null {
  if (!row || item?.job.id !== row.id || item.scores.length === 0) return row?.policy ?? null;
  const own = item.scores.find(({ policy }) => policy === row.policy);
  return (own ?? item.scores.reduce((top, score) => (score.probability > top.probability ? score : top))).policy;
}

/** Triage: the queue on the left, one post in the middle, and on the right why it is there. */
export function TriagePanel() {
  const { desk, state, view, show, loadMore, error, refetch } = useDesk();
  const { queries } = useWorkbench();
  const { current } = state;
  const job = current?.id ?? 0;
  const item = useQuery({
    ...queries.review.item.queryOptions({ input: { job, holder: desk.holder } }),
    enabled: current !== null,
  });
  const { data: policies = [] } = useQuery(queries.policies.list.queryOptions());
  const [unmasked, setUnmasked] = useState<number | null>(null);
  const [chosen, setChosen] = useState<{ job: number; policy: string } | null>(null);
  const policy = chosen?.job === job ? chosen.policy : explained(current, item.data);
  const isMasked = unmasked !== job;
  const toggleMask = () => setUnmasked(isMasked ? job : null);

  const stepBack = () => (isMasked ? show({ ...view, policy: null }) : toggleMask());

  const go = (by: 1 | -1) => {
    desk.move(by);
    // Enter must lead to the post, and not press the button that a person came from.
    document.getElementById(queueListId)?.focus({ preventScroll: true });
  };

  useKeys([
    ...verdictKeys.map(([key, verdict]) => ({
      key,
      does: verdictWords[verdict].name,
      group: 'Decide',
      run: () => desk.decide(verdict),
    })),
    { key: 's', does: 'Skip: leave it to others and come back later', group: 'Decide', run: () => desk.skip() },
    { key: 'z', does: 'Undo the latest decision or skip', group: 'Decide', run: () => void desk.undo() },
    { key: 'j', does: 'Next post', group: 'Queue', repeats: true, run: () => go(1) },
    { key: 'k', does: 'Previous post', group: 'Queue', repeats: true, run: () => go(-1) },
    { key: 'n', does: 'Show what is new', group: 'Queue', run: () => desk.takeFresh() },
    { key: 'm', does: 'Show or mask slurs and graphic words', group: 'Item', run: toggleMask },
    ...(!isMasked || view.policy
      ? [{ key: 'Escape', does: 'Back one step: mask again, then show all policies', group: 'Item', run: stepBack }]
      : []),
    { key: 'Enter', does: 'Read the post', group: 'Item', run: () => document.getElementById('item')?.focus() },
  ]);
  useActions([
    ...queueOrder.map((queue) => ({
      id: `queue.${queue}`,
      label: `Show the ${queue} queue`,
      group: 'Triage',
      run: () => show({ ...view, queue, policy: null }),
    })),
    ...policies.map(({ id, name }) => ({
      id: `filter.${id}`,
      label: `Review only ${name}`,
      group: 'Triage',
      run: () => show({ ...view, policy: id }),
    })),
  ]);

  return (
    <Columns
      panel="triage"
      subject={
        <QueueColumn
          desk={desk}
          state={state}
          view={view}
          onView={show}
          onMore={() => void loadMore()}
          policies={policies}
          histogramPolicy={view.policy ?? policy}
          mark={item.data?.scores.find((score) => score.policy === (view.policy ?? policy))?.probability}
          error={error}
          onRetry={() => void refetch()}
        />
      }
      work={
        <section className={styles.item} aria-label="Item">
          {current ? (
            <ItemView
              row={current}
              item={item.data}
              error={item.error}
              policies={policies}
              policy={policy}
              isMasked={isMasked}
              onMask={toggleMask}
            />
          ) : (
            <NothingOpen state={state} view={view} onView={show} />
          )}
          <DecisionBar desk={desk} status={state.status} hasItem={current !== null} />
        </section>
      }
      whyLabel="Why"
      keepClear={barHeight}
      why={
        <WhyColumn
          item={current ? item.data : undefined}
          policies={policies}
          policy={policy}
          onPolicy={(next) => setChosen({ job, policy: next })}
        />
      }
    />
  );
}
