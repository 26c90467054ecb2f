import { open } from 'node:fs/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { StewardError } from '../../contract/errors.ts';
import type { Table } from './read.ts';

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

/**
 * The columns of a Parquet file and its rows as text; `line` is the number of the row, from 1. Uncompressed and Snappy
 * are known. BAD_FILE where the file is damaged or packed otherwise.
 */
export async function readParquet(path: string, signal?: AbortSignal): Promise<{ columns: string[]; table: Table }> {
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
    async function* table(): Table {
      let start = 0;
      // By row group: a part of one cannot be had without decoding it from its beginning.
      for (const group of metadata.row_groups) {
        signal?.throwIfAborted();
        const rowStart = start;
        const end = start + Number(group.num_rows);
        let block: unknown[][] = [];
        const onComplete = (complete: unknown[][]) => {
          block = complete;
        };
        await parquetRead({ file, metadata, columns, rowStart, rowEnd: end, onComplete }).catch((cause) => {
          throw refuse(cause);
        });
        yield block.map((cells, index) => ({ line: rowStart + index + 1, values: cells.map(asText), reason: '' }));
        start = end;
      }
    }
    return { columns, table: table() };
  } catch (cause) {
    throw refuse(cause);
  }
}

function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
