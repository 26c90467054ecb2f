import { useSyncExternalStore } from 'react';

const panelIds = ['triage', 'feeds', 'fairness', 'models', 'data'] as const;

/** What a panel is called in the address. */
export type PanelId = (typeof panelIds)[number];

const listeners = new Set<() => void>();

/** The panel on the screen; it is part of the address, so that a reload stays where it was. */
export function usePanel(): PanelId {
  const id = useSyncExternalStore(subscribe, () => window.location.hash.slice(2));
  return panelIds.find((panel) => panel === id) ?? 'triage';
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
