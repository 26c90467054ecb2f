import { basename } from 'node:path';
import { watchDropFolder } from './catalog/content/drop-folder.ts';
import { startImport } from './catalog/content/start.ts';
import { asStewardError } from './contract/errors.ts';
import type { Settings } from './contract/index.ts';
import type { JobRunner } from './jobs/runner.ts';
import type { Log } from './options.ts';
import type { Store } from './store/store.ts';

/** The parts of an open workspace that work in the background needs. */
interface BackgroundDeps {
  readonly jobs: JobRunner;
  readonly store: Store;
  settings(): Settings;
  warm(): Promise<void>;
}

/** Jobs after which feeds are made of something else. */
const changing: ReadonlySet<string> = new Set(['demo', 'fit', 'import-data']);

/**
 * What an open workspace does by itself: scores what arrives, imports what is put into the drop folder, and gets ready for
 * feeds.
 */
export class Background {
  readonly #workspace: BackgroundDeps;
  readonly #isOn: boolean;
  readonly #log: Log;
  #unwatch: (() => Promise<void>) | undefined;
  #folder: string | null = null;
  #isClosed = false;

  constructor(workspace: BackgroundDeps, isOn: boolean, log: Log) {
    this.#workspace = workspace;
    this.#isOn = isOn;
    this.#log = log;
    workspace.jobs.onChange((job) => {
      if (job.state === 'running') return;
      this.arrived();
      if (changing.has(job.kind)) this.feedsChanged();
    });
  }

  /** Begins: scores what waits and watches the drop folder, as the settings say. */
  async start(): Promise<void> {
    this.arrived();
    this.feedsChanged();
    await this.settingsChanged();
  }

  /** Content arrived, or a job ended: scores what waits, unless that is switched off or under way. */
  arrived(): void {
    if (!this.#isOn || this.#isClosed || !this.#workspace.settings().moderateOnArrival) return;
    void this.#scoreWaiting().catch((error: unknown) => this.#log('error', asStewardError(error).message));
  }

  /** Feeds are to be made of other data, or by another model: what the next one would wait for is made now. */
  feedsChanged(): void {
    if (!this.#isOn || this.#isClosed) return;
    this.#workspace.warm().catch((error: unknown) => {
      if (!this.#isClosed) this.#log('warn', asStewardError(error).message);
    });
  }

  /** The drop folder may have changed. */
  async settingsChanged(): Promise<void> {
    const { dropFolder } = this.#workspace.settings();
    if (!this.#isOn || dropFolder === this.#folder) return;
    await this.#unwatch?.();
    this.#unwatch = undefined;
    this.#folder = dropFolder;
    if (dropFolder === null) return;
    this.#unwatch = watchDropFolder(dropFolder, async (file) => {
      const job = await startImport(this.#workspace.jobs, { kind: 'content', path: file, name: basename(file) });
      const ended = await this.#workspace.jobs.ended(job.id);
      if (ended.state !== 'done') throw new Error(ended.error?.message ?? `The import was ${ended.state}.`);
    });
    this.arrived();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#unwatch?.();
  }

  async #scoreWaiting(): Promise<void> {
    const { jobs, store } = this.#workspace;
    // Cheapest first: this runs for every single upload, most of them while a run is under way.
    if (this.#isClosed || jobs.runningOf('moderate') || (await this.#failedJustNow())) return;
    const { waiting } = await store.intake.counts();
    if (waiting === 0 || jobs.runningOf('moderate')) return;
    await jobs.start('moderate', {
      title: 'Score and route new posts',
      params: {},
      unit: 'posts',
      total: waiting,
      resumable: false,
    });
  }

  /** A run that failed (models missing, say) is not tried in a circle: a person, or another job's end, starts the next. */
  async #failedJustNow(): Promise<boolean> {
    const [latest] = await this.#workspace.store.jobs.list(1);
    return latest?.kind === 'moderate' && latest.state !== 'done' && latest.state !== 'interrupted';
  }
}
