import { workerData } from 'node:worker_threads';
import { readData } from '../../catalog/data/read-data.ts';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { readStore, type Store } from '../../store/store.ts';
import { answer } from '../threads/rpc.ts';
import { calibrateSources } from './calibrating.ts';
import { measureFeeds } from './measure.ts';
import type { MeasuringRequests } from './requests.ts';

/** Measures feeds, and what sources are worth, over a workspace that it only reads. */
const { dir } = workerData as { dir: string };

answer<MeasuringRequests>({
  measure: (request, tell) => over(request, (store, data) => measureFeeds(store, data, request, tell)),
  calibrate: (request, tell) => over(request, (store, data) => calibrateSources(store, data, request, tell)),
});

/** Works on the data that was asked about. CONFLICT where it has become other since. */
async function over<T>(
  { dataHash }: { dataHash: string },
  work: (store: Store, data: CatalogData) => Promise<T>,
): Promise<T> {
  const store = readStore(dir, Date.now);
  try {
    const data = await readData(dir);
    if (data.hash === dataHash) return await work(store, data);
    throw new StewardError('CONFLICT', 'The data changed while the measurement began.', { advice: 'Start it again.' });
  } finally {
    store.close();
  }
}
