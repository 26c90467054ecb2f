import { parentPort, Worker, workerData } from 'node:worker_threads';
import { asStewardError, StewardError } from '../contract/errors.ts';

/** How long a loop on the calling thread may go on before the event loop turns, in milliseconds. */
const slice = 20;

/** What a caller may want of long work: to call it off, and to hear how far it is. */
export interface WorkOptions {
  signal?: AbortSignal;
  /** How many of the units are done. */
  onProgress?: (done: number) => void;
}

/** A loop over [0, total) whose steps do not depend on each other: they write to shared arrays named in `setup`. */
export interface RangeWork<Setup> extends WorkOptions {
  /** The file that calls `serveRange(makeStep)`, for the workers. */
  worker: URL;
  /** Makes the step, once a thread; the step does [from, to). */
  makeStep: (setup: Setup) => (from: number, to: number) => void;
  /** Cloned into each worker; its shared arrays stay shared. */
  setup: Setup;
  total: number;
  /** Units a step: few enough that a step takes some milliseconds. */
  chunk: number;
  threads: number;
}

/**
 * Runs a loop in slices on the calling thread, or on `threads` workers that take chunks from one shared counter. Who
 * does which chunk differs from run to run, what the chunks write does not. Rejects with CANCELLED, or with what a step threw.
 */
export async function overRange<Setup>(work: RangeWork<Setup>): Promise<void> {
  const { total, chunk, threads, signal, onProgress } = work;
  throwIfAborted(signal);
  if (threads > 1 && total > chunk) {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const input: RangeInput<Setup> = { setup: work.setup, counter, total, chunk };
    const workers = Math.min(threads, Math.ceil(total / chunk));
    let done = 0;
    const stop = new AbortController();
    const together = { signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal };
    const onPart = (units: number) => {
      done += units;
      onProgress?.(done);
    };
    try {
      await Promise.all(
        Array.from({ length: workers }, () => inWorker(work.worker, input, { ...together, onProgress: onPart })),
      );
    } finally {
      stop.abort();
    }
    return;
  }
  const step = work.makeStep(work.setup);
  let lastTurn = performance.now();
  for (let from = 0; from < total; from += chunk) {
    const to = Math.min(from + chunk, total);
    step(from, to);
    if (performance.now() - lastTurn < slice && to < total) continue;
    onProgress?.(to);
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(signal);
    lastTurn = performance.now();
  }
}

interface RangeInput<Setup> {
  setup: Setup;
  counter: Int32Array;
  total: number;
  chunk: number;
}

/** The worker's side of `overRange`. */
export function serveRange<Setup>(makeStep: RangeWork<Setup>['makeStep']): void {
  serve(({ setup, counter, total, chunk }: RangeInput<Setup>, onProgress) => {
    const step = makeStep(setup);
    for (;;) {
      const from = Atomics.add(counter, 0, chunk);
      if (from >= total) return null;
      const to = Math.min(from + chunk, total);
      step(from, to);
      onProgress(to - from);
    }
  });
}

type WorkerMessage = { kind: 'progress'; done: number } | { kind: 'done'; result: unknown };

/**
 * Runs one piece of work on a thread of its own and resolves with its result. An abort stops the thread where it is and
 * rejects with CANCELLED; what the work throws is passed on.
 */
export function inWorker<Input, Result>(url: URL, input: Input, options: WorkOptions = {}): Promise<Result> {
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const worker = new Worker(url, { workerData: input });
    const abort = () => {
      reject(cancelled());
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onProgress?.(message.done);
      else resolve(message.result as Result);
    });
    worker.once('error', (error) => reject(asStewardError(error)));
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new StewardError('INTERNAL', `A worker thread ended with code ${code} before it was done.`));
    });
  });
}

/** The worker's side of `inWorker`: does the work it was started with, and posts the result. */
export function serve<Input, Result>(
  work: (input: Input, onProgress: (done: number) => void) => Result | Promise<Result>,
): void {
  const port = parentPort!;
  const post = (message: WorkerMessage) => port.postMessage(message);
  void Promise.resolve(work(workerData as Input, (done) => post({ kind: 'progress', done }))).then((result) => {
    post({ kind: 'done', result });
  });
}

function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw cancelled();
}

function cancelled(): StewardError {
  return new StewardError('CANCELLED', 'The work was cancelled.');
}
