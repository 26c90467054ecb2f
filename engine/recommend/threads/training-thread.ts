import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { TrainingRequests, TrainingSource } from './requests.ts';
import { Thread, withThread } from './rpc.ts';

/** A thread that fits and measures models over one state of the data. */
export type TrainingThread = Thread<TrainingRequests>;

/**
 * Runs `work` with a thread over the data, and ends the thread whatever happens. An abort ends it where it stands:
 * `work` is rejected with CANCELLED.
 */
export function withTrainingThread<T>(
  data: CatalogData,
  { threads, signal, itemEmbeddings }: Pick<TrainingSource, 'threads' | 'itemEmbeddings'> & { signal: AbortSignal },
  work: (thread: TrainingThread) => Promise<T>,
): Promise<T> {
  const { userRows, itemRows, userAttributes, itemAttributes, prices } = data;
  const source: TrainingSource = {
    userRows,
    itemRows,
    userAttributes,
    itemAttributes,
    itemEmbeddings,
    prices,
    threads,
  };
  const worker = new URL('./training-worker.ts', import.meta.url);
  return withThread((): TrainingThread => new Thread(worker, source), signal, work);
}
