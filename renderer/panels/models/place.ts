import { useCallback } from 'react';
import { usePreference, writePreference } from '../../app/preferences.ts';
import { useOpenWorkspace } from '../../app/workbench.tsx';
import { newRanker, type RankerDraft } from './rankers.ts';
import { noFilter, type RunFilter } from './run-filter.ts';
import { newDraft, type TrainDraft } from './train.ts';

/** The sections of the panel. */
export type TabId = 'runs' | 'compare' | 'versions' | 'train' | 'rankers' | 'classifiers';

/** The two runs that are face to face, the metric that is looked at, and from which side. */
export interface Pair {
  a: number | null;
  b: number | null;
  metric: string;
  view: 'metrics' | 'users' | 'settings' | 'curves';
  /** The user that is looked at, point by point. */
  user: string | null;
}

/** Everything that the panel remembers of where a person was, with what it begins as. */
const beginnings = {
  run: null as number | null,
  filter: noFilter as RunFilter,
  columns: ['ndcg', 'recall', 'precision', 'rmse', 'fit', 'users', 'when'] as readonly string[],
  marks: [] as readonly number[],
  pair: { a: null, b: null, metric: 'ndcg', view: 'metrics', user: null } as Pair,
  draft: newDraft as TrainDraft,
  /** The job that is watched in Train; null shows the form. */
  job: null as number | null,
  slot: null as string | null,
  version: null as number | null,
  ranker: null as number | null,
  /** What the middle of Rankers shows: the list, the form, or the job of this number. */
  rankerView: 'list' as 'list' | 'form' | number,
  rankerDraft: newRanker as RankerDraft,
  asked: { user: '', version: null as number | null, item: null as string | null },
};
type Places = typeof beginnings;

/**
 * One thing that the panel remembers. Ids mean something in one workspace only, so that each has its own memory; only
 * columns are a matter of taste and the same everywhere.
 */
export function usePlace<Name extends keyof Places>(name: Name): [Places[Name], (value: Places[Name]) => void] {
  const workspace = useOpenWorkspace();
  const suffix = name === 'columns' ? '' : ` ${workspace?.dir ?? ''}`;
  return usePreference<Places[Name]>(`models.${name}${suffix}`, beginnings[name]);
}

/** The section on the screen, and the way to another. */
export function useTab(): [TabId, (tab: TabId) => void] {
  const [tab] = usePreference<TabId>('models.tab', 'runs');
  const go = useCallback((next: TabId) => writePreference('models.tab', next), []);
  return [tab, go];
}
