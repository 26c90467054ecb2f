/** A record of a file as it was cut out: where it begins, its bytes without the line end, or why it cannot be read. */
export interface Frame {
  line: number;
  bytes: Buffer;
  /** Holds well-formed quoted fields: its values are not simply what stands between the delimiters. */
  quoted: boolean;
  problem: string | null;
}

/**
 * How quotes are taken. `strict` (CSV): as RFC 4180 says, anything else is a problem. `lenient` (TSV): where a record
 * does not follow the rules its quotes are plain characters. `none` (JSONL): a line is a record.
 */
export type Quotes = 'strict' | 'lenient' | 'none';

/** A record may be this long in bytes; what is longer is not held in memory. */
export const longestRecord = 1 << 20;

const newline = 10;
const carriageReturn = 13;
const quote = 34;
const tab = 9;

/**
 * Cuts a stream of bytes into records, quoted line breaks included, and counts physical lines. Unlike a plain CSV
 * parser it recovers: where a record's quotes are wrong only its first line is lost, and the next line begins a record.
 */
export class Framer {
  readonly #quotes: Quotes;
  readonly #delimiter: number;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #skipsLine = false;

  constructor(quotes: Quotes, delimiter: string) {
    this.#quotes = quotes;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The records that `chunk` completes. `end` says that nothing follows. Blank lines are no records. */
  push(chunk: Buffer, end: boolean): Frame[] {
    const buffer = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const frames: Frame[] = [];
    let at = 0;
    let nextQuote = -1;
    while (at < buffer.length) {
      const found = buffer.indexOf(newline, at);
      if (this.#skipsLine) {
        if (found < 0) {
          at = buffer.length;
          break;
        }
        this.#skipsLine = false;
        this.#line += 1;
        at = found + 1;
        continue;
      }
      if (found < 0 && !end) {
        if (buffer.length - at <= longestRecord) break;
        frames.push(this.#bad(`the line is longer than ${longestRecord} bytes`));
        this.#skipsLine = true;
        continue;
      }
      const lineEnd = found < 0 ? buffer.length : found;
      if (nextQuote < at && this.#quotes !== 'none') {
        const position = buffer.indexOf(quote, at);
        nextQuote = position < 0 ? buffer.length : position;
      }
      let recordEnd = lineEnd;
      let quoted = false;
      let problem: string | null = null;
      if (this.#quotes !== 'none' && nextQuote < lineEnd) {
        const outcome = this.#quotedEnd(buffer, at, end);
        if (outcome === 'more' && buffer.length - at <= longestRecord) break;
        quoted = typeof outcome === 'number';
        if (typeof outcome === 'number') recordEnd = outcome;
        else if (this.#quotes === 'strict') problem = outcome === 'more' ? 'a quoted field is not closed' : outcome;
      }
      const bytes = trimEnd(buffer, at, recordEnd);
      if (bytes.length > 0) frames.push({ line: this.#line, bytes, quoted, problem });
      this.#line += 1 + (recordEnd > lineEnd ? newlines(buffer, at, recordEnd) : 0);
      at = recordEnd + 1;
    }
    // A copy, so that a few bytes do not keep a whole chunk alive.
    this.#rest = Buffer.from(buffer.subarray(Math.min(at, buffer.length)));
    return frames;
  }

  #bad(problem: string): Frame {
    return { line: this.#line, bytes: Buffer.alloc(0), quoted: false, problem };
  }

  /** Where the record that begins at `start` ends, or what is wrong with it, or that its end has not arrived. */
  #quotedEnd(buffer: Buffer, start: number, end: boolean): number | 'more' | string {
    let at = start;
    for (;;) {
      if (buffer[at] === quote) {
        const opened = at;
        at += 1;
        for (;;) {
          at = buffer.indexOf(quote, at);
          if (at < 0) return end ? 'a quoted field is not closed' : 'more';
          if (buffer[at + 1] !== quote) break;
          at += 2;
        }
        if (at + 2 >= buffer.length && !end) return 'more';
        if (this.#quotes === 'lenient' && hasBoth(buffer.subarray(opened, at), newline, tab))
          return 'not a quoted field';
        at += 1;
        if (buffer[at] === carriageReturn && (at + 1 >= buffer.length || buffer[at + 1] === newline)) at += 1;
        if (at >= buffer.length || buffer[at] === newline) return at;
        if (buffer[at] !== this.#delimiter) return 'a closing quote is followed by more text';
        at += 1;
        continue;
      }
      while (at < buffer.length && buffer[at] !== this.#delimiter && buffer[at] !== newline) {
        if (buffer[at] === quote) return 'a quote stands inside an unquoted field';
        at += 1;
      }
      if (at >= buffer.length) return end ? at : 'more';
      if (buffer[at] === newline) return at;
      at += 1;
    }
  }
}

function trimEnd(buffer: Buffer, start: number, end: number): Buffer {
  return buffer.subarray(start, end > start && buffer[end - 1] === carriageReturn ? end - 1 : end);
}

function newlines(buffer: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = buffer.indexOf(newline, start); at >= 0 && at < end; at = buffer.indexOf(newline, at + 1)) count += 1;
  return count;
}

function hasBoth(bytes: Buffer, a: number, b: number): boolean {
  return bytes.includes(a) && bytes.includes(b);
}
