import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Background } from './background.ts';
import { importContent, importReports } from './catalog/content/importer.ts';
import { Staging } from './catalog/content/staging.ts';
import { CatalogCache } from './catalog/data/catalog-cache.ts';
import { importData } from './catalog/data-import/job.ts';
import { fillDemo } from './catalog/demo/fill.ts';
import type { CatalogData } from './catalog/interactions/catalog-data.ts';
import { builtInRules } from './catalog/interactions/signals.ts';
import type { ChangeFeed } from './changes.ts';
import { asStewardError } from './contract/errors.ts';
import type { Settings, WorkspaceState } from './contract/index.ts';
import { auditFairness } from './fairness/audit/job.ts';
import { mitigateJob } from './fairness/mitigation/job.ts';
import { JobRunner } from './jobs/runner.ts';
import { openScoringPool, type ScoringPool } from './moderation/classifiers/pool.ts';
import { moderateIntake } from './moderation/intake-run.ts';
import { defaultPolicies, reportedPolicy } from './moderation/policies.ts';
import { proposeReported } from './moderation/routing.ts';
import type { EngineOptions } from './options.ts';
import type { ModelJobs } from './recommend/jobs/context.ts';
import { openTextEmbedder } from './recommend/threads/embedding-thread.ts';
import { Models } from './recommend/workspace-models.ts';
import { backUp, checkBeforeOpening, verifyDatabase } from './store/maintenance.ts';
import { schemaVersion } from './store/migrations/index.ts';
import { workspaceFiles } from './store/open.ts';
import { createStore, openStore, type Store, type StoreOptions } from './store/store.ts';
import { loadMasker, type Masker } from './text/masking.ts';

const defaultSettings: Settings = { reviewer: 'moderator', moderateOnArrival: true, dropFolder: null };

/** An open workspace: its store, its jobs, the scoring threads (started at first use) and what runs by itself. */
export class Workspace {
  readonly store: Store;
  readonly jobs: JobRunner;
  readonly mask: Masker;
  readonly staging: Staging;
  readonly background: Background;
  readonly importsDir: string;
  readonly catalog: CatalogCache;
  /** Runs, versions, and what is recommended by them. */
  readonly models: Models;
  readonly #options: EngineOptions;
  readonly #changes: ChangeFeed;
  #pool: Promise<ScoringPool> | undefined;

  static create(
    dir: string,
    about: { name: string; isDemo: boolean },
    options: EngineOptions,
    changes: ChangeFeed,
  ): Workspace {
    return new Workspace(createStore(dir, about, storeOptions(options)), options, changes);
  }

  static async open(dir: string, options: EngineOptions, changes: ChangeFeed): Promise<Workspace> {
    await checkBeforeOpening(dir);
    return new Workspace(openStore(dir, storeOptions(options)), options, changes);
  }

  private constructor(store: Store, options: EngineOptions, changes: ChangeFeed) {
    const clock = options.clock ?? Date.now;
    this.store = store;
    this.#options = options;
    this.#changes = changes;
    this.importsDir = join(store.dir, workspaceFiles.imports);
    this.mask = maskerOrAll(options);
    this.staging = new Staging(join(this.importsDir, 'staged'));
    store.policies.seed([...defaultPolicies, reportedPolicy]);
    store.rules.seed(builtInRules);
    const place = { database: store.db.raw.name, cache: join(store.dir, workspaceFiles.cache) };
    this.catalog = new CatalogCache(place, () => store.catalog.revision());
    this.jobs = new JobRunner(store.jobs, clock);
    const importing = {
      content: store.content,
      reports: store.reports,
      imports: store.imports,
      importsDir: this.importsDir,
      clock,
    };
    this.jobs.handle('import', importContent(importing));
    this.jobs.handle('import-reports', importReports(importing));
    const onChange = () => changes.announce('catalog');
    const { catalog, imports } = store;
    this.jobs.handle('import-data', importData({ catalog, imports, importsDir: this.importsDir, onChange }));
    this.jobs.handle('demo', fillDemo(store));
    this.jobs.handle(
      'moderate',
      moderateIntake({ store, pool: () => this.pool(), clock, onRouted: () => changes.announce('review', 'audit') }),
    );
    this.jobs.handle('verify', async () => ({ message: 'Checked', result: await verifyDatabase(store.dir) }));
    this.jobs.handle('backup', async ({ file }: { file: string }, context) => {
      const result = await backUp(store.db.raw, file, (done, total) => context.progress({ done, total }));
      return { message: `Backed up ${result.bytes} bytes`, result };
    });
    const ofModels: Omit<ModelJobs, 'feed'> = {
      store,
      data: () => this.data(),
      openEmbedder: () => openTextEmbedder(options.paths.models),
      signals: (data, rule) => this.catalog.signals(data, rule),
      threads: options.workers ?? Math.min(4, availableParallelism()),
      clock,
      actor: () => this.settings().reviewer,
      onChanged: () => changes.announce('models', 'audit'),
    };
    this.models = new Models(this.jobs, ofModels);
    const ofFairness = { ...ofModels, onChanged: () => changes.announce('fairness') };
    this.jobs.handle('fairness-audit', auditFairness({ ...ofFairness, pool: () => this.pool() }));
    this.jobs.handle('mitigate', mitigateJob(ofFairness));
    this.jobs.onChange((job) => {
      changes.announce('jobs');
      if (job.kind === 'import' || job.kind === 'import-reports' || job.kind === 'demo')
        changes.announce('content', 'review');
      const isMeasure = job.kind === 'measure-feeds' || job.kind === 'calibrate-sources';
      if (isMeasure && job.state === 'done') changes.announce('feeds');
      if (job.kind === 'embed-items' && job.state !== 'running') changes.announce('feeds');
      // Announced at its end too: until then what is shown may lag behind.
      if (job.kind === 'demo' || (job.kind === 'import-data' && job.state !== 'running')) changes.announce('catalog');
    });
    this.background = new Background(this, options.background ?? false, options.log ?? (() => {}));
  }

  state(): WorkspaceState {
    const { settings, dir } = this.store;
    return {
      state: 'open',
      dir,
      name: settings.meta('name') ?? 'Workspace',
      isDemo: settings.meta('demo') === 'yes',
      createdAt: Number(settings.meta('created_at') ?? 0),
      schemaVersion,
    };
  }

  settings(): Settings {
    return this.store.settings.read(defaultSettings);
  }

  /** The scoring threads; the first call loads the models. A failed start is tried again at the next call. */
  pool(): Promise<ScoringPool> {
    this.#pool ??= openScoringPool({
      modelsDir: this.#options.paths.models,
      classifierDirs: [...this.#options.paths.heads, this.classifiersDir()],
      workers: this.#options.workers ?? Math.min(4, availableParallelism()),
      threadsPerWorker: 1,
    }).catch((error: unknown) => {
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }

  /** Makes what the first feed would wait for. */
  warm(): Promise<void> {
    return this.models.funnel.warm();
  }

  /** Users, items and interactions as they are now or were a moment ago, in memory. */
  async data(): Promise<CatalogData> {
    return (await this.catalog.get()).data;
  }

  /** Where a person drops classifiers of their own. */
  classifiersDir(): string {
    return join(this.store.dir, workspaceFiles.models, 'classifiers');
  }

  /** Loads all classifiers anew. Work that is being scored ends first. */
  async reloadPool(): Promise<ScoringPool> {
    const old = this.#pool;
    this.#pool = undefined;
    await (await old?.catch(() => undefined))?.close();
    this.#changes.announce('classifiers', 'policies');
    return this.pool();
  }

  async close(): Promise<void> {
    await this.background.close();
    await this.jobs.close();
    await this.models.close();
    await this.catalog.close();
    await (await this.#pool?.catch(() => undefined))?.close();
    this.store.close();
  }
}

/** Without its lexicon Steward masks every post whole: too much is safe, nothing is not. */
function maskerOrAll({ paths, log }: EngineOptions): Masker {
  try {
    return loadMasker(paths.lexicon);
  } catch (thrown) {
    log?.('error', asStewardError(thrown).message);
    return (text) => (text.length > 0 ? [{ start: 0, end: text.length }] : []);
  }
}

function storeOptions(options: EngineOptions): StoreOptions {
  return {
    clock: options.clock ?? Date.now,
    onReported: (store, ids) => {
      for (const id of ids) proposeReported(store, id);
    },
  };
}
