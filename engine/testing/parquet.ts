/** A column of a Parquet file for tests: whole numbers, numbers or texts. */
export interface ParquetColumn {
  name: string;
  type: 'int64' | 'double' | 'text';
  values: readonly (number | string)[];
}

const physical = { int64: 2, double: 5, text: 6 } as const;
const [i32, i64, binary, listOf, struct] = [5, 6, 8, 9, 12] as const;

/** A small Parquet file, plain and uncompressed, in row groups of `groupRows` rows. Enough to read one in a test. */
export function parquetFile(columns: readonly ParquetColumn[], groupRows: number): Buffer {
  const rows = columns[0]!.values.length;
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let offset = 4;
  const groups: Buffer[] = [];
  for (let from = 0; from < rows; from += groupRows) {
    const n = Math.min(groupRows, rows - from);
    const chunks = columns.map((column) => {
      const data = Buffer.concat(column.values.slice(from, from + n).map((value) => plain(column.type, value)));
      const page = Buffer.concat([pageHeader(data.length, n), data]);
      const chunk = fields([
        [2, i64, varint(offset)],
        [3, struct, columnMeta(column, n, page.length, offset)],
      ]);
      parts.push(page);
      offset += page.length;
      return chunk;
    });
    groups.push(
      fields([
        [1, listOf, list(struct, chunks)],
        [2, i64, varint(1)],
        [3, i64, varint(n)],
      ]),
    );
  }
  const root = fields([
    [4, binary, text('schema')],
    [5, i32, varint(columns.length)],
  ]);
  const leaves = columns.map(({ name, type }) =>
    fields([
      [1, i32, varint(physical[type])],
      [3, i32, varint(0)],
      [4, binary, text(name)],
      ...(type === 'text' ? [[6, i32, varint(0)] as Field] : []),
    ]),
  );
  const meta = fields([
    [1, i32, varint(1)],
    [2, listOf, list(struct, [root, ...leaves])],
    [3, i64, varint(rows)],
    [4, listOf, list(struct, groups)],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([...parts, meta, length, Buffer.from('PAR1')]);
}

function columnMeta({ name, type }: ParquetColumn, rows: number, bytes: number, offset: number): Buffer {
  return fields([
    [1, i32, varint(physical[type])],
    [2, listOf, list(i32, [varint(0)])],
    [3, listOf, list(binary, [text(name)])],
    [4, i32, varint(0)],
    [5, i64, varint(rows)],
    [6, i64, varint(bytes)],
    [7, i64, varint(bytes)],
    [9, i64, varint(offset)],
  ]);
}

function pageHeader(bytes: number, rows: number): Buffer {
  const data = fields([
    [1, i32, varint(rows)],
    [2, i32, varint(0)],
    [3, i32, varint(3)],
    [4, i32, varint(3)],
  ]);
  return fields([
    [1, i32, varint(0)],
    [2, i32, varint(bytes)],
    [3, i32, varint(bytes)],
    [5, struct, data],
  ]);
}

function plain(type: ParquetColumn['type'], value: number | string): Buffer {
  if (type === 'text') {
    const bytes = Buffer.from(String(value));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  }
  const cell = Buffer.alloc(8);
  if (type === 'int64') cell.writeBigInt64LE(BigInt(value));
  else cell.writeDoubleLE(Number(value));
  return cell;
}

type Field = readonly [id: number, type: number, bytes: Buffer];

/** A struct of Thrift's compact protocol. */
function fields(list: readonly Field[]): Buffer {
  let last = 0;
  const parts = list.flatMap(([id, type, bytes]) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    return [head, bytes];
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function list(type: number, parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([(parts.length << 4) | type]), ...parts]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** A whole number that is not negative, as a zigzag varint. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
