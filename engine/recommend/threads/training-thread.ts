import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import type { TrainingRequests, TrainingSource } from './requests.ts';
import { Thread } from './rpc.ts';

/** A thread that fits and measures models over one state of the data. */
export type TrainingThread = Thread<TrainingRequests>;

/**
 * Runs `work` with a thread over the data, and ends the thread whatever happens. An abort ends it where it stands:
 * `work` is rejected with CANCELLED.
 */
export async function withTrainingThread<T>(
  data: CatalogData,
  { threads, signal }: { threads: number; signal: AbortSignal },
  work: (thread: TrainingThread) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
  const { userRows, itemRows, userAttributes, itemAttributes, prices } = data;
  const source: TrainingSource = {
    userRows,
    itemRows,
    userAttributes,
    itemAttributes,
    prices,
    threads,
  };
  const thread: TrainingThread = new Thread(new URL('./training-worker.ts', import.meta.url), source);
  const abort = () => void thread.close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(thread);
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.close();
  }
}
