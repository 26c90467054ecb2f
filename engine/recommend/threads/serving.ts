import type { ServingRequests } from './requests.ts';
import type { answer } from './rpc.ts';
import type { Server } from './server.ts';

type Handlers = Omit<Parameters<typeof answer<ServingRequests>>[0], 'load' | 'makeIndexes'>;

/** What a version answers to each question, on whichever thread it is loaded. */
export function answersOf(loaded: () => Server): Handlers {
  return {
    recommend: async ({ askers, k, reasons }) => loaded().recommend(askers, k, reasons),
    best: async ({ asker, k }) => loaded().best(asker, k),
    score: async ({ asker, items }) => loaded().score(asker, items),
    similar: async ({ items, k }) => loaded().similar(items, k),
    explain: async ({ asker, items, reasons }) => loaded().explain(asker, items, reasons),
  };
}
