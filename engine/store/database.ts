import Sqlite from 'better-sqlite3';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from './schema.ts';

/** A query builder that only compiles: `Database` runs what it makes. */
export const build = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/**
 * One SQLite connection. A transaction is a synchronous function, so that nothing else of the engine can slip between
 * its statements; the stores around it show asynchronous methods to the rest of the engine.
 */
export class Database {
  readonly raw: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(file: string, options: Sqlite.Options = {}) {
    this.raw = new Sqlite(file, options);
  }

  /** The statement for `sql`, prepared once a connection. */
  statement(sql: string): Sqlite.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.raw.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** All rows of a typed query. */
  all<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.statement(sql).all(...parameters) as Row[];
  }

  /** The first row of a typed query, if there is one. */
  get<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile();
    return this.statement(sql).get(...parameters) as Row | undefined;
  }

  /** Runs a typed statement that returns no rows; tells how many rows it changed and the last id it made. */
  run(query: Compilable<unknown>): { changes: number; id: number } {
    const { sql, parameters } = query.compile();
    const result = this.statement(sql).run(...parameters);
    return { changes: result.changes, id: Number(result.lastInsertRowid) };
  }

  /** Runs `work` as one transaction that takes the write lock at once: all of it happens, or none. May nest. */
  transaction<T>(work: () => T): T {
    return this.raw.inTransaction ? work() : this.raw.transaction(work).immediate();
  }

  /** Runs `work` over one state of the data, whatever others write meanwhile. For connections that only read. */
  transactionOfReads<T>(work: () => T): T {
    return this.raw.transaction(work).deferred();
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }
}
