import { StewardError } from '../../contract/errors.ts';
import { fitInWorld } from '../ranking/workspace/learning.ts';
import type { RankingRequests } from '../ranking/workspace/requests.ts';
import { RankingServer } from '../ranking/workspace/server.ts';
import { answer } from './rpc.ts';
import { Teller } from './teller.ts';

let server: RankingServer | undefined;
const abort = new AbortController();

const loaded = (): RankingServer => {
  if (server) return server;
  throw new StewardError('INTERNAL', 'No ranker is loaded.');
};

answer<RankingRequests>({
  async fit(request, tell) {
    const teller = new Teller(tell);
    const fitted = await fitInWorld(request, { signal: abort.signal, onProgress: (progress) => teller.fit(progress) });
    teller.flush();
    return fitted;
  },
  async cancel() {
    abort.abort();
    return null;
  },
  async load({ file, world }) {
    server = await RankingServer.load(file, world);
    return null;
  },
  score: (request) => loaded().score(request),
  async explain({ key, items }) {
    return loaded().explain(key, items);
  },
  async end() {
    await server?.close();
    server = undefined;
    return null;
  },
});
