import { StewardError } from '../../contract/errors.ts';
import type { ServingRequests } from './requests.ts';
import { answer } from './rpc.ts';
import { Server } from './server.ts';

let server: Server | undefined;

answer<ServingRequests>({
  async load({ file }) {
    server = await Server.load(file);
    return { attributes: server.attributes };
  },
  async recommend({ askers, k, reasons }) {
    if (!server) throw new StewardError('INTERNAL', 'No version is loaded.');
    return server.recommend(askers, k, reasons);
  },
});
