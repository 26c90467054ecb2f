import { isUtf8 } from 'node:buffer';
import type { Quotes } from '../content/framing.ts';

const newline = 10;
const carriageReturn = 13;
const quote = 34;

/** Takes one record: `starts` and `ends` say where its first cells stand; `count` may be more or less than expected. */
export type TakeRecord = (line: number, bytes: Buffer, starts: Int32Array, ends: Int32Array, count: number) => void;

/**
 * Cuts plain records straight out of bytes, without making a text of every line: ten times as fast as the careful
 * reader, and of one mind with it. Whatever needs care (broken or doubled quotes, quoted line breaks, bytes that are
 * not UTF-8) is left to that.
 */
export class ByteTable {
  readonly #first: number;
  readonly #second: number;
  readonly #quotes: Quotes;
  readonly #columns: number;
  readonly #take: TakeRecord;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** The line that the next record begins in, from 1. */
  line = 1;

  constructor(delimiter: string, quotes: Quotes, columns: number, take: TakeRecord) {
    this.#first = delimiter.charCodeAt(0);
    this.#second = delimiter.length > 1 ? delimiter.charCodeAt(1) : -1;
    this.#quotes = quotes;
    this.#columns = columns;
    this.#take = take;
    this.#starts = new Int32Array(columns + 1);
    this.#ends = new Int32Array(columns + 1);
  }

  /** Takes all records of `bytes`, which ends with a line. Returns where it stopped: at a record that needs care, or behind all. */
  parse(bytes: Buffer): number {
    if (!isUtf8(bytes)) return 0;
    // In a plain table most blocks hold no quote at all, and need no look at every byte for one.
    const special = this.#quotes !== 'none' && bytes.includes(quote);
    for (let at = 0; at < bytes.length; ) {
      const next = this.#record(bytes, at, special);
      if (next < 0) return at;
      at = next;
      this.line += 1;
    }
    return bytes.length;
  }

  /** Takes the record that begins at `at` and returns where the next one does; -1 where it needs care. */
  #record(bytes: Buffer, start: number, special: boolean): number {
    const starts = this.#starts;
    const ends = this.#ends;
    const [first, second, columns] = [this.#first, this.#second, this.#columns];
    let at = start;
    let cell = 0;
    let begin = start;
    let close = -1;
    for (;;) {
      const byte = bytes[at]!;
      if (byte === newline) break;
      if (byte === first && (second < 0 || bytes[at + 1] === second)) {
        if (cell <= columns) {
          starts[cell] = begin;
          ends[cell] = close < 0 ? at : close;
        }
        cell += 1;
        at += second < 0 ? 1 : 2;
        begin = at;
        close = -1;
        continue;
      }
      if (special && byte === quote) {
        if (at !== begin) {
          if (this.#quotes === 'strict') return -1;
          at += 1;
          continue;
        }
        close = closingQuote(bytes, at + 1);
        if (close < 0) return -1;
        begin = at + 1;
        at = close + 1;
        if (bytes[at] === carriageReturn && bytes[at + 1] === newline) at += 1;
        if (bytes[at] !== newline && bytes[at] !== first) return -1;
        continue;
      }
      at += 1;
    }
    const end = at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
    if (end === start) return at + 1;
    if (cell <= columns) {
      starts[cell] = begin;
      ends[cell] = close < 0 ? end : close;
    }
    this.#take(this.line, bytes, starts, ends, cell + 1);
    return at + 1;
  }
}

/** Where the quote closes that opened before `at`; -1 where a line ends first. */
function closingQuote(bytes: Buffer, at: number): number {
  for (let place = at; place < bytes.length; place++) {
    if (bytes[place] === quote) return place;
    if (bytes[place] === newline) return -1;
  }
  return -1;
}
