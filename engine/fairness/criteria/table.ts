import { type Grouping, groupingOf, mostCrossed } from '../../catalog/interactions/groups.ts';
import { StewardError } from '../../contract/errors.ts';
import { namedRows } from '../named-rows.ts';

/** Which columns of a file hold what. */
export interface RatesColumns {
  truth: string;
  score: string;
  groups: readonly string[];
  /** A column to hold fixed. */
  control?: string;
}

/** A file of decisions, by row. */
export interface RatesTable {
  truth: Uint8Array;
  scores: Float64Array;
  groupings: Grouping[];
  control: Grouping | null;
}

/** What people write for 1 and 0. */
const answers: Readonly<Record<string, 0 | 1>> = { 1: 1, 0: 0, true: 1, false: 0, yes: 1, no: 0, '1.0': 1, '0.0': 0 };

/**
 * Reads a CSV, TSV or JSONL file, plain or gzip. An empty cell of a group is a row without that group. BAD_FILE where the
 * file or a row cannot be read, BAD_INPUT, with line and column, where a column is missing, the truth is neither 1 nor 0,
 * or a score is no number.
 */
export async function readRates(path: string, columns: RatesColumns, signal?: AbortSignal): Promise<RatesTable> {
  const { truth, score, groups, control } = columns;
  if (groups.length === 0 || groups.length > mostCrossed) {
    throw new StewardError('BAD_INPUT', `${groups.length} columns cannot be groups together.`, {
      advice: `Name one to ${mostCrossed}.`,
      place: { field: 'group' },
    });
  }
  const names = [truth, score, ...groups, ...(control === undefined ? [] : [control])];
  const truths: number[] = [];
  const scores: number[] = [];
  const cells: (string | null)[][] = names.slice(2).map(() => []);
  for await (const { line, cells: found } of namedRows(path, names, signal)) {
    truths.push(truthOf(found[0]!, { file: path, line, column: truth }));
    scores.push(scoreOf(found[1]!, { file: path, line, column: score }));
    for (const [n, of] of cells.entries()) of.push(found[n + 2]!.trim() || null);
  }
  return {
    truth: Uint8Array.from(truths),
    scores: Float64Array.from(scores),
    groupings: groups.map((name, n) => groupingOf(name, cells[n]!)),
    control: control === undefined ? null : groupingOf(control, cells.at(-1)!),
  };
}

interface CellPlace {
  file: string;
  line: number;
  column: string;
}

function truthOf(cell: string, place: CellPlace): 0 | 1 {
  const answer = answers[cell.trim().toLowerCase()];
  if (answer !== undefined) return answer;
  throw new StewardError('BAD_INPUT', 'The truth is neither 1 nor 0.', {
    place,
    advice: 'Write 1 or 0, true or false.',
  });
}

function scoreOf(cell: string, place: CellPlace): number {
  const score = Number(cell);
  if (cell.trim() !== '' && Number.isFinite(score)) return score;
  throw new StewardError('BAD_INPUT', 'The score is not a number.', { place, advice: 'Write a number in every row.' });
}
