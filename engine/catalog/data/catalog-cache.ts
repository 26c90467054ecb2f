import { Worker } from 'node:worker_threads';
import { StewardError } from '../../contract/errors.ts';
import type { CatalogSummary, SignalRule } from '../../contract/index.ts';
import { viewSections } from '../../numeric/sections.ts';
import type { CatalogData, Signals } from '../interactions/catalog-data.ts';
import { dataOf } from './catalog-view.ts';
import { SignalCache } from './signal-cache.ts';
import type { SnapshotHeader } from './snapshot.ts';

/** The data of a workspace with what is told of it. */
export interface Snapshot {
  readonly data: CatalogData;
  readonly summary: CatalogSummary;
}

/**
 * The recommender data of an open workspace in memory: read on a thread of its own when somebody asks and it has changed
 * since, from a file where an earlier start left one.
 */
export class CatalogCache {
  readonly #place: { database: string; cache: string };
  readonly #revision: () => number;
  #kept: Snapshot | undefined;
  #readAt = 0;
  #reading: Promise<Snapshot> | undefined;
  #worker: Worker | undefined;
  readonly #signals = new SignalCache();
  #isClosed = false;

  /** `revision` tells that of the database as it is now. */
  constructor(place: { database: string; cache: string }, revision: () => number) {
    this.#place = place;
    this.#revision = revision;
  }

  /** The data at the revision of this moment or a later one. All who ask meanwhile wait for one reading. */
  async get(): Promise<Snapshot> {
    const wanted = this.#revision();
    for (;;) {
      if (this.#kept && this.#kept.data.revision >= wanted) return this.#kept;
      // A reading that began before the latest change shows an older state: then once more.
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      this.#kept = await this.#reading;
      this.#readAt = performance.now();
    }
  }

  /** The data as it was at most `ms` milliseconds ago: for what shows it while an import changes it all the time. */
  async recent(ms: number): Promise<Snapshot> {
    return this.#kept && performance.now() - this.#readAt < ms ? this.#kept : this.get();
  }

  /** What a rule makes of data that was got here: made on a thread once, and kept with that of the last few rules. */
  signals(data: CatalogData, rule: SignalRule): Promise<Signals> {
    return this.#signals.get(data, rule);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#signals.close();
    await this.#worker?.terminate();
  }

  async #read(): Promise<Snapshot> {
    const buffer = await this.#inWorker();
    const header = viewSections(buffer).header as SnapshotHeader;
    return { data: await dataOf(buffer), summary: header.summary };
  }

  #inWorker(): Promise<SharedArrayBuffer> {
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./snapshot-worker.ts', import.meta.url), { workerData: this.#place });
      this.#worker = worker;
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(closed()));
    });
  }
}

function closed(): StewardError {
  return new StewardError('CANCELLED', 'The workspace was closed.');
}
