import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { readData } from '../../catalog/data/read-data.ts';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { workspaceFiles } from '../../store/open.ts';
import { readStore, type Store } from '../../store/store.ts';
import { answer } from '../threads/rpc.ts';
import { calibrateSources } from './calibrating.ts';
import { heldOutTexts } from './held-out-texts.ts';
import { measureFeeds } from './measure.ts';
import { type Preparation, prepareMeasurement } from './preparing.ts';
import type { MeasuringRequests } from './requests.ts';

/** Measures feeds, and what sources are worth, over a workspace that it only reads. */
const { dir } = workerData as { dir: string };
const stop = new AbortController();
let prepared: { store: Store; data: CatalogData; preparation: Preparation } | undefined;

answer<MeasuringRequests>({
  async calibrate(request, tell) {
    const { store, data } = await open(request);
    const cache = join(dir, workspaceFiles.cache);
    const texts = await heldOutTexts(data, request.texts, { cache, threads: request.threads });
    return calibrateSources(store, data, { ...request, texts }, tell).finally(() => store.close());
  },
  async prepare(request, tell) {
    const { store, data } = await open(request);
    prepared = { store, data, preparation: await prepareMeasurement(store, data, request, tell) };
    return null;
  },
  async measure(_, tell) {
    const { store, data, preparation } = prepared!;
    return measureFeeds(store, data, preparation, { signal: stop.signal, tell }).finally(() => store.close());
  },
  async cancel() {
    stop.abort();
    return null;
  },
});

/** The workspace and the data that was asked about. CONFLICT where it has become other since. */
async function open({ dataHash }: { dataHash: string }): Promise<{ store: Store; data: CatalogData }> {
  const store = readStore(dir, Date.now);
  const data = await readData(dir);
  if (data.hash === dataHash) return { store, data };
  store.close();
  throw new StewardError('CONFLICT', 'The data changed while the measurement began.', { advice: 'Start it again.' });
}
