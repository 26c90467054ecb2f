import type { Log } from '../engine/options.ts';
import type { EngineReport } from './engine-messages.ts';

/** Where the engine stands. 'failed': it crashed too often and waits for a person to start it again. */
export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped';

/** A running engine process of either host. */
export interface EngineProcess {
  onReport(listener: (report: EngineReport) => void): void;
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (how: string) => void): void;
  /** Asks the engine to close its workspace and exit. */
  stop(): void;
  kill(): void;
}

export interface SupervisorOptions<P extends EngineProcess> {
  start(openAtStart: string | undefined): P;
  openAtStart?: string;
  onState?: (state: EngineState) => void;
  log: Log;
}

const crashWindow = 60_000;
const crashLimit = 5;
const firstDelay = 100;
const longestDelay = 5_000;

/**
 * Keeps one engine process alive: starts it, starts it again after a crash with growing delays and with the workspace
 * that was open, gives up after five crashes within a minute, and stops it in order at the end.
 */
export class EngineSupervisor<P extends EngineProcess> {
  readonly #options: SupervisorOptions<P>;
  #state: EngineState = 'stopped';
  #process: P | null = null;
  #workspace: string | undefined;
  #crashes: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #exited: (() => void) | null = null;

  constructor(options: SupervisorOptions<P>) {
    this.#options = options;
    this.#workspace = options.openAtStart;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The process to hand connections to, or null while there is none that answers. */
  get engine(): P | null {
    return this.#state === 'ready' ? this.#process : null;
  }

  /** Starts the engine; also starts it again after it was given up. Does nothing while one runs. */
  start(): void {
    if (this.#state !== 'stopped' && this.#state !== 'failed') return;
    this.#crashes = [];
    this.#set('starting');
    this.#launch();
  }

  /** Asks the engine to close, waits up to `grace` milliseconds for its end, then kills it. */
  async stop(grace = 5_000): Promise<void> {
    clearTimeout(this.#timer);
    const running = this.#process;
    this.#set('stopped');
    if (!running) return;
    await new Promise<void>((resolve) => {
      this.#exited = resolve;
      this.#timer = setTimeout(() => {
        this.#options.log('warn', 'The engine did not close in time and was ended.');
        running.kill();
      }, grace);
      running.stop();
    });
  }

  #launch(): void {
    const started = this.#options.start(this.#workspace);
    this.#process = started;
    started.onReport((report) => {
      if (report.report === 'workspace') this.#workspace = report.dir ?? undefined;
      else if (this.#state !== 'stopped') this.#set('ready');
    });
    started.onExit((how) => this.#ended(how));
  }

  #ended(how: string): void {
    this.#process = null;
    if (this.#state === 'stopped') {
      clearTimeout(this.#timer);
      this.#exited?.();
      return;
    }
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindow), now];
    this.#options.log('error', `The engine ended unexpectedly (${how}).`, { crashes: this.#crashes.length });
    if (this.#crashes.length >= crashLimit) {
      this.#set('failed');
      return;
    }
    this.#set('restarting');
    const delay = Math.min(firstDelay * 2 ** (this.#crashes.length - 1), longestDelay);
    this.#timer = setTimeout(() => this.#launch(), delay);
  }

  #set(state: EngineState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}
