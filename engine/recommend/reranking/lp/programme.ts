import type { Pieces } from '../../../numeric/pace.ts';

/** A linear programme: the largest cost'x with bounds on x and on rows of a matrix times x. */
export interface Programme {
  readonly columns: number;
  readonly rows: number;
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** The matrix by rows: row r has `values` in the columns `indices` from `starts[r]` up to `starts[r + 1]`. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /**
   * Columns that say by how much something is missed, by priority, most important first. They are kept at zero where
   * that can be; otherwise the sum of each list is made as small as it can be without more in the lists before it.
   */
  readonly slacks: readonly Int32Array[];
  /** The row whose shadow price belongs to the constraint of a priority, -1 where there is none. */
  readonly priced: Int32Array;
}

/** Puts one entry into a row. */
export type Put = (column: number, value: number) => void;

/** Puts a programme together, column by column and row by row. */
export class ProgrammeBuilder {
  readonly #cost: number[] = [];
  readonly #lower: number[] = [];
  readonly #upper: number[] = [];
  readonly #rowLower: number[] = [];
  readonly #rowUpper: number[] = [];
  readonly #starts: number[] = [0];
  readonly #indices: number[] = [];
  readonly #values: number[] = [];
  readonly #slacks: number[][] = [];
  readonly #priced: number[] = [];

  /** Adds a column and returns its number. */
  column(cost: number, lower = 0, upper = Infinity): number {
    this.#cost.push(cost);
    this.#lower.push(lower);
    return this.#upper.push(upper) - 1;
  }

  /** Adds a column that says by how much the constraint of that priority is missed, and returns its number. */
  slack(priority: number): number {
    const column = this.column(0);
    while (this.#slacks.length <= priority) this.#slacks.push([]);
    this.#slacks[priority]!.push(column);
    return column;
  }

  /** Adds a row and returns its number; `write` puts its entries, each column once. */
  row(lower: number, upper: number, write: (put: Put) => void): number {
    write(this.#put);
    this.#starts.push(this.#indices.length);
    this.#rowLower.push(lower);
    return this.#rowUpper.push(upper) - 1;
  }

  /** Asks for the shadow price of a row as that of a constraint. */
  price(priority: number, row: number): void {
    while (this.#priced.length <= priority) this.#priced.push(-1);
    this.#priced[priority] = row;
  }

  readonly #put: Put = (column, value) => {
    this.#indices.push(column);
    this.#values.push(value);
  };

  /** The programme of so many constraints. */
  *build(constraints = this.#slacks.length): Pieces<Programme> {
    const bounds = {
      cost: Float64Array.from(this.#cost),
      lower: Float64Array.from(this.#lower),
      upper: Float64Array.from(this.#upper),
      rowLower: Float64Array.from(this.#rowLower),
      rowUpper: Float64Array.from(this.#rowUpper),
      starts: Int32Array.from(this.#starts),
    };
    yield;
    const indices = Int32Array.from(this.#indices);
    yield;
    const values = Float64Array.from(this.#values);
    yield;
    return {
      columns: this.#cost.length,
      rows: this.#rowLower.length,
      ...bounds,
      indices,
      values,
      slacks: this.#slacks.map((columns) => Int32Array.from(columns)),
      priced: Int32Array.from({ length: constraints }, (_, priority) => this.#priced[priority] ?? -1),
    };
  }
}
