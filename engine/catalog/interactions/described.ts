import { StewardError } from '../../contract/errors.ts';
import { normalName } from '../content/names.ts';
import { readRows } from '../content/reader.ts';
import { shapeOf } from '../content/shape.ts';
import { openSource } from '../content/source.ts';
import { type Attributes, attributesOf, type Described } from './attributes.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface DescribedRows {
  attributes: Attributes;
  /** One a row of the vocabulary, 0 where none is given; null where the file has no column 'price'. */
  prices: Float32Array | null;
}

/**
 * Reads a table that describes users or items: the first column is the id, every other one an attribute, several values
 * parted by '|'; each value is a category of its own ('genre:Drama'). A column 'price' is a number and no attribute.
 * Rows that cannot be read describe nothing. BAD_FILE where the file cannot be read, BAD_INPUT without a header.
 */
export async function readDescribed(path: string, ids: Vocabulary): Promise<DescribedRows> {
  const shape = await shapeOf(await openSource(path, path));
  const { columns } = shape;
  if (columns.length < 2 || !(shape.hasHeader || shape.format === 'jsonl')) {
    throw new StewardError('BAD_INPUT', 'The file has no header, or one column only.', {
      place: { file: path },
      advice: 'Write a header: the id first, then one column an attribute.',
    });
  }
  const priceAt = columns.findIndex((name, c) => c > 0 && normalName(name) === 'price');
  const described: Described[] = [];
  const prices = priceAt < 0 ? null : new Float32Array(ids.size);
  for await (const rows of readRows(shape)) {
    for (const { values } of rows) {
      if (!values) continue;
      const [id = '', ...rest] = values;
      described.push({
        id,
        attributes: rest.flatMap((cell, r) => (r + 1 === priceAt ? [] : categories(columns[r + 1]!, cell))),
      });
      const row = ids.row(id);
      const price = Number(values[priceAt]);
      if (prices && row !== undefined && Number.isFinite(price)) prices[row] = price;
    }
  }
  return { attributes: attributesOf(ids, described), prices };
}

function categories(column: string, cell: string): string[] {
  return cell
    .split('|')
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .map((value) => `${column}:${value}`);
}
