import { StewardError } from '../../contract/errors.ts';
import type { RankerFit, RankerFitted, RankingRequests } from '../ranking/workspace/requests.ts';
import type { TrainingProgress } from './requests.ts';
import { Thread } from './rpc.ts';

/** A thread that trains or serves one ranker. */
export class RankingThread {
  readonly #thread = new Thread<RankingRequests>(new URL('./ranking-worker.ts', import.meta.url), null);
  readonly #asked = new Set<Promise<unknown>>();

  ask<N extends keyof RankingRequests & string>(
    name: N,
    input: RankingRequests[N]['input'],
    onProgress?: (progress: RankingRequests[N]['progress']) => void,
  ): Promise<RankingRequests[N]['result']> {
    const answer = this.#thread.ask(name, input, onProgress);
    const settled = answer.catch(() => undefined);
    this.#asked.add(settled);
    void settled.then(() => this.#asked.delete(settled));
    return answer;
  }

  /** Ends the thread when all that it was asked is answered: to stop it while ONNX Runtime is at work would take the process down. */
  async close(): Promise<void> {
    while (this.#asked.size > 0) await Promise.all(this.#asked);
    await this.#thread.ask('end', null).catch(() => undefined);
    await this.#thread.close();
  }
}

/** Trains a ranker on a thread of its own. CANCELLED where `signal` aborts. */
export async function fitOnThread(
  request: RankerFit,
  { signal, onProgress }: { signal: AbortSignal; onProgress(progress: TrainingProgress): void },
): Promise<RankerFitted> {
  if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
  const thread = new RankingThread();
  const cancel = () => void thread.ask('cancel', null);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await thread.ask('fit', request, onProgress);
  } finally {
    signal.removeEventListener('abort', cancel);
    await thread.close();
  }
}
