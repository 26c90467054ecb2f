import { throwIfCancelled } from '../jobs/context.ts';
import { Thread, withThread } from '../threads/rpc.ts';
import type {
  CalibratedSources,
  CalibrateRequest,
  MeasuredFeeds,
  MeasureFeedsProgress,
  MeasureFeedsRequest,
  MeasuringRequests,
} from './requests.ts';

interface Heard {
  signal: AbortSignal;
  onProgress: (progress: MeasureFeedsProgress) => void;
}

function openThread(dir: string): Thread<MeasuringRequests> {
  return new Thread(new URL('./measuring-worker.ts', import.meta.url), { dir });
}

/** Finds out what the scores of sources are worth in the workspace of a folder, on a thread of its own. CANCELLED where `signal` aborts. */
export function calibrateOnThread(
  dir: string,
  request: CalibrateRequest,
  { signal, onProgress }: Heard,
): Promise<CalibratedSources> {
  return withThread(
    () => openThread(dir),
    signal,
    (thread) => thread.ask('calibrate', request, onProgress),
  );
}

/** Measures feeds in the workspace of a folder, on a thread of its own. CANCELLED where `signal` aborts. */
export async function measureOnThread(
  dir: string,
  request: MeasureFeedsRequest,
  { signal, onProgress }: Heard,
): Promise<MeasuredFeeds> {
  throwIfCancelled(signal);
  const thread = openThread(dir);
  let isPreparing = true;
  const abort = () => {
    if (isPreparing) void thread.close();
    // To stop a thread whose rankers are at work in ONNX Runtime would take the process down: it ends them itself.
    else thread.ask('cancel', null).catch(() => undefined);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    await thread.ask('prepare', request, onProgress);
    isPreparing = false;
    const measured = await thread.ask('measure', null, onProgress);
    throwIfCancelled(signal);
    return measured;
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.close();
  }
}
