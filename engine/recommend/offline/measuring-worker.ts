import { workerData } from 'node:worker_threads';
import { readData } from '../../catalog/data/read-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { readStore } from '../../store/store.ts';
import { answer } from '../threads/rpc.ts';
import { measureFeeds } from './measure.ts';
import type { MeasuringRequests } from './requests.ts';

/** Measures feeds over a workspace that it only reads. */
const { dir } = workerData as { dir: string };

answer<MeasuringRequests>({
  async measure(request, tell) {
    const store = readStore(dir, Date.now);
    try {
      const data = await readData(dir);
      if (data.hash === request.dataHash) return await measureFeeds(store, data, request, tell);
      throw new StewardError('CONFLICT', 'The data changed while the measurement began.', {
        advice: 'Start it again.',
      });
    } finally {
      store.close();
    }
  },
});
