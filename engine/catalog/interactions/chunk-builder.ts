import type { BadRow } from '../../contract/index.ts';
import { readTime } from '../content/values.ts';
import type { TakeRecord } from './byte-table.ts';
import { Interner } from './interner.ts';
import type { InteractionField, InteractionMap } from './mapping.ts';
import { decimalIn } from './number-bytes.ts';

/** How the rows of a file become interactions. */
export interface ChunkPlan {
  /** The file's columns by their number, and the place of each field among them; -1 where it has none. */
  columns: number;
  places: Record<InteractionField, number>;
  map: InteractionMap;
  /** The kind of all rows where no column says it. */
  as: string;
  /** Rows a chunk, bad ones too. */
  chunkRows: number;
  /** So many rows at the beginning were taken before. */
  skip: number;
}

/** A stretch of a file: `rows` of it, of which `size` were good; users, items and kinds by number of the interners. */
export interface RawChunk {
  rows: number;
  size: number;
  user: Int32Array;
  item: Int32Array;
  kind: Int32Array;
  at: Float64Array;
  value: Float64Array;
  bad: BadRow[];
}

type TakeCells = (line: number, values: readonly string[] | null, reason: string) => void;

/** Longest ids and kinds, in characters, as everywhere. */
const longest = 200;
const space = 32;

/** Gathers the rows of a file into chunks. A row that cannot be taken is remembered with its line and the reason. */
export class ChunkBuilder {
  readonly users = new Interner();
  readonly items = new Interner();
  readonly kinds = new Interner();
  /** The values of each kind so far. */
  readonly ranges: { lowest: number; highest: number }[] = [];
  readonly #plan: ChunkPlan;
  readonly #onChunk: (chunk: RawChunk) => void;
  #skip: number;
  #chunk: RawChunk;

  constructor(plan: ChunkPlan, onChunk: (chunk: RawChunk) => void) {
    this.#plan = plan;
    this.#onChunk = onChunk;
    this.#skip = plan.skip;
    this.#chunk = emptyChunk(plan.chunkRows);
  }

  /** Takes a record as it stands in a file, see `ByteTable`. */
  readonly record: TakeRecord = (line, bytes, starts, ends, count) => {
    if (this.#passes()) return;
    const { places, columns } = this.#plan;
    if (count !== columns) return this.#refuse(line, null, `${count} columns where ${columns} are expected`);
    const user = this.#idIn(this.users, bytes, starts[places.user]!, ends[places.user]!);
    if (user < 0) return this.#refuse(line, 'user', idProblem('user', user));
    const item = this.#idIn(this.items, bytes, starts[places.item]!, ends[places.item]!);
    if (item < 0) return this.#refuse(line, 'item', idProblem('item', item));
    const text = (place: number) => bytes.toString('utf8', starts[place], ends[place]);
    let value = 1;
    if (places.value >= 0) {
      const plain = decimalIn(bytes, starts[places.value]!, ends[places.value]!);
      value = plain ?? numberOf(text(places.value));
      if (!Number.isFinite(value)) return this.#refuse(line, 'value', 'not a number');
    }
    let time = -1;
    if (places.time >= 0 && ends[places.time]! > starts[places.time]!) {
      const plain = decimalIn(bytes, starts[places.time]!, ends[places.time]!);
      // Whole seconds are by far the most frequent; the rest is read with care.
      if (plain !== null && plain > 0 && plain < 7e9 && plain % 1 === 0) time = plain * 1000;
      else {
        const read = timeOf(text(places.time));
        if (typeof read === 'string') return this.#refuse(line, 'time', read);
        time = read;
      }
    }
    let kind = 0;
    if (places.kind >= 0) {
      kind = this.#idIn(this.kinds, bytes, starts[places.kind]!, ends[places.kind]!);
      if (kind < 0) return this.#refuse(line, 'kind', idProblem('kind', kind));
    } else if (this.kinds.size === 0) this.kinds.text(this.#plan.as);
    this.#take(user, item, kind, time, value);
  };

  /** Takes a row whose cells are texts already; null where it could not be read at all. */
  readonly cells: TakeCells = (line, values, reason) => {
    if (this.#passes()) return;
    if (values === null) return this.#refuse(line, null, reason);
    const { places } = this.#plan;
    const user = this.#idOf(this.users, values[places.user]!);
    if (user < 0) return this.#refuse(line, 'user', idProblem('user', user));
    const item = this.#idOf(this.items, values[places.item]!);
    if (item < 0) return this.#refuse(line, 'item', idProblem('item', item));
    const value = places.value < 0 ? 1 : numberOf(values[places.value]!);
    if (!Number.isFinite(value)) return this.#refuse(line, 'value', 'not a number');
    const time = places.time < 0 ? -1 : timeOf(values[places.time]!);
    if (typeof time === 'string') return this.#refuse(line, 'time', time);
    const kind = this.#idOf(this.kinds, places.kind < 0 ? this.#plan.as : values[places.kind]!);
    if (kind < 0) return this.#refuse(line, 'kind', idProblem('kind', kind));
    this.#take(user, item, kind, time, value);
  };

  /** Hands out the last chunk, if it holds anything. */
  finish(): void {
    if (this.#chunk.rows > 0) this.#flush();
  }

  #passes(): boolean {
    if (this.#skip === 0) return false;
    this.#skip -= 1;
    return true;
  }

  #take(user: number, item: number, kind: number, time: number, value: number): void {
    const chunk = this.#chunk;
    const at = chunk.size++;
    chunk.user[at] = user;
    chunk.item[at] = item;
    chunk.kind[at] = kind;
    chunk.at[at] = time;
    chunk.value[at] = value;
    this.ranges[kind] ??= { lowest: value, highest: value };
    const range = this.ranges[kind];
    if (value < range.lowest) range.lowest = value;
    else if (value > range.highest) range.highest = value;
    this.#count();
  }

  #refuse(line: number, field: InteractionField | null, reason: string): void {
    this.#chunk.bad.push({ line, column: field && (this.#plan.map[field] ?? null), reason });
    this.#count();
  }

  #count(): void {
    this.#chunk.rows += 1;
    if (this.#chunk.rows === this.#plan.chunkRows) this.#flush();
  }

  #flush(): void {
    this.#onChunk(this.#chunk);
    this.#chunk = emptyChunk(this.#plan.chunkRows);
  }

  /** The number of an id, -1 where there is none, -2 where it is too long. Blanks around it are no part of it. */
  #idIn(interner: Interner, bytes: Buffer, from: number, to: number): number {
    let start = from;
    let end = to;
    while (start < end && bytes[start]! <= space) start += 1;
    while (end > start && bytes[end - 1]! <= space) end -= 1;
    if (start === end) return -1;
    // Blanks of other alphabets, and lengths in characters: only where a byte says that there may be any.
    if (bytes[start]! >= 0x80 || bytes[end - 1]! >= 0x80 || end - start > longest) {
      return this.#idOf(interner, bytes.toString('utf8', start, end));
    }
    return interner.bytes(bytes, start, end);
  }

  #idOf(interner: Interner, cell: string): number {
    const id = cell.trim();
    if (id === '') return -1;
    return id.length > longest ? -2 : interner.text(id);
  }
}

function emptyChunk(rows: number): RawChunk {
  return {
    rows: 0,
    size: 0,
    user: new Int32Array(rows),
    item: new Int32Array(rows),
    kind: new Int32Array(rows),
    at: new Float64Array(rows),
    value: new Float64Array(rows),
    bad: [],
  };
}

function idProblem(field: string, problem: number): string {
  return problem === -1 ? `no ${field}` : `longer than ${longest} characters`;
}

function numberOf(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell);
}

/** Milliseconds since 1970, -1 where the cell is empty, or what is wrong with it. */
function timeOf(cell: string): number | string {
  if (cell.trim() === '') return -1;
  const read = readTime(cell);
  return 'problem' in read ? read.problem : read.value;
}
