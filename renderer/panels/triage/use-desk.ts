import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Queue } from '../../../engine/contract/review.ts';
import { readPreference, usePreference, writePreference } from '../../app/preferences.ts';
import { tellProblem, useConnection, useOpenWorkspace, useWorkbench } from '../../app/workbench.tsx';
import { queueOrder } from '../../ui/verdict.tsx';
import { Desk } from './desk.ts';

export type Sort = 'priority' | 'score' | 'newest' | 'oldest';

/** What the left column is set to. */
export interface TriageView {
  queue: Queue;
  policy: string | null;
  sort: Sort;
}

const firstView: TriageView = { queue: 'remove', policy: null, sort: 'priority' };
const pageSize = 100;

/** The moderator's desk, kept up to date with the engine, and the view that it shows. */
export function useDesk() {
  const { client, queries, cache } = useWorkbench();
  const connection = useConnection();
  // Jobs and queues are those of one workspace, and so is the place that is remembered in them.
  const dir = useOpenWorkspace()?.dir ?? '';
  const [stored, setView] = usePreference<TriageView | null>(`triage.view.${dir}`, null);
  const view = stored ?? firstView;
  const [desk] = useState(
    () =>
      new Desk(client.review, {
        holder: windowId(),
        queue: view.queue,
        places: {
          get: (queue) => readPreference<number | null>(`triage.place.${queue}.${dir}`, null) ?? undefined,
          set: (queue, job) => writePreference(`triage.place.${queue}.${dir}`, job),
        },
      }),
  );
  const state = useSyncExternalStore(desk.subscribe, desk.getState);
  const show = (next: TriageView) => {
    const isSame = next.queue === view.queue && next.policy === view.policy && next.sort === view.sort;
    if (isSame) return;
    desk.show(next.queue);
    setView(next);
  };

  // Somebody who has not chosen a queue yet starts in the gravest one that has work.
  const { data: queues } = useQuery(queries.review.queues.queryOptions());
  const busiest = queueOrder.find((queue) => queues?.queues.some((known) => known.queue === queue && known.open > 0));
  useEffect(() => {
    // While posts still come in, a graver queue may fill any moment.
    if (stored || !busiest || (busiest !== 'remove' && queues?.intake.waiting !== 0)) return;
    if (busiest !== desk.getState().queue) desk.show(busiest);
    setView({ ...firstView, queue: busiest });
  }, [stored, busiest, queues, desk, setView]);

  // An undo may lead back into another queue: the view follows the desk then.
  const { queue } = state;
  useEffect(() => {
    if (stored && queue !== stored.queue && queue === desk.getState().queue) {
      setView({ ...stored, queue, policy: null });
    }
  }, [desk, queue, stored, setView]);

  const { holder } = desk;
  const input = {
    queue: view.queue,
    policy: view.policy ?? undefined,
    sort: view.sort,
    offset: 0,
    limit: pageSize,
    holder,
  };
  const { data, error, refetch } = useQuery(queries.review.list.queryOptions({ input }));
  useEffect(() => {
    if (data && view.queue === desk.getState().queue) desk.update(data.rows, data.total);
  }, [desk, data, view.queue]);

  const instance = connection.phase === 'ready' ? connection.instance : null;
  const first = useRef(instance);
  useEffect(() => {
    if (instance === null || instance === first.current) return;
    first.current = instance;
    desk.resume();
  }, [desk, instance]);

  useEffect(() => {
    const leave = () => void desk.dispose();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [desk]);

  // What comes next is fetched while a person reads, so that deciding never waits for it.
  const index = state.rows.findIndex(({ id }) => id === state.current?.id);
  const upcoming = state.rows.slice(index + 1, index + 3).map(({ id }) => id);
  const upcomingKey = upcoming.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids
  useEffect(() => {
    for (const job of upcoming) void cache.prefetchQuery(queries.review.item.queryOptions({ input: { job, holder } }));
  }, [cache, queries, holder, upcomingKey]);

  const isLoadingMore = useRef(false);
  const loadMore = async () => {
    if (isLoadingMore.current || state.rows.length >= state.total) return;
    isLoadingMore.current = true;
    try {
      desk.append((await client.review.list({ ...input, offset: state.rows.length })).rows);
    } catch (failure) {
      tellProblem(failure);
    } finally {
      isLoadingMore.current = false;
    }
  };

  return { desk, state, view, show, loadMore, error, refetch };
}

/** Names this window to the engine; a reload stays the same window, so that it keeps what it had leased. */
function windowId(): string {
  const name = 'steward.window';
  try {
    const known = sessionStorage.getItem(name);
    if (known) return known;
    const id = newWindowId();
    sessionStorage.setItem(name, id);
    return id;
  } catch {
    return newWindowId();
  }
}

function newWindowId(): string {
  return `window ${crypto.randomUUID().slice(0, 13)}`;
}
