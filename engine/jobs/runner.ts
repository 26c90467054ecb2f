import { asStewardError, StewardError } from '../contract/errors.ts';
import type { Job } from '../contract/index.ts';
import type { JobRecord, JobStore } from '../store/jobs.ts';

/** What a running job is handed: its id, the signal that cancels it, and where it reports its progress. */
export interface JobContext {
  readonly jobId: number;
  readonly signal: AbortSignal;
  progress(update: { done?: number; total?: number | null; message?: string }): void;
}

/** The work of one kind of job. `params` is what `start` was given, after a round trip through JSON. */
export type JobHandler<P> = (params: P, context: JobContext) => Promise<{ message: string; result?: unknown }>;

interface Running {
  abort: AbortController;
  record: JobRecord;
  startDone: number;
  resumedAt: number;
  lastSaved: number;
  ended: Promise<Job>;
}

/** Progress reaches the store and the listeners at most this often, in milliseconds. */
const tick = 200;

/**
 * Runs long work: one record a job, progress with an estimate, cancel, resume after a cancel, a failure or a crash.
 * Handlers are registered by kind, so that a job can be resumed by an engine that did not start it.
 */
export class JobRunner {
  readonly #store: JobStore;
  readonly #clock: () => number;
  readonly #handlers = new Map<Job['kind'], JobHandler<never>>();
  readonly #running = new Map<number, Running>();
  readonly #listeners = new Set<(job: Job) => void>();

  constructor(store: JobStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Registers the work of a kind; one handler a kind. */
  handle<P>(kind: Job['kind'], handler: JobHandler<P>): void {
    this.#handlers.set(kind, handler as JobHandler<never>);
  }

  /** Starts a job and returns at once. `params` must survive JSON. */
  async start<P>(
    kind: Job['kind'],
    spec: { title: string; params: P; unit: string; total?: number; resumable: boolean },
  ): Promise<Job> {
    const record = await this.#store.create({
      kind,
      title: spec.title,
      params: JSON.stringify(spec.params),
      unit: spec.unit,
      total: spec.total ?? null,
      resumable: spec.resumable ? 1 : 0,
    });
    return this.#launch(record);
  }

  /** Runs a cancelled, failed or interrupted job on from where it stopped. CONFLICT where it cannot be. */
  async resume(id: number): Promise<Job> {
    const record = this.#known(id);
    if (record.state === 'running' || record.state === 'done' || !record.resumable) {
      throw new StewardError('CONFLICT', `Job ${id} is ${record.state} and cannot be resumed.`, {
        advice: 'Start it anew.',
      });
    }
    return this.#launch(await this.#store.restart(id));
  }

  /** Asks a job to stop, and waits until it has. */
  async cancel(id: number): Promise<Job> {
    const running = this.#running.get(id);
    if (!running) return this.#view(this.#known(id));
    running.abort.abort();
    return running.ended;
  }

  /** Waits for a job's end and returns it as it then is. */
  async ended(id: number): Promise<Job> {
    return this.#running.get(id)?.ended ?? this.#view(this.#known(id));
  }

  /** Waits for a job and returns its result. Throws the error that it failed with, or CANCELLED. */
  async outcome<R>(id: number): Promise<R> {
    const job = await this.ended(id);
    if (job.state === 'done') return JSON.parse(this.#known(id).result ?? 'null') as R;
    if (job.error) throw new StewardError(job.error.code, job.error.message, { advice: job.error.advice });
    throw new StewardError('CANCELLED', `The job was ${job.state}.`);
  }

  async list(): Promise<Job[]> {
    return (await this.#store.list(50)).map((record) => this.#view(this.#running.get(record.id)?.record ?? record));
  }

  /** The running job of a kind, if there is one. */
  runningOf(kind: Job['kind']): Job | undefined {
    for (const { record } of this.#running.values()) if (record.kind === kind) return this.#view(record);
    return undefined;
  }

  /** Whether a job runs at this moment. NOT_FOUND where there is no such job. */
  isRunning(id: number): boolean {
    return this.#running.has(id) || this.#known(id).state === 'running';
  }

  /** Calls `listener` with every change of any job. Returns the unsubscriber. */
  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The job now, then at each change, until it ends or `signal` aborts. */
  async *watch(id: number, signal?: AbortSignal): AsyncGenerator<Job> {
    let wake = () => {};
    let latest: Job | undefined;
    const off = this.onChange((job) => {
      if (job.id !== id) return;
      latest = job;
      wake();
    });
    const onAbort = () => wake();
    signal?.addEventListener('abort', onAbort);
    try {
      let job = this.#view(this.#running.get(id)?.record ?? this.#known(id));
      for (;;) {
        yield job;
        if (job.state !== 'running' || signal?.aborted) return;
        while (!latest && !signal?.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (!latest) return;
        job = latest;
        latest = undefined;
      }
    } finally {
      off();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Cancels all that runs and waits for it; resumable work is left as interrupted. */
  async close(): Promise<void> {
    for (const running of this.#running.values()) running.abort.abort('closing');
    await Promise.allSettled([...this.#running.values()].map((running) => running.ended));
  }

  #known(id: number): JobRecord {
    const record = this.#store.read(id);
    if (!record) throw new StewardError('NOT_FOUND', `There is no job ${id}.`);
    return record;
  }

  #launch(record: JobRecord): Job {
    const handler = this.#handlers.get(record.kind);
    if (!handler) throw new StewardError('INTERNAL', `No work is registered for jobs of kind '${record.kind}'.`);
    const running: Running = {
      abort: new AbortController(),
      record,
      startDone: record.done,
      resumedAt: this.#clock(),
      lastSaved: 0,
      ended: Promise.resolve(this.#view(record)),
    };
    this.#running.set(record.id, running);
    running.ended = this.#work(running, handler);
    this.#announce(record);
    return this.#view(record);
  }

  async #work(running: Running, handler: JobHandler<never>): Promise<Job> {
    const { id } = running.record;
    const context: JobContext = {
      jobId: id,
      signal: running.abort.signal,
      progress: (update) => this.#progress(running, update),
    };
    let end: { state: Job['state']; message: string; error: string | null; result: string | null };
    try {
      const outcome = await handler(JSON.parse(running.record.params) as never, context);
      end = { state: 'done', message: outcome.message, error: null, result: JSON.stringify(outcome.result ?? null) };
    } catch (thrown) {
      const error = asStewardError(thrown);
      const aborted = running.abort.signal.aborted;
      const state = !aborted ? 'failed' : running.abort.signal.reason === 'closing' ? 'interrupted' : 'cancelled';
      end = {
        state,
        message: aborted ? running.record.message : error.message,
        error: aborted ? null : JSON.stringify({ code: error.code, message: error.message, advice: error.advice }),
        result: null,
      };
    }
    await this.#store.update(id, { done: running.record.done, total: running.record.total });
    const record = await this.#store.finish(id, end);
    this.#running.delete(id);
    this.#announce(record);
    return this.#view(record);
  }

  #progress(running: Running, update: { done?: number; total?: number | null; message?: string }): void {
    Object.assign(running.record, update);
    const now = this.#clock();
    if (now - running.lastSaved < tick) return;
    running.lastSaved = now;
    const { id, done, total, message } = running.record;
    void this.#store.update(id, { done, total, message });
    this.#announce(running.record);
  }

  #announce(record: JobRecord): void {
    const job = this.#view(record);
    for (const listener of this.#listeners) listener(job);
  }

  #view(record: JobRecord): Job {
    const running = this.#running.get(record.id);
    return {
      id: record.id,
      kind: record.kind,
      title: record.title,
      state: record.state,
      done: record.done,
      total: record.total,
      unit: record.unit,
      startedAt: record.started_at,
      finishedAt: record.finished_at,
      secondsLeft: running ? secondsLeft(running, this.#clock()) : null,
      message: record.message,
      error: record.error ? (JSON.parse(record.error) as Job['error']) : null,
      canResume: record.resumable === 1 && ['failed', 'cancelled', 'interrupted'].includes(record.state),
    };
  }
}

/** The rest at the pace since this run began; unknown in its first second. */
function secondsLeft(running: Running, now: number): number | null {
  const { done, total } = running.record;
  const seconds = (now - running.resumedAt) / 1000;
  const worked = done - running.startDone;
  if (total === null || seconds < 1 || worked <= 0) return null;
  return Math.max(0, Math.round(((total - done) * seconds) / worked));
}
