import type { Selectable } from 'kysely';
import type { CurvePoint, Run, RunDetail } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';

/** A run as it is handed in; the store gives it its number and its time. */
export type NewRun = Omit<RunDetail, 'id' | 'createdAt'>;

/** The large parts of a run by name: 'users' (rows of the table user), 'metric:ndcg' (one a user), 'lists' (rows of item). */
export type RunParts = Readonly<Record<string, Int32Array | Float32Array | Uint8Array>>;

/** What models were measured to be: figures in a row, what they are made of in parts beside it. */
export class RunStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Stores a run with its parts in one transaction. */
  add(run: NewRun, parts: RunParts): Run {
    const { job, params, ruleVersion, protocol, metrics, curve, curveUnit, ...rest } = run;
    return this.#db.transaction(() => {
      const { id } = this.#db.run(
        build.insertInto('run').values({
          kind: rest.kind,
          job_id: job,
          name: rest.name,
          algorithm: rest.algorithm,
          params: JSON.stringify(params),
          seed: rest.seed,
          rule: rest.rule,
          rule_version: ruleVersion,
          protocol: JSON.stringify(protocol),
          data_hash: rest.dataHash,
          users: rest.users,
          items: rest.items,
          train_pairs: rest.trainPairs,
          test_pairs: rest.testPairs,
          metrics: JSON.stringify(metrics),
          curve: JSON.stringify({ unit: curveUnit, points: curve }),
          fit_seconds: rest.fitSeconds,
          evaluate_seconds: rest.evaluateSeconds,
          created_at: this.#clock(),
        }),
      );
      for (const [name, part] of Object.entries(parts)) {
        const data = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
        this.#db.run(build.insertInto('run_part').values({ run_id: id, name, data }));
      }
      return runOf(this.#row(id)!);
    });
  }

  /** A page of runs, newest first, all or those of one job; without their curves. */
  list(options: { offset: number; limit: number; job?: number }): { rows: Run[]; total: number } {
    let all = build.selectFrom('run');
    if (options.job !== undefined) all = all.where('job_id', '=', options.job);
    const { total } = this.#db.get(all.select((is) => is.fn.countAll<number>().as('total')))!;
    const page = all.selectAll().orderBy('id', 'desc').limit(options.limit).offset(options.offset);
    return { rows: this.#db.all(page).map(runOf), total };
  }

  /** All runs of a job, in the order in which they were made. */
  ofJob(job: number): Run[] {
    return this.#db.all(build.selectFrom('run').selectAll().where('job_id', '=', job).orderBy('id')).map(runOf);
  }

  read(id: number): RunDetail | undefined {
    const row = this.#row(id);
    if (!row) return undefined;
    const curve = JSON.parse(row.curve) as { unit: string; points: CurvePoint[] };
    return { ...runOf(row), curve: curve.points, curveUnit: curve.unit };
  }

  /** The names of a run's parts. */
  partNames(id: number): string[] {
    return this.#db
      .all(build.selectFrom('run_part').select('name').where('run_id', '=', id).orderBy('name'))
      .map(({ name }) => name);
  }

  /** A part of whole numbers, or undefined where the run has none of the name. */
  ints(id: number, name: string): Int32Array | undefined {
    const data = this.bytes(id, name);
    return data && new Int32Array(data.buffer);
  }

  /** A part of floats, or undefined where the run has none of the name. */
  floats(id: number, name: string): Float32Array | undefined {
    const data = this.bytes(id, name);
    return data && new Float32Array(data.buffer);
  }

  /** A part as it is, over memory of its own. */
  bytes(id: number, name: string): Uint8Array<ArrayBuffer> | undefined {
    const query = build.selectFrom('run_part').select('data').where('run_id', '=', id).where('name', '=', name);
    const row = this.#db.get(query);
    // A copy: what SQLite gives may begin anywhere in a larger block.
    return row && Uint8Array.from(row.data);
  }

  /** Deletes a run with its parts. False where there is none. */
  remove(id: number): boolean {
    return this.#db.run(build.deleteFrom('run').where('id', '=', id)).changes > 0;
  }

  #row(id: number): Selectable<Schema['run']> | undefined {
    return this.#db.get(build.selectFrom('run').selectAll().where('id', '=', id));
  }
}

function runOf(row: Selectable<Schema['run']>): Run {
  return {
    id: row.id,
    kind: row.kind,
    job: row.job_id,
    name: row.name,
    algorithm: row.algorithm,
    params: JSON.parse(row.params) as Run['params'],
    seed: row.seed,
    rule: row.rule,
    ruleVersion: row.rule_version,
    protocol: JSON.parse(row.protocol) as Run['protocol'],
    dataHash: row.data_hash,
    users: row.users,
    items: row.items,
    trainPairs: row.train_pairs,
    testPairs: row.test_pairs,
    metrics: JSON.parse(row.metrics) as Run['metrics'],
    fitSeconds: row.fit_seconds,
    evaluateSeconds: row.evaluate_seconds,
    createdAt: row.created_at,
  };
}
