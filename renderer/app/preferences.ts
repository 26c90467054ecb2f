import { useCallback, useSyncExternalStore } from 'react';

const prefix = 'steward.';
const listeners = new Set<() => void>();
const known = new Map<string, unknown>();

/**
 * A choice about how the workbench looks, remembered on this machine. Nothing that matters lives here: where the
 * storage is missing or full, the choice lasts as long as the window.
 */
export function usePreference<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const value = useSyncExternalStore(subscribe, () => readPreference(name, initial));
  const set = useCallback((next: Value) => writePreference(name, next), [name]);
  return [value, set];
}

/** The remembered choice, or the initial one. */
export function readPreference<Value>(name: string, initial: Value): Value {
  if (!known.has(name)) known.set(name, load(name) ?? initial);
  return known.get(name) as Value;
}

/** Remembers a choice and tells whoever shows it. */
export function writePreference<Value>(name: string, value: Value): void {
  known.set(name, value);
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // The choice still holds for this window.
  }
  for (const listener of listeners) listener();
}

function load(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(prefix + name) ?? 'null');
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
