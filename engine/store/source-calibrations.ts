import type { SourceCalibration } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** A calibration as it is stored: all but what the present data and models say of it. */
export type StoredCalibration = Omit<SourceCalibration, 'behind'>;

type Outcome = Omit<StoredCalibration, 'id' | 'job' | 'at' | 'slot' | 'dataHash'>;

/** What the scores of sources were found to be worth, by slot. */
export class SourceCalibrationStore {
  readonly #db: Database;
  readonly #clock: () => number;
  /** The latest of each slot, as long as it is that. */
  readonly #read = new Map<string, StoredCalibration>();

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Stores a calibration; returns its number. */
  add({ job, slot, dataHash, ...outcome }: Omit<StoredCalibration, 'id' | 'at'>): number {
    const row = { job_id: job, at: this.#clock(), slot, data_hash: dataHash };
    const { id } = this.#db.run(
      build.insertInto('source_calibration').values({ ...row, outcome: JSON.stringify(outcome satisfies Outcome) }),
    );
    return id;
  }

  /** The latest calibration of a slot. */
  latest(slot: string): StoredCalibration | undefined {
    const newest = this.#db.get(
      build.selectFrom('source_calibration').select('id').where('slot', '=', slot).orderBy('id', 'desc').limit(1),
    );
    if (!newest) return undefined;
    const known = this.#read.get(slot);
    if (known?.id === newest.id) return known;
    const row = this.#db.get(build.selectFrom('source_calibration').selectAll().where('id', '=', newest.id))!;
    const { id, job_id: job, at, data_hash: dataHash, outcome } = row;
    const found: StoredCalibration = { id, job, at, slot, dataHash, ...(JSON.parse(outcome) as Outcome) };
    this.#read.set(slot, found);
    return found;
  }

  /** The slots that have a calibration, in the order of their names. */
  slots(): string[] {
    const rows = build.selectFrom('source_calibration').select('slot').distinct().orderBy('slot');
    return this.#db.all(rows).map(({ slot }) => slot);
  }
}
