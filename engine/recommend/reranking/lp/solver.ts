import { Worker } from 'node:worker_threads';
import { StewardError } from '../../../contract/errors.ts';
import type { Programme } from './programme.ts';
import type { Solution } from './solve.ts';

export interface SolveRequest {
  id: number;
  programme: Programme;
  /** How long HiGHS may take. */
  seconds: number;
}

export type SolveReply = { id: number; solution: Solution } | { id: number; error: string };

interface Waiting {
  resolve(solution: Solution): void;
  reject(error: Error): void;
}

/**
 * Solves programmes one after the other on a thread of its own, started when the first one comes, because loading the
 * solver takes longer than most solves. The thread keeps no process alive that has nothing else to do.
 */
export class LpSolver {
  #worker: Worker | null = null;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** The solution of a programme. CANCELLED on abort; the thread is ended where nobody else waits for it. */
  async solve(programme: Programme, options: { seconds?: number; signal?: AbortSignal } = {}): Promise<Solution> {
    const { seconds = 10, signal } = options;
    if (signal?.aborted) throw cancelled();
    const id = this.#next++;
    const request: SolveRequest = { id, programme, seconds };
    const { promise, resolve, reject } = Promise.withResolvers<Solution>();
    this.#waiting.set(id, { resolve, reject });
    const abort = () => {
      this.#waiting.delete(id);
      reject(cancelled());
      if (this.#waiting.size === 0) void this.close();
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#start().postMessage(request);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker?.unref();
    }
  }

  /** Ends the thread. What still waits is CANCELLED; the next programme starts a new one. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#failAll(cancelled());
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = this.#worker ?? new Worker(new URL('./solve-worker.ts', import.meta.url));
    worker.ref();
    if (this.#worker) return worker;
    this.#worker = worker;
    worker.on('message', (reply: SolveReply) => {
      const waiting = this.#waiting.get(reply.id);
      if ('solution' in reply) waiting?.resolve(reply.solution);
      else waiting?.reject(failed(reply.error));
    });
    const end = (reason: string) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#failAll(failed(reason));
    };
    worker.on('error', (error) => end(error.message));
    worker.on('exit', (code) => end(`its thread ended with code ${code}`));
    return worker;
  }

  #failAll(error: StewardError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function cancelled(): StewardError {
  return new StewardError('CANCELLED', 'The work was cancelled.');
}

function failed(reason: string): StewardError {
  return new StewardError('INTERNAL', `The linear programme could not be solved: ${reason}`);
}
