import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StewardError } from '../../contract/errors.ts';
import { endRequest, type WorkerReply, type WorkerRequest, type WorkerSetup } from './protocol.ts';

/** A request before the crew gives it a number. */
export type Unnumbered = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never;
type Ready = Extract<WorkerReply, { kind: 'ready' }>;

/** Worker threads that answer one request each at a time, from one queue. */
export interface Crew {
  readonly size: number;
  /** What the first worker said when it was ready. */
  readonly ready: Ready;
  /** Queues a request, at the head of the queue with `first`. Rejects with CANCELLED as soon as `signal` aborts. */
  ask(request: Unnumbered, options?: { signal?: AbortSignal; first?: boolean }): Promise<WorkerReply>;
  /** Ends all workers when they have done what they are at; what is queued or running is rejected with CANCELLED. */
  close(): Promise<void>;
}

interface Task {
  request: WorkerRequest;
  tries: number;
  settle(outcome: WorkerReply | StewardError): void;
}

interface Slot {
  worker: Worker;
  task: Task | null;
  ready: boolean;
}

const triesPerTask = 2;
/** How long a worker may take to end, in milliseconds: longer than the slowest batch. */
const patience = 10_000;

/**
 * Starts `size` workers and waits for all of them. A worker that dies is started again, and what it was doing is tried
 * once more on another; if that dies too, the request is rejected. Rejects where a worker cannot start.
 */
export async function openCrew(url: URL, setup: WorkerSetup, size: number): Promise<Crew> {
  const queue: Task[] = [];
  const slots: Slot[] = [];
  let lastId = 0;
  let closed = false;

  const ready = await Promise.all(Array.from({ length: size }, start)).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { size, ready: ready[0]!, ask, close };

  function start(): Promise<Ready> {
    const worker = new Worker(url, { workerData: setup });
    const slot: Slot = { worker, task: null, ready: false };
    slots.push(slot);
    return new Promise((resolve, reject) => {
      let problem: unknown = null;
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'ready') {
          slot.ready = true;
          resolve(reply);
        } else if (reply.kind === 'failed' && reply.id === 0) {
          reject(errorOf(reply));
        } else {
          slot.task?.settle(reply.kind === 'failed' ? errorOf(reply) : reply);
          slot.task = null;
        }
        deal();
      });
      worker.on('error', (error) => {
        problem = error;
      });
      worker.on('exit', (code) => {
        const why = problem instanceof Error ? problem.message : `it ended with code ${code}`;
        const died = new StewardError('INTERNAL', `A scoring worker died: ${why}.`, { cause: problem });
        reject(died);
        lose(slot, died);
      });
    });
  }

  function lose(slot: Slot, died: StewardError): void {
    slots.splice(slots.indexOf(slot), 1);
    const { task } = slot;
    if (closed) return;
    if (task && task.tries < triesPerTask) queue.unshift(task);
    else task?.settle(died);
    if (slot.ready) {
      start().catch((error: StewardError) => {
        if (slots.some((other) => other.ready)) return;
        for (const waiting of queue.splice(0)) waiting.settle(error);
      });
    }
    deal();
  }

  function deal(): void {
    for (const slot of slots) {
      if (!slot.ready || slot.task) continue;
      const task = queue.shift();
      if (!task) return;
      task.tries++;
      slot.task = task;
      slot.worker.postMessage(task.request);
    }
  }

  function ask(
    request: Unnumbered,
    { signal, first = false }: { signal?: AbortSignal; first?: boolean } = {},
  ): Promise<WorkerReply> {
    const cancelled = () => new StewardError('CANCELLED', 'The work was cancelled.');
    if (closed || signal?.aborted) return Promise.reject(cancelled());
    if (slots.length === 0)
      return Promise.reject(new StewardError('INTERNAL', 'No scoring worker is left.', { advice: 'Start again.' }));
    return new Promise((resolve, reject) => {
      const abort = () => {
        const place = queue.indexOf(task);
        if (place >= 0) queue.splice(place, 1);
        task.settle(cancelled());
      };
      const task: Task = {
        request: { ...request, id: ++lastId } as WorkerRequest,
        tries: 0,
        settle(outcome) {
          signal?.removeEventListener('abort', abort);
          if (outcome instanceof StewardError) reject(outcome);
          else resolve(outcome);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      if (first) queue.unshift(task);
      else queue.push(task);
      deal();
    });
  }

  async function close(): Promise<void> {
    closed = true;
    const running = slots.flatMap(({ task }) => task ?? []);
    for (const task of [...queue.splice(0), ...running])
      task.settle(new StewardError('CANCELLED', 'The scoring pool was closed.'));
    await Promise.all(slots.map(({ worker }) => end(worker)));
  }
}

/** Waits for a worker to end by itself; one that does not is stopped. */
async function end(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit');
  worker.postMessage(endRequest);
  const stop = setTimeout(() => void worker.terminate(), patience);
  await exited.catch(() => {});
  clearTimeout(stop);
}

function errorOf({ code, message, advice, place }: Extract<WorkerReply, { kind: 'failed' }>): StewardError {
  return new StewardError(code, message, { advice, place });
}
