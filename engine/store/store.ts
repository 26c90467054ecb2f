import { join } from 'node:path';
import { AuditLog } from './audit.ts';
import { CatalogStore } from './catalog.ts';
import { Checkpointer } from './checkpoint.ts';
import { ContentStore } from './content.ts';
import { Database } from './database.ts';
import { DecisionStore } from './decisions.ts';
import { FairnessStore } from './fairness.ts';
import { FeedMeasureStore } from './feed-measures.ts';
import { FeedStore } from './feeds.ts';
import { FeedReader } from './feeds-read.ts';
import { ImportStore } from './imports.ts';
import { IntakeStore } from './intake.ts';
import { JobStore } from './jobs.ts';
import { JudgedPosts } from './judged.ts';
import { MitigationStore } from './mitigations.ts';
import { createDatabase, openDatabase, workspaceFiles } from './open.ts';
import { PolicyStore } from './policies.ts';
import { ReportStore } from './reports.ts';
import { ReviewStore } from './review.ts';
import { RuleStore } from './rules.ts';
import { RunStore } from './runs.ts';
import { ScoreStore } from './scores.ts';
import { SettingsStore } from './settings.ts';
import { SourceCalibrationStore } from './source-calibrations.ts';
import { VersionStore } from './versions.ts';

/** All that a workspace remembers, a store a subject, over one database. */
export interface Store {
  readonly dir: string;
  readonly db: Database;
  readonly audit: AuditLog;
  readonly catalog: CatalogStore;
  /** Copies SQLite's log on a thread of its own while much is written. */
  readonly checkpointer: Checkpointer;
  readonly content: ContentStore;
  readonly decisions: DecisionStore;
  readonly fairness: FairnessStore;
  readonly mitigations: MitigationStore;
  readonly calibrations: SourceCalibrationStore;
  readonly feedMeasures: FeedMeasureStore;
  readonly feeds: FeedStore;
  /** What feeds read of users, items and moderation. */
  readonly feedReader: FeedReader;
  readonly imports: ImportStore;
  readonly intake: IntakeStore;
  readonly jobs: JobStore;
  readonly judged: JudgedPosts;
  readonly policies: PolicyStore;
  /** The rankers of second passes. */
  readonly rankers: VersionStore;
  readonly reports: ReportStore;
  readonly review: ReviewStore;
  readonly rules: RuleStore;
  readonly runs: RunStore;
  readonly scores: ScoreStore;
  readonly settings: SettingsStore;
  readonly versions: VersionStore;
  close(): void;
}

export interface StoreOptions {
  clock: () => number;
  /** Called inside the transaction that takes reports in, with the posts that they name. */
  onReported: (store: Store, contentIds: readonly number[]) => void;
}

/** Makes a workspace in an empty folder. WORKSPACE_EXISTS or WORKSPACE_READ_ONLY where that cannot be. */
export function createStore(dir: string, about: { name: string; isDemo: boolean }, options: StoreOptions): Store {
  const store = wire(dir, createDatabase(dir), options);
  store.db.transaction(() => {
    store.settings.setMeta('name', about.name);
    store.settings.setMeta('demo', about.isDemo ? 'yes' : 'no');
    store.settings.setMeta('created_at', String(options.clock()));
    store.audit.append({
      actor: 'steward',
      action: 'workspace.create',
      subject: 'workspace',
      detail: { demo: about.isDemo },
    });
  });
  return store;
}

/** Opens a workspace and settles what a crash may have left: leases are void, running work was interrupted. */
export function openStore(dir: string, options: StoreOptions): Store {
  const store = wire(dir, openDatabase(dir), options);
  store.db.transaction(() => {
    store.intake.releaseAll();
    store.review.releaseAll();
    store.jobs.markInterrupted();
    store.imports.markInterrupted();
  });
  store.versions.cleanFiles();
  return store;
}

/** A store of an open workspace on a connection of its own that only reads: for threads. */
export function readStore(dir: string, clock: () => number): Store {
  const db = new Database(join(dir, workspaceFiles.database), { readonly: true, fileMustExist: true });
  return wire(dir, { db, unlock: () => {} }, { clock, onReported: () => {} });
}

function wire(dir: string, opened: ReturnType<typeof openDatabase>, options: StoreOptions): Store {
  const { db, unlock } = opened;
  const { clock } = options;
  const audit = new AuditLog(db, clock);
  const review = new ReviewStore(db, clock);
  const checkpointer = new Checkpointer(db);
  const store: Store = {
    dir,
    db,
    audit,
    catalog: new CatalogStore(db, clock),
    checkpointer,
    content: new ContentStore(db, clock),
    decisions: new DecisionStore(db, clock, audit, review),
    fairness: new FairnessStore(db, clock),
    mitigations: new MitigationStore(db, clock),
    calibrations: new SourceCalibrationStore(db, clock),
    feedMeasures: new FeedMeasureStore(db, clock),
    feeds: new FeedStore(db, clock),
    feedReader: new FeedReader(db),
    imports: new ImportStore(db, clock, checkpointer),
    intake: new IntakeStore(db, clock),
    jobs: new JobStore(db, clock),
    judged: new JudgedPosts(db),
    policies: new PolicyStore(db, clock, audit),
    rankers: new VersionStore(db, clock, audit, { dir, purpose: 'ranker' }),
    reports: new ReportStore(db, clock, (ids) => options.onReported(store, ids)),
    review,
    rules: new RuleStore(db, clock),
    runs: new RunStore(db, clock),
    scores: new ScoreStore(db, clock),
    settings: new SettingsStore(db),
    versions: new VersionStore(db, clock, audit, { dir, purpose: 'recommender' }),
    close() {
      try {
        if (!db.raw.readonly) store.feeds.flush();
      } finally {
        checkpointer.close();
        if (!db.raw.readonly) db.raw.pragma('optimize');
        db.close();
        unlock();
      }
    },
  };
  return store;
}
