import { StewardError } from '../../contract/errors.ts';
import type { ServingRequests } from './requests.ts';
import { answer } from './rpc.ts';
import { Server } from './server.ts';

let server: Server | undefined;

const loaded = (): Server => {
  if (server) return server;
  throw new StewardError('INTERNAL', 'No version is loaded.');
};

answer<ServingRequests>({
  async load({ file, place }) {
    server = await Server.load(file, place);
    return { attributes: server.attributes };
  },
  async makeIndexes() {
    await loaded().makeIndexes();
    return null;
  },
  async recommend({ askers, k, reasons }) {
    return loaded().recommend(askers, k, reasons);
  },
  async best({ asker, k }) {
    return loaded().best(asker, k);
  },
  async score({ asker, items }) {
    return loaded().score(asker, items);
  },
  async similar({ items, k }) {
    return loaded().similar(items, k);
  },
  async explain({ asker, items, reasons }) {
    return loaded().explain(asker, items, reasons);
  },
});
