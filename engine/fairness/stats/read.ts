import { type Grouping, groupingOf } from '../../catalog/interactions/groups.ts';
import { StewardError } from '../../contract/errors.ts';
import { namedRows } from '../named-rows.ts';

/** Which columns of a file hold what, and which rows count. */
export interface SampleColumns {
  value: string;
  group: string;
  /** Rows with the same cell are one unit: their values are averaged. Each row is its own without it. */
  unit?: string;
  /** Rows count whose cells are exactly these. */
  where?: readonly { column: string; value: string }[];
}

/** A value and a group for each unit. */
export interface Sample {
  values: Float64Array;
  grouping: Grouping;
  /** Rows that were averaged, and rows without a value or a group, which were left out. */
  rows: number;
  left: number;
}

/**
 * Reads a sample row by row. BAD_INPUT, with file, line and column, where a value is no number, or a unit is in two
 * groups; otherwise as `namedRows`. Empty cells of value, group or unit leave the row out.
 */
export async function readSample(path: string, columns: SampleColumns, signal?: AbortSignal): Promise<Sample> {
  const { value, group, unit, where = [] } = columns;
  const names = [value, group, ...(unit === undefined ? [] : [unit]), ...where.map(({ column }) => column)];
  const numbers = new Map<string, number>();
  const [sums, counts, groups]: [number[], number[], string[]] = [[], [], []];
  let [rows, left] = [0, 0];
  for await (const { line, cells } of namedRows(path, names, signal)) {
    if (where.some(({ value: wanted }, n) => cells[names.length - where.length + n] !== wanted)) continue;
    const [text, name] = [cells[0]!.trim(), cells[1]!.trim()];
    const id = unit === undefined ? String(line) : cells[2]!.trim();
    if (text === '' || name === '' || id === '') {
      left++;
      continue;
    }
    const number = Number(text);
    if (!Number.isFinite(number)) {
      throw new StewardError('BAD_INPUT', 'The value is not a number.', {
        place: { file: path, line, column: value },
        advice: 'Write a number, or leave the cell empty.',
      });
    }
    const known = numbers.get(id) ?? sums.length;
    if (known === sums.length) {
      numbers.set(id, known);
      sums.push(0);
      counts.push(0);
      groups.push(name);
    } else if (groups[known] !== name) {
      throw new StewardError('BAD_INPUT', 'One unit is in two groups.', {
        place: { file: path, line, column: group },
        advice: `Give all rows of one ${unit} the same group.`,
      });
    }
    sums[known]! += number;
    counts[known]! += 1;
    rows++;
  }
  const values = Float64Array.from(sums, (sum, n) => sum / counts[n]!);
  return { values, grouping: groupingOf(group, groups), rows, left };
}
