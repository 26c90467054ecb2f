import { StewardError } from '../../contract/errors.ts';
import type { ServingRequests } from './requests.ts';
import { answer } from './rpc.ts';
import { Server } from './server.ts';
import { answersOf } from './serving.ts';

let server: Server | undefined;

const loaded = (): Server => {
  if (server) return server;
  throw new StewardError('INTERNAL', 'No version is loaded.');
};

answer<ServingRequests>({
  async load({ file, place }) {
    server = await Server.load(file, place);
    return { attributes: server.attributes, factors: server.factors };
  },
  async makeIndexes() {
    await loaded().makeIndexes();
    return null;
  },
  ...answersOf(loaded),
});
