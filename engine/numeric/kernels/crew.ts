import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { StewardError } from '../../contract/errors.ts';
import { type KernelMemory, type KernelName, type Kernels, kernelMemory, kernelsOver } from './instance.ts';
import type { KernelOrder, KernelReply } from './protocol.ts';
import { giveThreadBack, takeThread } from './threads.ts';

/** Stands for scratch memory of the thread that runs the call. */
export const scratch = Symbol('scratch');

/** Arrays are handed over by their address, and must come from the crew. */
export type KernelArgument = number | Float32Array | Float64Array | Int32Array | typeof scratch;

/** Addresses begin at whole cache lines. */
const alignment = 64;
const pageBytes = 65536;
/** The calling thread computes for so long before the event loop turns, in milliseconds. */
const patience = 15;

/** One call: a kernel and what it takes. */
export type Call = readonly [kernel: KernelName, args: readonly KernelArgument[]];

interface Lane {
  worker: Worker;
  scratch: number;
  isDead: boolean;
  settle: ((reply: KernelReply) => void) | null;
}

/**
 * A memory, and threads that run kernels over it. With one thread the calling one does the work in between turns of the
 * event loop. How calls are dealt to threads does not matter to what they compute, as long as those that run at the
 * same time write to different places. Close it when done; arrays stay readable as long as they are referred to.
 */
export class KernelCrew {
  readonly threads: number;
  readonly #memory = kernelMemory();
  readonly #kernels: Kernels;
  readonly #signal: AbortSignal | undefined;
  #end: number;
  #scratchBytes = 0;
  #lanes: Lane[] = [];
  #ownScratch = 0;
  #lastTurn = performance.now();

  constructor({ threads = availableParallelism(), signal }: { threads?: number; signal?: AbortSignal } = {}) {
    this.threads = Math.max(1, Math.floor(threads));
    this.#kernels = kernelsOver(this.#memory);
    this.#end = this.#kernels.freeFrom()!;
    this.#signal = signal;
  }

  /** What the arrays lie in: the calling thread may run kernels over it by itself, as long as they write elsewhere. */
  get memory(): KernelMemory {
    return this.#memory;
  }

  /** An array of zeros in the kernels' memory. Throws INTERNAL where 4 GiB are not enough. */
  floats(length: number): Float32Array {
    const address = this.#reserve(length * 4);
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** As `floats`, in double precision. */
  doubles(length: number): Float64Array {
    const address = this.#reserve(length * 8);
    return new Float64Array(this.#memory.buffer, address, length);
  }

  /** As `floats`, of whole numbers. */
  ints(length: number): Int32Array {
    const address = this.#reserve(length * 4);
    return new Int32Array(this.#memory.buffer, address, length);
  }

  /** A copy of the array in the kernels' memory. */
  copy<A extends Float32Array | Int32Array>(source: A): A {
    const target = source instanceof Float32Array ? this.floats(source.length) : this.ints(source.length);
    target.set(source);
    return target as A;
  }

  /** How many bytes `scratch` stands for. To be called before the first call that needs it, and once. */
  reserveScratch(bytes: number): void {
    this.#scratchBytes = bytes;
    this.#ownScratch = this.#reserve(bytes);
  }

  /** Starts the threads, so that they get ready while the caller prepares. To be called after `reserveScratch`. */
  start(): void {
    if (this.threads > 1) for (let lane = 0; lane < this.threads; lane++) this.#lane(lane);
  }

  /** Calls one kernel and returns its number. */
  async run(kernel: KernelName, args: readonly KernelArgument[]): Promise<number> {
    const [result] = await this.runAll(kernel, [args]);
    return result!;
  }

  /** Calls a kernel once for each list of arguments; otherwise as `runEach`. */
  runAll(kernel: KernelName, lists: readonly (readonly KernelArgument[])[]): Promise<number[]> {
    return this.runEach(lists.map((args) => [kernel, args]));
  }

  /**
   * Makes the calls on all threads, the first ones first, and returns their numbers in the order of the calls. Rejects
   * with CANCELLED between two calls where the signal says so.
   */
  async runEach(calls: readonly Call[]): Promise<number[]> {
    const results = new Array<number>(calls.length).fill(0);
    let next = 0;
    const work = async (make: (call: Call) => Promise<number>) => {
      while (next < calls.length) {
        if (this.#signal?.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
        const mine = next++;
        results[mine] = await make(calls[mine]!);
      }
    };
    if (this.threads === 1) await work((call) => this.#callHere(call));
    else {
      // A thread that fails does not end the call before the others have stopped writing.
      const lanes = Array.from({ length: Math.min(this.threads, calls.length) }, (_, n) => this.#lane(n));
      const ends = await Promise.allSettled(lanes.map((lane) => work((call) => this.#callThere(lane, call))));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
    return results;
  }

  /** Gives the threads back. */
  async close(): Promise<void> {
    for (const { worker, isDead } of this.#lanes.splice(0)) if (!isDead) giveThreadBack(worker);
  }

  async #callHere([kernel, args]: Call): Promise<number> {
    if (performance.now() - this.#lastTurn > patience) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#lastTurn = performance.now();
    }
    return this.#kernels[kernel](...resolved(args, this.#ownScratch)) ?? 0;
  }

  #callThere(lane: Lane, [kernel, args]: Call): Promise<number> {
    return new Promise((resolve, reject) => {
      lane.settle = (reply) => {
        lane.settle = null;
        if ('result' in reply) resolve(reply.result);
        else reject(new StewardError('INTERNAL', `A computing thread failed: ${reply.failure}.`));
      };
      lane.worker.postMessage({ kernel, args: resolved(args, lane.scratch) } satisfies KernelOrder);
    });
  }

  #lane(number: number): Lane {
    const known = this.#lanes[number];
    if (known) return known;
    const worker = takeThread(this.#memory);
    const lane: Lane = { worker, scratch: this.#reserve(this.#scratchBytes), isDead: false, settle: null };
    const died = (why: string) => {
      lane.isDead = true;
      lane.settle?.({ failure: why });
    };
    worker.on('message', (reply: KernelReply) => lane.settle?.(reply));
    worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => died(`it ended with code ${code}`));
    this.#lanes[number] = lane;
    return lane;
  }

  #reserve(bytes: number): number {
    const start = Math.ceil(this.#end / alignment) * alignment;
    this.#end = start + bytes;
    const missing = this.#end - this.#memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.#memory.grow(Math.ceil(missing / pageBytes));
      } catch (cause) {
        throw new StewardError('INTERNAL', 'The work needs more memory than there is.', {
          advice: 'Choose fewer factors, or train on fewer interactions.',
          cause,
        });
      }
    }
    return start;
  }
}

function resolved(args: readonly KernelArgument[], scratchAddress: number): number[] {
  return args.map((arg) => {
    if (typeof arg === 'number') return arg;
    return arg === scratch ? scratchAddress : (arg as Float32Array | Float64Array | Int32Array).byteOffset;
  });
}

/** The rows of a sparse matrix cut into parts of about `work` units: one for each entry and `perRow` for each row. */
export function rowParts(indptr: Int32Array, work: number, perRow: number): [from: number, to: number][] {
  const rows = indptr.length - 1;
  const cost = (from: number, to: number) => indptr[to]! - indptr[from]! + (to - from) * perRow;
  const parts: [number, number][] = [];
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (to < rows && cost(from, to + 1) <= work) to++;
    parts.push([from, to]);
    from = to;
  }
  return parts;
}

/** [0, length) cut into parts of `size`. */
export function evenParts(length: number, size: number): [from: number, to: number][] {
  return Array.from({ length: Math.ceil(length / size) }, (_, n) => [n * size, Math.min(length, (n + 1) * size)]);
}
