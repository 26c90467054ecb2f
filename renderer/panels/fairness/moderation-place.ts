import type { JudgedBy } from '../../../engine/contract/criteria.ts';
import { usePreference } from '../../app/preferences.ts';
import { useOpenWorkspace } from '../../app/workbench.tsx';
import type { TermFigure, TermOrder } from './moderation.ts';

/** What the section of moderation remembers. */
export interface ModerationPlace {
  view: 'terms' | 'criteria';
  /** The policy and source that are looked at, as `sideKey` has them. */
  side: string | null;
  order: TermOrder;
  /** The cell that the keyboard is at. */
  term: string | null;
  figure: TermFigure;
  /** What the criteria are about. */
  policy: string | null;
  by: JudgedBy;
  /** What `by` is crossed with, up to two. */
  crossed: JudgedBy[];
  /** 'overall', 'largest', 'rest', or 'group:' and a name. */
  reference: string;
  costRatio: number;
}

const beginning: ModerationPlace = {
  view: 'terms',
  side: null,
  order: 'worst',
  term: null,
  figure: 'bpsn',
  policy: null,
  by: 'language',
  crossed: [],
  reference: 'overall',
  costRatio: 1,
};

/** Policies and terms mean something in one workspace only. */
export function useModerationPlace(): [ModerationPlace, (change: Partial<ModerationPlace>) => void] {
  const workspace = useOpenWorkspace();
  const [kept, set] = usePreference<ModerationPlace>(`fairness.moderation ${workspace?.dir ?? ''}`, beginning);
  // What was remembered before there was a part of it has that part's beginning.
  const place = { ...beginning, ...kept };
  return [place, (change) => set({ ...place, ...change })];
}
