import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { FileFormat } from '../../contract/index.ts';
import type { Frame } from './framing.ts';

export type Cell = string;

/** A record with its cells (by column for JSONL), or with what is wrong with it. Never both. */
export interface Parsed {
  line: number;
  cells: Cell[] | Map<string, Cell> | null;
  problem: string | null;
}

/** Reads the cells of records. Only those that hold quotes need a parser; the others are cut at the delimiter. */
export function parseFrames(frames: readonly Frame[], format: FileFormat, delimiter: string): Parsed[] {
  const parsed = frames.map((frame): Parsed => {
    const { line, bytes, quoted, problem } = frame;
    if (problem !== null) return { line, cells: null, problem };
    if (!isUtf8(bytes)) return { line, cells: null, problem: 'not valid UTF-8' };
    if (format === 'jsonl') return { line, ...parseJson(bytes.toString()) };
    return { line, cells: quoted ? null : bytes.toString().split(delimiter), problem: null };
  });
  const open = parsed.flatMap((row, index) => (row.cells === null && row.problem === null ? [index] : []));
  if (open.length > 0) {
    const block = Buffer.concat(open.flatMap((index) => [frames[index]!.bytes, lineEnd]));
    const rows: string[][] = parse(block, { delimiter, record_delimiter: '\n', relax_column_count: true });
    if (rows.length !== open.length) throw new Error('The parser and the framer disagree about where rows end.');
    for (const [n, index] of open.entries()) parsed[index]!.cells = rows[n]!;
  }
  return parsed;
}

const lineEnd = Buffer.from('\n');

/** The engine's own messages quote the text of the line, so they are not passed on. */
function parseJson(text: string): Pick<Parsed, 'cells' | 'problem'> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { cells: null, problem: 'not valid JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { cells: null, problem: 'not a JSON object' };
  }
  return { cells: new Map(Object.entries(value).map(([key, cell]) => [key, asCell(cell)])), problem: null };
}

function asCell(value: unknown): Cell {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
