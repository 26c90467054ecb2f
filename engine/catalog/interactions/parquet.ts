import { open } from 'node:fs/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { StewardError } from '../../contract/errors.ts';
import type { Table } from './read.ts';

/** A Parquet file: rows are text, `line` is the number of the row from 1. */
export interface ParquetTable {
  columns: string[];
  count: number;
  /** All rows, by row groups: a part of one cannot be had without decoding it from its beginning. */
  table: Table;
  /** The rows [from, to). */
  rows(from: number, to: number): Promise<{ line: number; values: string[] }[]>;
  /** Where the row groups begin and end. */
  groups: readonly { from: number; to: number }[];
  /** The cells of the rows [from, to) of one row group, for each of these columns. */
  cells(from: number, to: number, columns: readonly string[]): Promise<ArrayLike<unknown>[]>;
}

/** Whether a file begins as Parquet does. */
export async function isParquet(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PAR1';
  } finally {
    await handle.close();
  }
}

/** Opens a Parquet file, uncompressed or Snappy. BAD_FILE where it is damaged or packed otherwise. */
export async function readParquet(path: string, signal?: AbortSignal): Promise<ParquetTable> {
  const refuse = (cause: unknown) =>
    new StewardError('BAD_FILE', 'The Parquet file cannot be read.', {
      place: { file: path },
      advice: 'Check that it is whole, and write it uncompressed or with Snappy.',
      cause,
    });
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const groups: { from: number; to: number }[] = [];
    let count = 0;
    for (const group of metadata.row_groups) {
      groups.push({ from: count, to: count + Number(group.num_rows) });
      count += Number(group.num_rows);
    }
    const rows = async (from: number, to: number) => {
      signal?.throwIfAborted();
      let block: unknown[][] = [];
      const onComplete = (complete: unknown[][]) => {
        block = complete;
      };
      await parquetRead({ file, metadata, columns, rowStart: from, rowEnd: to, onComplete }).catch((cause) => {
        throw refuse(cause);
      });
      return block.map((cells, index) => ({ line: from + index + 1, values: cells.map(asText) }));
    };
    async function* table(): Table {
      for (const { from, to } of groups) yield (await rows(from, to)).map((row) => ({ ...row, reason: '' }));
    }
    const cells = async (from: number, to: number, wanted: readonly string[]) => {
      const out = new Map<string, unknown[]>(wanted.map((name) => [name, new Array(to - from)]));
      await parquetRead({
        file,
        metadata,
        columns: [...out.keys()],
        rowStart: from,
        rowEnd: to,
        onChunk: ({ columnName, columnData, rowStart }) => {
          const column = out.get(columnName)!;
          for (let at = Math.max(0, from - rowStart); at < columnData.length && rowStart + at < to; at++) {
            column[rowStart + at - from] = columnData[at];
          }
        },
      }).catch((cause) => {
        throw refuse(cause);
      });
      return wanted.map((name) => out.get(name)!);
    };
    return { columns, count, table: table(), rows, groups, cells };
  } catch (cause) {
    throw refuse(cause);
  }
}

/** A cell as it would stand in a CSV file. */
export function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
