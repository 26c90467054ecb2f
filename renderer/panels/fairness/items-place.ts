import { usePreference } from '../../app/preferences.ts';
import { useOpenWorkspace } from '../../app/workbench.tsx';
import type { GiniConvention } from './items.ts';

/** What the section of items remembers: two runs, the figure that is looked at, and the convention of Gini. */
export interface ItemsPlace {
  a: number | null;
  b: number | null;
  figure: string | null;
  gini: GiniConvention;
}

const beginning: ItemsPlace = { a: null, b: null, figure: null, gini: 'n' };

/** Runs mean something in one workspace only. */
export function useItemsPlace(): [ItemsPlace, (change: Partial<ItemsPlace>) => void] {
  const workspace = useOpenWorkspace();
  const [place, set] = usePreference<ItemsPlace>(`fairness.items ${workspace?.dir ?? ''}`, beginning);
  return [place, (change) => set({ ...place, ...change })];
}
