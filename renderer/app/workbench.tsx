import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Engine } from './client.ts';
import type { ConnectionState } from './connection.ts';
import { type KeyBinding, matchKey } from './keys.ts';
import { asProblem } from './problem.ts';
import { Registry } from './registry.ts';

/** Something the palette offers. */
export interface Action {
  id: string;
  label: string;
  group: string;
  description?: string;
  keys?: string;
  run(): void;
}

interface Workbench extends Engine {
  keys: Registry<KeyBinding>;
  actions: Registry<Action>;
}

const WorkbenchContext = createContext<Workbench | null>(null);

/** Hands the engine, the keys and the actions to everything below, and listens to the keyboard. */
export function WorkbenchProvider({ engine, children }: { engine: Engine; children: ReactNode }) {
  const [workbench] = useState<Workbench>(() => ({ ...engine, keys: new Registry(), actions: new Registry() }));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const binding = matchKey(workbench.keys.getAll(), event, placeOf(event.target));
      if (!binding) return;
      event.preventDefault();
      binding.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [workbench]);
  return <WorkbenchContext value={workbench}>{children}</WorkbenchContext>;
}

/** The engine's operations and what else the whole workbench shares. */
export function useWorkbench(): Workbench {
  const workbench = use(WorkbenchContext);
  if (!workbench) throw new Error('useWorkbench needs a WorkbenchProvider above it.');
  return workbench;
}

/** The state of the connection to the engine. */
export function useConnection(): ConnectionState {
  const { connection } = useWorkbench();
  return useSyncExternalStore(connection.subscribe, connection.getState);
}

/** Contributes keys for as long as the component is on the screen. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  useContribution(useWorkbench().keys, bindings);
}

/** Contributes palette actions for as long as the component is on the screen. */
export function useActions(actions: readonly Action[]): void {
  useContribution(useWorkbench().actions, actions);
}

function useContribution<Item extends { run(): void }>(registry: Registry<Item>, items: readonly Item[]): void {
  const [source] = useState(() => Symbol('source'));
  const latest = useRef(items);
  useEffect(() => {
    latest.current = items;
  });
  // What is registered runs the newest closure, so that it is set again only when what people see of it changes.
  const face = JSON.stringify(items);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `face` stands for the items
  useEffect(() => {
    registry.set(
      source,
      latest.current.map((item, index) => ({ ...item, run: () => latest.current[index]?.run() })),
    );
    return () => registry.set(source, []);
  }, [registry, source, face]);
}

/** The workspace that is open, or undefined where none is. */
export function useOpenWorkspace() {
  const { data } = useQuery(useWorkbench().queries.workspace.state.queryOptions());
  return data?.state === 'open' ? data : undefined;
}

/** Tells a person about a failure of something that has no place of its own on the screen. */
export function tellProblem(error: unknown): void {
  const { code, message, advice } = asProblem(error);
  notifications.show({
    color: 'red',
    title: message,
    message: [advice, code].filter(Boolean).join(' · '),
    autoClose: 12_000,
  });
}

/** Tells that something was done that shows nowhere else. */
export function tell(title: string, message = ''): void {
  notifications.show({ title, message, autoClose: 6000 });
}

/** What takes letters. A closed list to choose from does not: keys go on working where a choice was made. */
const typedInto =
  'input:not([type=checkbox], [type=radio], [readonly][aria-expanded=false]), textarea, select, [contenteditable=true]';

function placeOf(target: EventTarget | null) {
  const element = target instanceof HTMLElement ? target : null;
  return {
    typing: Boolean(element?.closest(typedInto)),
    dialog: document.querySelector('[role=dialog], [role=menu]') !== null,
    control: Boolean(element?.closest('button, a[href], [role=tab], [role=switch], input, summary')),
  };
}
