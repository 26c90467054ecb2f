import { extname } from 'node:path';
import { StewardError } from '../../contract/errors.ts';
import type { FileFormat } from '../../contract/index.ts';
import { Framer, type Quotes } from './framing.ts';
import { looksLikeHeader } from './header.ts';
import { type Cell, type Parsed, parseFrames } from './records.ts';
import { readBytes, type SourceFile } from './source.ts';

/** How a file is to be read: found from its name and its beginning. */
export interface FileShape {
  source: SourceFile;
  format: FileFormat;
  delimiter: string;
  quotes: Quotes;
  hasHeader: boolean;
  columns: string[];
  /** The first rows, bad ones too. */
  sample: Parsed[];
}

const headBytes = 512 * 1024;
const sampleRows = 1000;
const extensions: Record<string, FileFormat> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** Finds out how to read a file. BAD_FILE where it is no text, holds no rows or is JSON of another kind. */
export async function shapeOf(source: SourceFile, format?: FileFormat): Promise<FileShape> {
  const { head, isWhole } = await readHead(source);
  if (head.includes(0)) throw bad(source, 'This is not a text file.', 'Export it as CSV, TSV or JSONL in UTF-8.');
  const found = format ?? formatByName(source.name) ?? formatByContent(head);
  const delimiter = found === 'tsv' ? '\t' : found === 'csv' ? csvDelimiter(head) : ',';
  const quotes: Quotes = found === 'csv' ? 'strict' : found === 'tsv' ? 'lenient' : 'none';
  const frames = new Framer(quotes, delimiter).push(head, isWhole).slice(0, sampleRows + 1);
  if (frames.length === 0) throw bad(source, 'The file holds no rows.', 'Check that it was saved to its end.');
  if (found === 'jsonl') {
    if (frames[0]!.bytes.toString('utf8', 0, 1) === '[') {
      throw bad(
        source,
        'This is one JSON array.',
        'Write one JSON object a line (JSONL), for example with jq -c ".[]".',
      );
    }
    const sample = parseFrames(frames.slice(0, sampleRows), 'jsonl', delimiter);
    const columns = [...new Set(sample.flatMap(({ cells }) => (cells instanceof Map ? [...cells.keys()] : [])))];
    return { source, format: found, delimiter, quotes, hasHeader: false, columns, sample };
  }
  const rows = parseFrames(frames, found, delimiter);
  const first = rows[0]!.cells;
  if (!Array.isArray(first)) {
    throw bad(source, `The first line cannot be read: ${rows[0]!.problem}.`, 'Correct the line, then import again.');
  }
  const rest = rows.slice(1, sampleRows + 1);
  const hasHeader = looksLikeHeader(
    first,
    rest.flatMap(({ cells }) => (Array.isArray(cells) ? [cells] : [])),
  );
  const columns = columnNames(hasHeader ? first : first.map(() => ''));
  return { source, format: found, delimiter, quotes, hasHeader, columns, sample: hasHeader ? rest : rows };
}

/** Names of columns as people meet them: trimmed, none empty ('column3'), none twice ('text_2'). */
export function columnNames(header: readonly Cell[]): string[] {
  const names: string[] = [];
  for (const [index, cell] of header.entries()) {
    const wanted = cell.replace(/\s+/g, ' ').trim() || `column${index + 1}`;
    let name = wanted;
    for (let n = 2; names.includes(name); n++) name = `${wanted}_${n}`;
    names.push(name);
  }
  return names;
}

async function readHead(source: SourceFile): Promise<{ head: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readBytes(source)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= headBytes) return { head: Buffer.concat(chunks), isWhole: false };
  }
  return { head: Buffer.concat(chunks), isWhole: true };
}

function formatByName(name: string): FileFormat | undefined {
  return extensions[extname(name.toLowerCase().replace(/\.gz$/, ''))];
}

function formatByContent(head: Buffer): FileFormat {
  const lines = firstLines(head);
  if (/^\s*[{[]/.test(lines[0] ?? '')) return 'jsonl';
  const withTab = lines.filter((line) => line.includes('\t')).length;
  return withTab > lines.length / 2 ? 'tsv' : 'csv';
}

/**
 * Spreadsheets of half of Europe write semicolons into their CSV, and MovieLens 100K parts by '|', which elsewhere parts
 * the values of one cell: it counts only where every line has as many of them.
 */
function csvDelimiter(head: Buffer): string {
  const lines = firstLines(head);
  const first = lines[0] ?? '';
  const bars = first.split('|').length;
  if (bars > 2 && !/[,;]/.test(first) && lines.every((line) => line.split('|').length === bars)) return '|';
  return first.split(';').length > first.split(',').length ? ';' : ',';
}

function firstLines(head: Buffer): string[] {
  return head
    .toString('utf8', 0, 64 * 1024)
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, 50);
}

function bad(source: SourceFile, message: string, advice: string): StewardError {
  return new StewardError('BAD_FILE', message, { advice, place: { file: source.name } });
}
