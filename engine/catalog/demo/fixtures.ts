import { Behaviour, type History, type Shown } from './behaviour.ts';
import { type DemoItem, demoItems } from './items.ts';
import { ItemTable, popularityOf } from './popularity.ts';
import { type DemoSettings, demoSettings } from './settings.ts';
import { quotas } from './users.ts';

export const start = Date.UTC(2026, 0, 5);

/** A whole demo in memory, for tests. */
export interface Simulated {
  settings: DemoSettings;
  items: DemoItem[];
  histories: History[];
}

/** Simulates without a workspace, from `start` on. `onShown` hears of every place of every page of every user. */
export function simulate(wanted: Partial<DemoSettings>, onShown?: (user: number, shown: Shown) => void): Simulated {
  const settings = demoSettings({ start, ...wanted }, start);
  const items = [...demoItems(settings)];
  const table = new ItemTable(items.length);
  for (const { n, truth } of items) table.set(n, truth);
  const behaviour = new Behaviour(settings, table, finish(popularityOf(settings, table)));
  const histories = Array.from(finish(quotas(settings)), (quota, n) =>
    copy(behaviour.historyOf(n, quota, onShown ? (shown) => onShown(n, shown) : null)),
  );
  return { settings, items, histories };
}

function copy({ item, kind, at, value, ...history }: History): History {
  const { length } = history;
  return {
    ...history,
    item: item.slice(0, length),
    kind: kind.slice(0, length),
    at: at.slice(0, length),
    value: value.slice(0, length),
  };
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
