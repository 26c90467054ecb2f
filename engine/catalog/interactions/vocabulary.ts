import { hashOfIds, type PackedIds, rowOf, textAt } from './packed.ts';

/** External ids by row: the one place where what the outside calls a user or an item meets its number. */
export class Vocabulary {
  /** The first rows, where they lie in memory that threads share. */
  readonly #packed: PackedIds | null;
  readonly #packedSize: number;
  /** The rows behind the packed ones. */
  readonly #ids: string[] = [];
  readonly #rows = new Map<string, number>();

  constructor(ids: Iterable<string> = [], packed: PackedIds | null = null) {
    this.#packed = packed;
    this.#packedSize = packed ? packed.offsets.length - 1 : 0;
    for (const id of ids) this.add(id);
  }

  get size(): number {
    return this.#packedSize + this.#ids.length;
  }

  /** All ids, in the order of rows. Of packed ones a list is made: ask for single ids where there are many. */
  get ids(): readonly string[] {
    if (!this.#packed) return this.#ids;
    return Array.from({ length: this.size }, (_, row) => this.id(row));
  }

  /** The row of an id, made where it is new: rows are in the order of first appearance. */
  add(id: string): number {
    const known = this.row(id);
    if (known !== undefined) return known;
    const row = this.size;
    this.#ids.push(id);
    this.#rows.set(id, row);
    return row;
  }

  /** The row of an id, or undefined where it is not known. */
  row(id: string): number | undefined {
    return (this.#packed ? rowOf(this.#packed, id) : undefined) ?? this.#rows.get(id);
  }

  /** The id of a row. Throws RangeError where there is none. */
  id(row: number): string {
    if (this.#packed && row >= 0 && row < this.#packedSize) return textAt(this.#packed, row);
    const id = this.#ids[row - this.#packedSize];
    if (id === undefined) throw new RangeError(`no row ${row} among ${this.size}`);
    return id;
  }

  /** SHA-256 over all ids in order, in hex: two vocabularies of one hash number everything alike. */
  hash(): string {
    return this.#packed && this.#ids.length === 0 ? this.#packed.hash : hashOfIds(this.ids);
  }
}
