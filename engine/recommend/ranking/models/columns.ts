import type { FeatureRows } from '../features/encoder.ts';

/** Columns of feature rows, row-major, with the field of each. */
export interface Columns {
  columns: number;
  index: Int32Array;
  value: Float32Array;
  field: Int32Array;
}

/** A batch as a ranker's graph takes it: what differs from row to row, and one row of what all rows have alike. */
export interface ColumnBatch {
  rows: number;
  own: Columns;
  shared: Columns;
}

/**
 * Parts the columns of a batch: candidates of one feed have the person and the moment in common, and most slots of sets
 * are taken by no row. What all have alike is multiplied once, and what nobody has is left out; sums stay the same. Each part
 * has one column at least, of a feature that counts nothing where need be.
 */
export function columnBatch({ rows, slots, index, value }: FeatureRows, fieldOf: Int32Array): ColumnBatch {
  const differs = new Uint8Array(slots);
  for (let at = slots; at < rows * slots; at++) {
    const first = at % slots;
    if (value[at] !== value[first] || (index[at] !== index[first] && value[at] !== 0)) differs[first] = 1;
  }
  const all = Array.from({ length: slots }, (_, slot) => slot);
  const own = all.filter((slot) => differs[slot] === 1);
  const shared = all.filter((slot) => differs[slot] === 0 && value[slot] !== 0);
  return { rows, own: picked(rows, own), shared: picked(1, shared) };

  function picked(count: number, from: readonly number[]): Columns {
    const columns = Math.max(1, from.length);
    const part: Columns = {
      columns,
      index: new Int32Array(count * columns),
      value: new Float32Array(count * columns),
      field: new Int32Array(columns),
    };
    for (const [column, slot] of from.entries()) {
      part.field[column] = fieldOf[slot]!;
      for (let row = 0; row < count; row++) {
        part.index[row * columns + column] = index[row * slots + slot]!;
        part.value[row * columns + column] = value[row * slots + slot]!;
      }
    }
    return part;
  }
}
