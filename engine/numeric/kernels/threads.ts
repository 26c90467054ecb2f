import { Worker } from 'node:worker_threads';
import type { KernelMemory } from './instance.ts';
import type { KernelOrder } from './protocol.ts';

/** How long a thread without work is kept: starting one costs more than some trainings do. In milliseconds. */
const patience = 30_000;

interface Waiting {
  worker: Worker;
  end: NodeJS.Timeout;
}
const waiting: Waiting[] = [];

/** A thread that runs kernels over `memory`: one that waits, or a new one. It keeps the process alive until it is given back. */
export function takeThread(memory: KernelMemory): Worker {
  const known = waiting.pop();
  if (known) clearTimeout(known.end);
  const worker = known?.worker ?? new Worker(new URL('./kernels-worker.ts', import.meta.url));
  // Whoever waited may have died meanwhile: its listeners are the new owner's from here on.
  worker.removeAllListeners();
  worker.ref();
  worker.postMessage({ memory } satisfies KernelOrder);
  return worker;
}

/** Takes back a thread that is alive and has answered all its calls; it lets go of the memory, and ends if nobody takes it. */
export function giveThreadBack(worker: Worker): void {
  worker.removeAllListeners();
  worker.postMessage({ memory: null } satisfies KernelOrder);
  worker.unref();
  const one: Waiting = { worker, end: setTimeout(() => drop(one), patience).unref() };
  worker.once('error', () => drop(one));
  worker.once('exit', () => drop(one));
  waiting.push(one);
}

function drop(one: Waiting): void {
  const place = waiting.indexOf(one);
  if (place < 0) return;
  clearTimeout(one.end);
  waiting.splice(place, 1);
  void one.worker.terminate();
}
