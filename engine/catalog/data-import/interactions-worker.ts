import { parentPort, workerData } from 'node:worker_threads';
import { asStewardError } from '../../contract/errors.ts';
import { longestRecord } from '../content/framing.ts';
import { readRecords, toRow } from '../content/reader.ts';
import type { FileShape } from '../content/shape.ts';
import { readBytes } from '../content/source.ts';
import { ByteTable } from '../interactions/byte-table.ts';
import { ChunkBuilder, type RawChunk } from '../interactions/chunk-builder.ts';
import { asText, readParquet } from '../interactions/parquet.ts';
import type { FromReader, Numbers, ReadInput, ToReader } from './messages.ts';
import { sortChunk } from './sorted-chunk.ts';

/** Reads a file of interactions ahead of the thread that stores them: parses, numbers and sorts, chunk by chunk. */
const { path, bytes, shape, columns, plan } = workerData as ReadInput;
const port = parentPort!;
const post = (message: FromReader, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** Chunks that may be on their way: one that is stored and one that waits. */
let room = 2;
let wake = () => {};
let answer: (numbers: Numbers) => void = () => {};
port.on('message', (message: ToReader) => {
  if (message.type === 'numbers') return answer(message);
  room += 1;
  wake();
});

const waiting: RawChunk[] = [];
const builder = new ChunkBuilder(plan, (chunk) => waiting.push(chunk));
const tables = { users: new Int32Array(), items: new Int32Array(), kinds: new Int32Array() };
let bytesRead = 0;
let isHeaderNext = shape?.hasHeader === true;

try {
  if (shape === null) await readParquetRows();
  else await readText(shape);
  builder.finish();
  await send();
  post({ type: 'end' });
} catch (thrown) {
  const { code, message, advice, place } = asStewardError(thrown);
  post({ type: 'failed', code, message, advice, place });
}
port.close();

/** Plain records as bytes; from the first that needs care, the careful reader takes over. */
async function readText(text: FileShape): Promise<void> {
  const blocks = readBytes(text.source, {
    onBytes: (bytes) => {
      bytesRead = bytes;
    },
  });
  if (text.format === 'jsonl') return readCarefully(text, blocks, 0);
  const table = new ByteTable(text.delimiter, text.quotes, columns.length, takeRecord);
  let rest: Buffer = Buffer.alloc(0);
  for (let next = await blocks.next(); !next.done; next = await blocks.next()) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, next.value]) : next.value;
    const whole = buffer.lastIndexOf(10) + 1;
    const parsed = table.parse(buffer.subarray(0, whole));
    // A copy, so that a few bytes do not keep a whole block alive.
    rest = Buffer.from(buffer.subarray(parsed));
    await send();
    if (parsed < whole || rest.length > longestRecord) return readCarefully(text, behind(rest, blocks), table.line - 1);
  }
  if (rest.length === 0) return;
  const last = Buffer.concat([rest, Buffer.from('\n')]);
  const parsed = table.parse(last);
  if (parsed < last.length) await readCarefully(text, behind(last.subarray(parsed), blocks), table.line - 1);
}

async function* behind(first: Buffer, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* blocks;
}

/** The header is a record that is no row. */
function takeRecord(...record: Parameters<ChunkBuilder['record']>): void {
  if (isHeaderNext) isHeaderNext = false;
  else builder.record(...record);
}

/** Reads what is left behind `lines` lines as content files are read. */
async function readCarefully(text: FileShape, bytes: AsyncIterable<Buffer>, lines: number): Promise<void> {
  for await (const block of readRecords({ ...text, hasHeader: isHeaderNext }, { bytes })) {
    for (const parsed of block) {
      const { line, values, problem } = toRow(parsed, columns);
      builder.cells(line + lines, values, problem?.reason ?? '');
    }
    await send();
  }
}

async function readParquetRows(): Promise<void> {
  const file = await readParquet(path);
  const places = Object.values(plan.places).filter((place) => place >= 0);
  const names = places.map((place) => columns[place]!);
  const values: string[] = columns.map(() => '');
  for (const { from, to } of file.groups) {
    const cells = await file.cells(from, to, names);
    for (let row = from; row < to; row++) {
      for (const [n, place] of places.entries()) values[place] = asText(cells[n]![row - from]);
      builder.cells(row + 1, values, '');
      if (waiting.length === 0) continue;
      bytesRead = Math.round((bytes * row) / file.count);
      await send();
    }
  }
}

/** Numbers, sorts and posts the chunks that are full; waits while the other side is two behind. */
async function send(): Promise<void> {
  for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
    while (room === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    room -= 1;
    await numberNames();
    const { batch, doubles } = sortChunk(chunk, tables);
    const buffers = Object.values(batch).map((array: Int32Array | Float64Array) => array.buffer as ArrayBuffer);
    post({ type: 'chunk', rows: chunk.rows, bad: chunk.bad, batch, doubles, bytes: bytesRead }, buffers);
  }
}

/** Asks for the numbers of names that are new since the last chunk. */
async function numberNames(): Promise<void> {
  const users = builder.users.from(tables.users.length);
  const items = builder.items.from(tables.items.length);
  const kinds = builder.kinds.from(tables.kinds.length).map((name, n) => {
    return { name, ...builder.ranges[tables.kinds.length + n]! };
  });
  if (users.length + items.length + kinds.length === 0) return;
  const numbers = await new Promise<Numbers>((resolve) => {
    answer = resolve;
    post({ type: 'names', users, items, kinds });
  });
  tables.users = joined(tables.users, numbers.users);
  tables.items = joined(tables.items, numbers.items);
  tables.kinds = joined(tables.kinds, numbers.kinds);
}

function joined(a: Int32Array, b: Int32Array): Int32Array<ArrayBuffer> {
  const all = new Int32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
