import { createHash } from 'node:crypto';
import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import { Vocabulary } from './vocabulary.ts';

/** Who had which item, by number alone: all that splits and models look at, and all that a thread needs to be sent. */
export interface NumberedPairs {
  readonly users: { readonly size: number };
  readonly items: { readonly size: number };
  /** Rows of `users`. */
  readonly user: Int32Array;
  /** Rows of `items`. */
  readonly item: Int32Array;
  /** Ratings, or 1 where the source has no value. */
  readonly value: Float32Array;
  /** Milliseconds since 1970; null where the source has no times. */
  readonly time: Float64Array | null;
}

/** Who did what with which item, one entry a place in every array. */
export interface Interactions extends NumberedPairs {
  readonly users: Vocabulary;
  readonly items: Vocabulary;
  /** Rows of `kinds` ('view', 'purchase'); null where the source has no kinds. */
  readonly kind: Int32Array | null;
  readonly kinds: Vocabulary;
}

/** One interaction as it is added; `time` in milliseconds since 1970. */
export interface Interaction {
  user: string;
  item: string;
  value: number;
  time?: number;
  kind?: string;
}

/** Collects interactions into typed arrays that grow; vocabularies can be handed in to be shared between files. */
export class InteractionsBuilder {
  readonly users: Vocabulary;
  readonly items: Vocabulary;
  readonly #kinds = new Vocabulary();
  readonly #has: { time: boolean; kind: boolean };
  #size = 0;
  #user = new Int32Array(1024);
  #item = new Int32Array(1024);
  #value = new Float32Array(1024);
  #time: Float64Array;
  #kind: Int32Array;

  constructor(has: { time: boolean; kind: boolean }, users = new Vocabulary(), items = new Vocabulary()) {
    this.#has = has;
    this.users = users;
    this.items = items;
    this.#time = new Float64Array(has.time ? 1024 : 0);
    this.#kind = new Int32Array(has.kind ? 1024 : 0);
  }

  get size(): number {
    return this.#size;
  }

  add(user: string, item: string, value: number, time: number, kind: string): void {
    const at = this.#size++;
    if (at === this.#user.length) this.#grow(at * 2);
    this.#user[at] = this.users.add(user);
    this.#item[at] = this.items.add(item);
    this.#value[at] = value;
    if (this.#has.time) this.#time[at] = time;
    if (this.#has.kind) this.#kind[at] = this.#kinds.add(kind);
  }

  finish(): Interactions {
    const n = this.#size;
    return {
      users: this.users,
      items: this.items,
      user: this.#user.slice(0, n),
      item: this.#item.slice(0, n),
      value: this.#value.slice(0, n),
      time: this.#has.time ? this.#time.slice(0, n) : null,
      kind: this.#has.kind ? this.#kind.slice(0, n) : null,
      kinds: this.#kinds,
    };
  }

  #grow(length: number): void {
    this.#user = grown(this.#user, new Int32Array(length));
    this.#item = grown(this.#item, new Int32Array(length));
    this.#value = grown(this.#value, new Float32Array(length));
    if (this.#has.time) this.#time = grown(this.#time, new Float64Array(length));
    if (this.#has.kind) this.#kind = grown(this.#kind, new Int32Array(length));
  }
}

function grown<T extends Int32Array | Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Interactions from plain objects: for tests, and for what is in memory anyway. */
export function interactionsOf(list: readonly Interaction[]): Interactions {
  const has = { time: list.some(({ time }) => time !== undefined), kind: list.some(({ kind }) => kind !== undefined) };
  const builder = new InteractionsBuilder(has);
  for (const { user, item, value, time, kind } of list) {
    builder.add(user, item, value, time ?? Number.NaN, kind ?? '');
  }
  return builder.finish();
}

/**
 * The places of `data` that count where a pair of user and item may count once: of several the one of the latest time,
 * without times the last one. Ascending.
 */
export function lastOfEachPair(data: NumberedPairs): Int32Array {
  const { user, item, time, items } = data;
  const last = new Map<number, number>();
  for (let at = 0; at < user.length; at++) {
    const key = user[at]! * items.size + item[at]!;
    const before = last.get(key);
    if (before === undefined || time === null || !(time[at]! < time[before]!)) last.set(key, at);
  }
  return last.size === user.length ? Int32Array.from(user.keys()) : Int32Array.from(last.values()).sort();
}

/**
 * users x items over these places of `data` (all by default); of several at one pair the last place stands. `ones`
 * puts 1 for every value.
 */
export function toCsr(data: NumberedPairs, places?: Int32Array, options: { ones?: boolean } = {}): Csr {
  const pick = (from: Int32Array) => (places ? places.map((at) => from[at]!) : from);
  const user = pick(data.user);
  const item = pick(data.item);
  const value = options.ones
    ? new Float32Array(user.length).fill(1)
    : places
      ? Float32Array.from(places, (at) => data.value[at]!)
      : data.value;
  return csrFromTriples(data.users.size, data.items.size, user, item, value);
}

/** SHA-256 in hex over vocabularies and all entries: what a model was trained on. */
export function dataHash(data: Interactions): string {
  const hash = createHash('sha256').update(data.users.hash()).update(data.items.hash());
  for (const part of [data.user, data.item, data.value, data.time, data.kind]) {
    if (part) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    hash.update('|');
  }
  return hash.digest('hex');
}
