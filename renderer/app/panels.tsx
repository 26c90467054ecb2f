import { IconBrain, IconDatabase, IconGavel } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { DataPanel } from '../panels/data/panel.tsx';
import { ModelsPanel } from '../panels/models/panel.tsx';
import { TriagePanel } from '../panels/triage/panel.tsx';

/** The panels of the workbench, in the order of the rail. A new panel is a new line here. */
export const panels = [
  { id: 'triage', letter: 'T', name: 'Triage', icon: IconGavel, panel: TriagePanel },
  { id: 'models', letter: 'M', name: 'Models', icon: IconBrain, panel: ModelsPanel },
  { id: 'data', letter: 'D', name: 'Data', icon: IconDatabase, panel: DataPanel },
] as const;
export type PanelId = (typeof panels)[number]['id'];

const listeners = new Set<() => void>();

/** The panel on the screen; it is part of the address, so that a reload stays where it was. */
export function usePanel(): PanelId {
  const id = useSyncExternalStore(subscribe, () => window.location.hash.slice(2));
  return panels.find((panel) => panel.id === id)?.id ?? 'triage';
}

/** Goes to a panel. */
export function goTo(panel: PanelId): void {
  if (window.location.hash === `#/${panel}`) return;
  // Not by setting the hash: its event comes a task later, and the next key would still meet the old panel.
  window.history.pushState(null, '', `#/${panel}`);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}
