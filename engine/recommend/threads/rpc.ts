import { parentPort, Worker } from 'node:worker_threads';
import { asStewardError, type ErrorCode, type ErrorPlace, StewardError } from '../../contract/errors.ts';

interface Question {
  id: number;
  name: string;
  input: unknown;
}

type Answer =
  | { id: number; kind: 'progress'; progress: unknown }
  | { id: number; kind: 'done'; result: unknown }
  | { id: number; kind: 'failed'; code: ErrorCode; message: string; advice: string; place: ErrorPlace; stack?: string };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress?: (progress: never) => void;
}

/** What a thread can be asked: by name, what goes in, what comes back, and what is told meanwhile. */
export type Requests = Record<string, { input: unknown; result: unknown; progress: unknown }>;

/** A thread that answers requests. Closing it ends what it does where it stands, with the threads it has started. */
export class Thread<R extends Requests> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #send: (question: Question) => void;
  #next = 1;
  #ended: StewardError | undefined;

  constructor(url: URL, data: unknown) {
    this.#worker = new Worker(url, { workerData: data });
    this.#send = together(
      (questions) => this.#worker.postMessage(questions),
      ({ id }, why) => {
        this.#waiting.get(id)?.reject(why);
        this.#waiting.delete(id);
      },
    );
    this.#worker.on('message', (answers: Answer[]) => {
      for (const answer of answers) this.#receive(answer);
    });
    this.#worker.once('error', (error) => this.#end(asStewardError(error)));
    this.#worker.once('exit', (code) => {
      this.#end(new StewardError('INTERNAL', `A thread of the models ended with code ${code}.`));
    });
    // An idle thread is no reason for the process to stay.
    this.#worker.unref();
  }

  /** Asks, and resolves with the answer. Rejects with what the thread threw, or CANCELLED where it was closed. */
  ask<N extends keyof R & string>(
    name: N,
    input: R[N]['input'],
    onProgress?: (progress: R[N]['progress']) => void,
  ): Promise<R[N]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.ref();
      this.#send({ id, name, input });
    });
  }

  /** Ends the thread; what it was asked is rejected with CANCELLED at once. */
  async close(): Promise<void> {
    this.#end(new StewardError('CANCELLED', 'The work was cancelled.'));
    await this.#worker.terminate();
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if (answer.kind === 'progress') {
      waiting.onProgress?.(answer.progress as never);
      return;
    }
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.kind === 'done') waiting.resolve(answer.result);
    else waiting.reject(errorOf(answer));
  }

  #end(why: StewardError): void {
    this.#ended ??= why;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Runs `work` with a thread, and ends the thread whatever happens. An abort ends it where it stands: `work` is rejected with CANCELLED. */
export async function withThread<R extends Requests, T>(
  open: () => Thread<R>,
  signal: AbortSignal,
  work: (thread: Thread<R>) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
  const thread = open();
  const abort = () => void thread.close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(thread);
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.close();
  }
}

function errorOf({ code, message, advice, place, stack }: Extract<Answer, { kind: 'failed' }>): StewardError {
  const error = new StewardError(code, message, { advice, place });
  if (stack) error.stack = stack;
  return error;
}

/** The thread's side: answers each request by its handler. */
export function answer<R extends Requests>(
  handlers: {
    [N in keyof R]: (input: R[N]['input'], tell: (progress: R[N]['progress']) => void) => Promise<R[N]['result']>;
  },
): void {
  const port = parentPort!;
  const failed = (id: number, thrown: unknown): Answer => {
    const { code, message, advice, place } = asStewardError(thrown);
    // Stacks are for defects; other failures are explained by their sentence.
    const stack = code === 'INTERNAL' && thrown instanceof Error ? thrown.stack : undefined;
    return { id, kind: 'failed', code, message, advice, place, stack };
  };
  const post = together<Answer>(
    (answers) => port.postMessage(answers),
    ({ id }, why) => port.postMessage([failed(id, why)]),
  );
  const reply = async ({ id, name, input }: Question) => {
    // Progress goes at once: a thread at work may not come to its next turn for long.
    const tell = (progress: unknown) => port.postMessage([{ id, kind: 'progress', progress }] satisfies Answer[]);
    try {
      post({ id, kind: 'done', result: await handlers[name]!(input, tell) });
    } catch (thrown) {
      post(failed(id, thrown));
    }
  };
  port.on('message', (questions: Question[]) => {
    for (const question of questions) void reply(question);
  });
}

/**
 * What is sent before the event loop turns goes as one message: waking a thread takes longer than most of what it is
 * asked. Where something among it cannot be sent, the rest is, and `fail` is told of it.
 */
function together<T>(post: (all: T[]) => void, fail: (one: T, why: unknown) => void): (one: T) => void {
  let waiting: T[] = [];
  return (one) => {
    waiting.push(one);
    if (waiting.length > 1) return;
    process.nextTick(() => {
      const all = waiting;
      waiting = [];
      try {
        post(all);
      } catch {
        for (const each of all) {
          try {
            post([each]);
          } catch (why) {
            fail(each, why);
          }
        }
      }
    });
  };
}
