import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';

/** The log is copied this often, in milliseconds; between, it grows by what an import writes in that time. */
const every = 1000;
/** SQLite's own habit: the connection that wrote the thousandth page copies the log, and waits for the disk. */
const ownHabit = 1000;
/** Between two copies while somebody writes a little now and then, in milliseconds. */
const everyNowAndThen = 4000;
/** A log of so few bytes is left to that habit: a thread for it would cost more. */
const shortLog = 4 << 20;

/**
 * Keeps SQLite's write-ahead log short during an import without the engine's thread waiting for the disk: the log is
 * copied by a thread of its own, and the import alone waits for it.
 */
export class Checkpointer {
  readonly #db: Database;
  readonly #every: number;
  readonly #shortLog: number;
  readonly #everyNowAndThen: number;
  #users = 0;
  #worker: Worker | undefined;
  #last = 0;
  #running: Promise<void> | undefined;
  /** While small writes come in, and whether some have come since the last look. */
  #trickle: { timer: NodeJS.Timeout; isOn: boolean } | undefined;

  constructor(db: Database, options: { every?: number; everyNowAndThen?: number; shortLog?: number } = {}) {
    this.#db = db;
    this.#everyNowAndThen = options.everyNowAndThen ?? everyNowAndThen;
    this.#every = options.every ?? every;
    this.#shortLog = options.shortLog ?? shortLog;
  }

  /** Heavy writing begins. */
  begin(): void {
    this.#users += 1;
    if (this.#users > 1) return;
    this.#db.raw.pragma('wal_autocheckpoint = 0');
    this.#last = performance.now();
  }

  /** To be called between transactions: copies the log if it is time, and waits until it is done. */
  async pause(): Promise<void> {
    if (performance.now() - this.#last < this.#every) return;
    await this.#copy();
  }

  /** Heavy writing ended: SQLite goes back to its own habit. */
  async end(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (this.#logBytes() > this.#shortLog) await this.#copy();
    await this.#worker?.terminate();
    this.#worker = undefined;
    // Closed meanwhile, or another import began while the thread ended: then there is nothing to set back.
    if (this.#db.raw.open && this.#users === 0) this.#db.raw.pragma(`wal_autocheckpoint = ${ownHabit}`);
  }

  /**
   * To be called with every small write where many may come, as the impressions of feeds: none of them waits for the
   * disk. The log is copied every few seconds until no more come.
   */
  wrote(): void {
    if (this.#trickle) {
      this.#trickle.isOn = true;
      return;
    }
    this.begin();
    const timer = setInterval(() => void this.#look(), this.#everyNowAndThen);
    timer.unref();
    this.#trickle = { timer, isOn: true };
  }

  /** To be called before the database is closed: what is in the log is taken up by whoever opens it next. */
  close(): void {
    clearInterval(this.#trickle?.timer);
    this.#trickle = undefined;
    void this.#worker?.terminate();
  }

  async #look(): Promise<void> {
    const trickle = this.#trickle;
    if (!trickle || this.#running) return;
    if (trickle.isOn && this.#db.raw.open) {
      trickle.isOn = false;
      await this.#copy();
      return;
    }
    clearInterval(trickle.timer);
    this.#trickle = undefined;
    await this.end();
  }

  #logBytes(): number {
    return statSync(`${this.#db.raw.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  #copy(): Promise<void> {
    this.#running ??= this.#copyNow().finally(() => {
      this.#running = undefined;
      this.#last = performance.now();
    });
    return this.#running;
  }

  /** A copy that fails loses nothing: the log is whole, and the next copy or SQLite's own habit takes it up. */
  #copyNow(): Promise<void> {
    if (this.#db.raw.memory) return Promise.resolve();
    this.#worker ??= new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
      workerData: { file: this.#db.raw.name },
    });
    const worker = this.#worker;
    return new Promise((resolve) => {
      const gone = () => {
        if (this.#worker === worker) this.#worker = undefined;
        resolve();
      };
      worker.removeAllListeners().once('message', resolve).on('error', gone).on('exit', gone);
      worker.postMessage('copy');
    });
  }
}
