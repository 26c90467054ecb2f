import { createHash } from 'node:crypto';

/** External ids by row: the one place where what the outside calls a user or an item meets its number. */
export class Vocabulary {
  readonly #ids: string[] = [];
  readonly #rows = new Map<string, number>();

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** All ids, in the order of rows. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** The row of an id, made where it is new: rows are in the order of first appearance. */
  add(id: string): number {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const row = this.#ids.length;
    this.#ids.push(id);
    this.#rows.set(id, row);
    return row;
  }

  /** The row of an id, or undefined where it is not known. */
  row(id: string): number | undefined {
    return this.#rows.get(id);
  }

  /** The id of a row. Throws RangeError where there is none. */
  id(row: number): string {
    const id = this.#ids[row];
    if (id === undefined) throw new RangeError(`no row ${row} among ${this.#ids.length}`);
    return id;
  }

  /** SHA-256 over all ids in order, in hex: two vocabularies of one hash number everything alike. */
  hash(): string {
    const hash = createHash('sha256');
    // Lengths keep ['ab', 'c'] and ['a', 'bc'] apart.
    for (const id of this.#ids) hash.update(`${id.length}:${id}`);
    return hash.digest('hex');
  }
}
