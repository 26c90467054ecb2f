import type { DataFormat } from '../../contract/index.ts';
import { Framer } from '../content/framing.ts';
import { type Row, toRow } from '../content/reader.ts';
import { parseFrames } from '../content/records.ts';
import { type FileShape, shapeOf } from '../content/shape.ts';
import { readBytes, type SourceFile } from '../content/source.ts';
import { isParquet, readParquet } from './parquet.ts';

/** How a file of recommender data is to be read. */
export interface DataShape {
  source: SourceFile;
  format: DataFormat;
  columns: readonly string[];
  /** Whether the columns have names of their own. */
  isNamed: boolean;
  /** Null for Parquet. */
  text: FileShape | null;
  /** The first rows, bad ones too. */
  sample: readonly Row[];
}

const sampleRows = 1000;

/** Finds out how to read a file: as content files are, and also Parquet and lines parted by '::'. BAD_FILE as `shapeOf`. */
export async function dataShapeOf(source: SourceFile, format?: DataFormat): Promise<DataShape> {
  if (format === 'parquet' || (format === undefined && (await isParquet(source.path)))) return parquetShape(source);
  const head = await firstBytes(source);
  const [first = ''] = head.toString('utf8').split('\n', 1);
  // Nothing but MovieLens 1M, MovieTweetings and their kin parts columns so, and these have no header.
  if (format === 'dat' || (format === undefined && /^[^,\t"]*::[^,\t"]*$/.test(first))) {
    const columns = first
      .trimEnd()
      .split('::')
      .map((_, index) => `column${index + 1}`);
    return shapeWith(source, { format: 'dat', delimiter: '::', columns, head });
  }
  const text = await shapeOf(source, format);
  return {
    source,
    format: text.format,
    columns: text.columns,
    isNamed: text.hasHeader || text.format === 'jsonl',
    text,
    sample: text.sample.map((parsed) => toRow(parsed, text.columns)),
  };
}

/** The shape of a table whose layout is known: no header, no quotes. */
export async function plainShape(
  source: SourceFile,
  delimiter: string,
  columns: readonly string[],
): Promise<DataShape> {
  const format = delimiter === '::' ? 'dat' : delimiter === '\t' ? 'tsv' : 'csv';
  return shapeWith(source, { format, delimiter, columns, head: await firstBytes(source) });
}

function shapeWith(
  source: SourceFile,
  {
    format,
    delimiter,
    columns,
    head,
  }: { format: DataFormat; delimiter: string; columns: readonly string[]; head: Buffer },
): DataShape {
  // What parts the columns is said by the delimiter; 'csv' says that lines are records.
  const text: FileShape = {
    source,
    format: 'csv',
    delimiter,
    quotes: 'none',
    hasHeader: false,
    columns: [...columns],
    sample: [],
  };
  const frames = new Framer('none', delimiter).push(head, false).slice(0, sampleRows);
  const sample = parseFrames(frames, 'csv', delimiter).map((parsed) => toRow(parsed, columns));
  return { source, format, columns, isNamed: false, text, sample };
}

async function parquetShape(source: SourceFile): Promise<DataShape> {
  const { columns, rows } = await readParquet(source.path);
  const sample: Row[] = (await rows(0, sampleRows)).map(({ line, values }) => ({ line, values, problem: null }));
  return { source, format: 'parquet', columns, isNamed: true, text: null, sample };
}

async function firstBytes(source: SourceFile): Promise<Buffer> {
  for await (const chunk of readBytes(source)) return chunk;
  return Buffer.alloc(0);
}
