import { type ClientContext, type ClientLink, type ClientOptions, ORPCError } from '@orpc/client';

/** One established way to the engine. `closed` settles, with a reason for people, when it can carry no more calls. */
export interface OpenLink {
  link: ClientLink<ClientContext>;
  closed: Promise<CloseReason>;
  close(): void;
}

/** Why a link closed; `unauthorised` cannot be cured by trying again. */
export type CloseReason = 'lost' | 'unauthorised';

/** How to reach the engine: a MessagePort in the desktop app, a WebSocket in a browser, a double in tests. */
export interface Transport {
  open(signal: AbortSignal): Promise<OpenLink>;
  /** Calls the listener when another attempt is worth making at once. Returns the unsubscriber. */
  onReady?(listener: () => void): () => void;
}

/** What the shell shows about the connection. */
export type ConnectionState =
  | { phase: 'connecting' }
  | { phase: 'ready'; instance: string }
  | { phase: 'lost'; attempt: number }
  | { phase: 'unauthorised' };

/** A call met no engine, or the engine went away while the call was under way. */
export class ConnectionLostError extends Error {
  constructor() {
    super('The engine stopped before it answered.');
    this.name = 'ConnectionLostError';
  }
}

/** Milliseconds to wait before attempt number `attempt` (from 1): quick at first, never slower than three seconds. */
export function backoff(attempt: number): number {
  return Math.min(3000, 150 * 2 ** Math.max(0, attempt - 1));
}

/** What a Connection needs from outside, so that a test can hand in doubles. */
export interface ConnectionOptions {
  transport: Transport;
  /** Asks the engine behind the link who it is; a link counts as ready only after this answered. */
  identify(link: ClientLink<ClientContext>): Promise<string>;
  /** Gives up on one attempt after this many milliseconds. */
  attemptTimeout?: number;
  wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Keeps one working link to the engine: connects, notices the loss, tries again until it is back. It is an oRPC link
 * itself, so that the client stays the same object while the transport under it is exchanged.
 */
export class Connection implements ClientLink<ClientContext> {
  #state: ConnectionState = { phase: 'connecting' };
  #current: OpenLink | null = null;
  #listeners = new Set<() => void>();
  #pending = new Set<(error: ConnectionLostError) => void>();
  #stop = new AbortController();
  readonly #options: Required<ConnectionOptions>;

  constructor(options: ConnectionOptions) {
    this.#options = { attemptTimeout: 10_000, wait: pause, ...options };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): ConnectionState => this.#state;

  /** Connects and stays connected until `stop` is called. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    let attempt = 0;
    while (!signal.aborted) {
      try {
        const opened = await this.#attempt(signal);
        attempt = 0;
        const reason = await opened.closed;
        this.#drop();
        if (reason === 'unauthorised') return this.#become({ phase: 'unauthorised' });
      } catch (error) {
        if (error === 'unauthorised') return this.#become({ phase: 'unauthorised' });
      }
      if (signal.aborted) return;
      attempt += 1;
      this.#become({ phase: 'lost', attempt });
      await this.#rest(attempt, signal);
    }
  }

  stop(): void {
    this.#stop.abort();
    this.#current?.close();
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const opened = this.#current;
    if (!opened) throw new ConnectionLostError();
    const { promise: lost, reject } = Promise.withResolvers<never>();
    this.#pending.add(reject);
    try {
      return await Promise.race([opened.link.call(path, input, options), lost]);
    } catch (error) {
      if (error instanceof ORPCError || options.signal?.aborted) throw error;
      // oRPC lets its pending calls go, in its own words, a moment before the link reports that it closed.
      await new Promise((resolve) => setTimeout(resolve));
      throw this.#current === opened ? error : new ConnectionLostError();
    } finally {
      this.#pending.delete(reject);
    }
  }

  /** Lets go of the link; who still waits for an answer over it is told that none will come. */
  #drop(): void {
    this.#current = null;
    for (const reject of this.#pending) reject(new ConnectionLostError());
    this.#pending.clear();
  }

  async #attempt(signal: AbortSignal): Promise<OpenLink> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#options.attemptTimeout)]);
    const opened = await this.#options.transport.open(limit);
    const refused = opened.closed.then((reason) => Promise.reject(reason));
    const late = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () => reject(new ConnectionLostError()), { once: true });
    });
    late.catch(() => undefined);
    try {
      const instance = await Promise.race([this.#options.identify(opened.link), refused, late]);
      this.#current = opened;
      this.#become({ phase: 'ready', instance });
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    } finally {
      refused.catch(() => undefined);
    }
  }

  /** Waits out the backoff, or less where the host says that the engine is back. */
  async #rest(attempt: number, signal: AbortSignal): Promise<void> {
    const early = new AbortController();
    const off = this.#options.transport.onReady?.(() => early.abort());
    await this.#options.wait(backoff(attempt), AbortSignal.any([signal, early.signal]));
    off?.();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
