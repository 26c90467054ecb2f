import { readdirSync } from 'node:fs';
import type { Selectable } from 'kysely';
import { StewardError } from '../contract/errors.ts';
import type { CurvePoint, ModelVersion } from '../contract/index.ts';
import type { AuditLog } from './audit.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';
import { type StoredFile, VersionFiles, versionsFolder } from './version-files.ts';

/** A version as it is stored: all but what the file and the present data say of it. */
export type StoredVersion = Omit<ModelVersion, 'problem' | 'isBehind'> & {
  file: string;
  /** What a ranker was measured to be; null for recommenders. */
  card: unknown;
};

/** What a version is for: the model of a slot, or the ranker of its second pass. */
export type Purpose = Schema['model_version']['purpose'];

/** A version as it is handed in. */
export type NewVersion = Omit<
  StoredVersion,
  'id' | 'state' | 'createdAt' | 'activatedAt' | 'retiredAt' | 'card' | 'mitigation'
> & {
  card?: unknown;
  mitigation?: StoredVersion['mitigation'];
  curve: readonly CurvePoint[];
  curveUnit: string;
};

/** Fitted models of one purpose, with their files. Of each slot one is active at most. */
export class VersionStore {
  readonly files: VersionFiles;
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #audit: AuditLog;
  readonly #dir: string;
  readonly #purpose: Purpose;

  constructor(db: Database, clock: () => number, audit: AuditLog, { dir, purpose }: { dir: string; purpose: Purpose }) {
    this.#db = db;
    this.#clock = clock;
    this.#audit = audit;
    this.#dir = dir;
    this.#purpose = purpose;
    this.files = new VersionFiles(versionsFolder(dir));
  }

  /**
   * Deletes files that no version of any purpose names; said once, at open. Where a backup was restored, the database that was there
   * before lies beside it and may name them: then whole files are kept.
   */
  cleanFiles(): number {
    const rows = this.#db.all(build.selectFrom('model_version').select('file'));
    const keepWhole = readdirSync(this.#dir).some((name) => name.includes('.before-restore-'));
    return this.files.clean(new Set(rows.map(({ file }) => file)), { keepWhole });
  }

  /** Stores a candidate whose file was adopted, and makes it the active one of its slot where asked. */
  add(version: NewVersion, options: { activate: boolean; actor: string }): StoredVersion {
    return this.#db.transaction(() => {
      const { id } = this.#db.run(
        build.insertInto('model_version').values({
          slot: version.slot,
          algorithm: version.algorithm,
          params: JSON.stringify(version.params),
          seed: version.seed,
          rule: version.rule,
          rule_version: version.ruleVersion,
          data_hash: version.dataHash,
          users: version.users,
          items: version.items,
          pairs: version.pairs,
          file: version.file,
          bytes: version.bytes,
          sha256: version.sha256,
          state: 'candidate',
          curve: JSON.stringify({ unit: version.curveUnit, points: version.curve }),
          fit_seconds: version.fitSeconds,
          created_at: this.#clock(),
          activated_at: null,
          retired_at: null,
          job_id: version.job,
          purpose: this.#purpose,
          card: version.card === undefined ? null : JSON.stringify(version.card),
          mitigation: version.mitigation ? JSON.stringify(version.mitigation) : null,
        }),
      );
      return options.activate ? this.activate(id, options.actor) : this.read(id)!;
    });
  }

  /** Newest first. */
  list(): StoredVersion[] {
    return this.#db.all(this.#own().orderBy('id', 'desc')).map(versionOf);
  }

  read(id: number): StoredVersion | undefined {
    const row = this.#db.get(this.#own().where('id', '=', id));
    return row && versionOf(row);
  }

  /** The version that a job made, if it did. */
  ofJob(job: number): StoredVersion | undefined {
    const row = this.#db.get(this.#own().where('job_id', '=', job));
    return row && versionOf(row);
  }

  /** The active version of a slot. */
  active(slot: string): StoredVersion | undefined {
    // Every feed asks: the statement is not put together each time.
    const row = this.#db
      .statement("SELECT * FROM model_version WHERE purpose = ? AND slot = ? AND state = 'active'")
      .get(this.#purpose, slot) as Selectable<Schema['model_version']> | undefined;
    return row && versionOf(row);
  }

  /**
   * Makes a version the active one of its slot, retires the one before, and writes both into the audit log, in one
   * transaction. One that is active already stays as it is. NOT_FOUND where there is no such version.
   */
  activate(id: number, actor: string): StoredVersion {
    return this.#db.transaction(() => {
      const version = this.#known(id);
      if (version.state === 'active') return version;
      const before = this.active(version.slot);
      const now = this.#clock();
      if (before) this.#set(before.id, { state: 'retired', retired_at: now });
      this.#set(id, { state: 'active', activated_at: now, retired_at: null });
      this.#audit.append({
        actor,
        action: 'model.activate',
        subject: `${this.#noun}:${id}`,
        detail: {
          slot: version.slot,
          algorithm: version.algorithm,
          sha256: version.sha256,
          before: before?.id ?? null,
        },
      });
      return this.read(id)!;
    });
  }

  /** Leaves the slot of an active version without one, and writes that into the audit log. NOT_FOUND where there is no such version. */
  retire(id: number, actor: string): StoredVersion {
    return this.#db.transaction(() => {
      const version = this.#known(id);
      if (version.state !== 'active') return version;
      this.#set(id, { state: 'retired', retired_at: this.#clock() });
      const { slot, algorithm, sha256 } = version;
      const subject = `${this.#noun}:${id}`;
      this.#audit.append({ actor, action: 'model.retire', subject, detail: { slot, algorithm, sha256 } });
      return this.read(id)!;
    });
  }

  /**
   * Deletes a version, and then its file where no other version has the same. NOT_FOUND where there is none, CONFLICT
   * where it is active.
   */
  async remove(id: number, actor: string): Promise<void> {
    const orphan = this.#db.transaction((): StoredFile | null => {
      const version = this.#known(id);
      if (version.state === 'active') {
        throw new StewardError('CONFLICT', `${capitalised(this.#noun)} ${id} is the active one of '${version.slot}'.`, {
          advice: `Make another ${this.#noun} active first.`,
        });
      }
      this.#db.run(build.deleteFrom('model_version').where('id', '=', id));
      this.#audit.append({
        actor,
        action: 'model.remove',
        subject: `${this.#noun}:${id}`,
        detail: { slot: version.slot, algorithm: version.algorithm, sha256: version.sha256 },
      });
      const other = this.#db.get(build.selectFrom('model_version').select('id').where('file', '=', version.file));
      return other ? null : version;
    });
    if (orphan) await this.files.remove(orphan.file);
  }

  #known(id: number): StoredVersion {
    const version = this.read(id);
    if (version) return version;
    throw new StewardError('NOT_FOUND', `There is no ${this.#noun} ${id}.`, {
      advice: 'Look at the list of versions; it may have been removed.',
      place: { field: 'id' },
    });
  }

  get #noun(): 'version' | 'ranker' {
    return this.#purpose === 'ranker' ? 'ranker' : 'version';
  }

  #own() {
    return build.selectFrom('model_version').selectAll().where('purpose', '=', this.#purpose);
  }

  #set(id: number, change: { state: StoredVersion['state']; activated_at?: number; retired_at: number | null }): void {
    this.#db.run(build.updateTable('model_version').set(change).where('id', '=', id));
  }
}

function versionOf(row: Selectable<Schema['model_version']>): StoredVersion {
  return {
    id: row.id,
    job: row.job_id,
    slot: row.slot,
    algorithm: row.algorithm,
    params: JSON.parse(row.params) as StoredVersion['params'],
    seed: row.seed,
    rule: row.rule,
    ruleVersion: row.rule_version,
    dataHash: row.data_hash,
    users: row.users,
    items: row.items,
    pairs: row.pairs,
    file: row.file,
    bytes: row.bytes,
    sha256: row.sha256,
    state: row.state,
    fitSeconds: row.fit_seconds,
    createdAt: row.created_at,
    activatedAt: row.activated_at,
    retiredAt: row.retired_at,
    card: row.card === null ? null : (JSON.parse(row.card) as unknown),
    mitigation: row.mitigation === null ? null : (JSON.parse(row.mitigation) as StoredVersion['mitigation']),
  };
}

function capitalised(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
