import { Framer } from './framing.ts';
import { type Cell, type Parsed, parseFrames } from './records.ts';
import type { FileShape } from './shape.ts';
import { readBytes } from './source.ts';

/** A row of a file: its values in the order of the file's columns, or what is wrong with it. */
export type Row =
  | { line: number; values: Cell[]; problem: null }
  | { line: number; values: null; problem: { column: string | null; reason: string } };

export interface ReadOptions {
  signal?: AbortSignal;
  /** So many rows at the beginning were consumed before: they are counted and not parsed. */
  skip?: number;
  /** What is left of the file, where its beginning was read otherwise. */
  bytes?: AsyncIterable<Buffer>;
  onBytes?: (bytes: number) => void;
}

/** All rows of a file, in blocks as they come off the disk. Memory does not grow with the file. */
export async function* readRows(shape: FileShape, options: ReadOptions = {}): AsyncGenerator<Row[]> {
  for await (const block of readRecords(shape, options)) yield block.map((parsed) => toRow(parsed, shape.columns));
}

/** All records of a file as they are cut, whatever number of cells they have, in blocks. */
export async function* readRecords(shape: FileShape, options: ReadOptions = {}): AsyncGenerator<Parsed[]> {
  const framer = new Framer(shape.quotes, shape.delimiter);
  let skip = (options.skip ?? 0) + (shape.hasHeader ? 1 : 0);
  const block = (chunk: Buffer, end: boolean): Parsed[] => {
    const frames = framer.push(chunk, end);
    const wanted = skip > 0 ? frames.slice(skip) : frames;
    skip = Math.max(0, skip - frames.length);
    return parseFrames(wanted, shape.format, shape.delimiter);
  };
  for await (const chunk of options.bytes ?? readBytes(shape.source, options)) {
    const rows = block(chunk, false);
    if (rows.length > 0) yield rows;
  }
  const last = block(Buffer.alloc(0), true);
  if (last.length > 0) yield last;
}

/** A parsed record as a row of a table with these columns. */
export function toRow({ line, cells, problem }: Parsed, columns: readonly string[]): Row {
  if (cells === null) return bad(line, problem ?? 'cannot be read');
  if (cells instanceof Map) return { line, values: columns.map((name) => cells.get(name) ?? ''), problem: null };
  if (cells.length === columns.length) return { line, values: cells, problem: null };
  return bad(line, `${cells.length} columns where ${columns.length} are expected`);
}

function bad(line: number, reason: string): Row {
  return { line, values: null, problem: { column: null, reason } };
}
