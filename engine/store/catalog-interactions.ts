import type { Statement } from 'better-sqlite3';
import type { Database } from './database.ts';
import type { BatchCounts } from './incoming.ts';

/** Interactions by the numbers that the workspace gave; `at` in milliseconds since 1970, -1 where it is not known. */
export interface InteractionBatch {
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly kind: Int32Array;
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** Measured: 64 rows a statement take a third of the time of single ones; more make no difference. */
const rowsAStatement = 64;
const columns = 5;

interface Statements {
  /** How many of the rows are there with the value that they have. */
  known: Statement;
  /** Adds those that are not there. */
  add: Statement;
  /** Gives those that are there their value, where it differs. */
  update: Statement;
}

/** Writes interactions by prepared statements of many rows. */
export class InteractionInserter {
  readonly #db: Database;
  readonly #values: number[] = [];
  readonly #byRows = new Map<number, Statements>();
  /** The rows before were all known as they are: those that follow most likely are too. */
  #expectsKnown = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Writes the rows [from, to); inside a transaction only. An interaction is known by user, item, kind and time: the
   * same again takes the new value, or is unchanged.
   */
  insert(batch: InteractionBatch, from: number, to: number): BatchCounts {
    const counts: BatchCounts = { added: 0, updated: 0, unchanged: 0 };
    for (let start = from; start < to; start += rowsAStatement) {
      const end = Math.min(start + rowsAStatement, to);
      const rows = end - start;
      const values = this.#bind(batch, start, end);
      const { known, add, update } = this.#statements(rows);
      if (this.#expectsKnown && known.get(values) === rows) {
        counts.unchanged += rows;
        continue;
      }
      const added = add.run(values).changes;
      // Only where some were known: the second look changes those whose value differs.
      const updated = added === rows ? 0 : update.run(values).changes;
      this.#expectsKnown = added + updated === 0;
      counts.added += added;
      counts.updated += updated;
      counts.unchanged += rows - added - updated;
    }
    return counts;
  }

  /** The statements for so many rows. Kept: to write down 64 rows of question marks takes as long as to store some. */
  #statements(rows: number): Statements {
    const made = this.#byRows.get(rows);
    if (made) return made;
    const places = Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ');
    const into = `INTO interaction (user_id, item_id, kind_id, at, value) VALUES ${places}`;
    const statements = {
      known: this.#db
        .statement(
          `SELECT count(*) FROM (VALUES ${places}) AS new CROSS JOIN interaction ON user_id = new.column1
             AND item_id = new.column2 AND kind_id = new.column3 AND at = new.column4 AND value = new.column5`,
        )
        .pluck(),
      add: this.#db.statement(`INSERT OR IGNORE ${into}`),
      update: this.#db.statement(
        `INSERT ${into} ON CONFLICT (user_id, item_id, kind_id, at) DO UPDATE SET value = excluded.value
           WHERE value <> excluded.value`,
      ),
    };
    this.#byRows.set(rows, statements);
    return statements;
  }

  #bind({ user, item, kind, at, value }: InteractionBatch, start: number, end: number): number[] {
    const values = this.#values;
    values.length = (end - start) * columns;
    for (let row = start, place = 0; row < end; row++) {
      values[place++] = user[row]!;
      values[place++] = item[row]!;
      values[place++] = kind[row]!;
      values[place++] = at[row]!;
      values[place++] = value[row]!;
    }
    return values;
  }
}

/**
 * A copy of a batch in the order in which the table lies on disk; of the same interaction twice the one that came last
 * stands behind. For batches of some thousand rows.
 */
export function interactionOrder(batch: InteractionBatch): InteractionBatch {
  const { user, item, kind, at } = batch;
  const order = Int32Array.from(user.keys()).sort(
    (a, b) => user[a]! - user[b]! || item[a]! - item[b]! || kind[a]! - kind[b]! || at[a]! - at[b]! || a - b,
  );
  return {
    user: order.map((row) => user[row]!),
    item: order.map((row) => item[row]!),
    kind: order.map((row) => kind[row]!),
    at: Float64Array.from(order, (row) => at[row]!),
    value: Float64Array.from(order, (row) => batch.value[row]!),
  };
}
