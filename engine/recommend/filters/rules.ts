import { StewardError } from '../../contract/errors.ts';

/** What is known of all items under one name, a value for each item row. */
export type Column =
  /** One of some names, as its number; -1 where it is not known. */
  | { kind: 'category'; names: readonly string[]; codes: Int32Array }
  /** Any of some names: item i has `members` from `indptr[i]` up to `indptr[i + 1]`. */
  | { kind: 'set'; names: readonly string[]; indptr: Int32Array; members: Int32Array }
  /** A number, or a time in milliseconds since 1970; NaN where it is not known. */
  | { kind: 'number'; values: Float64Array };

export type Columns = Readonly<Record<string, Column>>;

/** A business rule. `reason` is the code that every item it drops is given. */
export type Rule =
  /** Only items with one of the values (of a set: any of them) pass; what is not known is dropped. */
  | { kind: 'allow'; reason: string; column: string; values: readonly string[] }
  /** Items with one of the values are dropped; what is not known passes. */
  | { kind: 'deny'; reason: string; column: string; values: readonly string[] }
  /** Numbers from `least` to `most`, both included; what is not known is dropped unless `unknown` says that it passes. */
  | { kind: 'range'; reason: string; column: string; least?: number; most?: number; unknown?: 'pass' | 'drop' }
  /** Items on offer now: from the time in one column to before that in another. A time that is not known is open. */
  | { kind: 'window'; reason: string; from?: string; until?: string };

/** Whether an item row breaks a rule at a time in milliseconds since 1970. */
type Breaks = (row: number, now: number) => boolean;

/** Rules made ready for many items. */
export interface CompiledRules {
  /** The reason codes, by the number of their rule. */
  readonly reasons: readonly string[];
  /** The number of the first rule that drops an item row, or -1. */
  test(row: number, now: number): number;
  /** Which rows pass, in their order, and why each of the others does not. */
  apply(rows: Int32Array, now: number): RuleResult;
}

export interface RuleResult {
  kept: Int32Array;
  dropped: Int32Array;
  /** The number of the rule that dropped it, for each of `dropped`. */
  by: Int32Array;
  /** How many each rule dropped. An item counts for the first rule that it breaks. */
  counts: Int32Array;
}

/**
 * Compiles rules against typed columns, once: each becomes one look into an array for each item. Values that no item
 * has are fine. BAD_INPUT where a rule names a column that is not there or of another kind, or a range is empty.
 */
export function compileRules(rules: readonly Rule[], columns: Columns): CompiledRules {
  const breaks = rules.map((rule) => compile(rule, columns));
  const test = (row: number, now: number) => breaks.findIndex((isBroken) => isBroken(row, now));
  return {
    reasons: rules.map(({ reason }) => reason),
    test,
    apply(rows, now) {
      const by = Int32Array.from(rows, (row) => test(row, now));
      const counts = new Int32Array(rules.length);
      for (const rule of by) if (rule >= 0) counts[rule]! += 1;
      return {
        kept: rows.filter((_, i) => by[i]! < 0),
        dropped: rows.filter((_, i) => by[i]! >= 0),
        by: by.filter((rule) => rule >= 0),
        counts,
      };
    },
  };
}

function compile(rule: Rule, columns: Columns): Breaks {
  if (rule.kind === 'range') return compileRange(rule, columns);
  if (rule.kind === 'window') {
    const from = rule.from === undefined ? null : numbersOf(columns, rule.from);
    const until = rule.until === undefined ? null : numbersOf(columns, rule.until);
    // Comparisons with NaN are false: a time that is not known keeps nothing back.
    return (row, now) => (from !== null && from[row]! > now) || (until !== null && until[row]! <= now);
  }
  const column = columnOf(columns, rule.column);
  if (column.kind === 'number') throw wrongKind(rule.column, 'numbers', 'names');
  const isDenied = rule.kind === 'deny';
  const named = Uint8Array.from(column.names, (name) => Number(rule.values.includes(name)));
  if (column.kind === 'category') {
    const { codes } = column;
    return (row) => (codes[row]! >= 0 && named[codes[row]!] === 1) === isDenied;
  }
  const { indptr, members } = column;
  return (row) => {
    for (let e = indptr[row]!; e < indptr[row + 1]!; e++) if (named[members[e]!] === 1) return isDenied;
    return !isDenied;
  };
}

function compileRange(rule: Rule & { kind: 'range' }, columns: Columns): Breaks {
  const { column, least = -Infinity, most = Infinity, unknown = 'drop' } = rule;
  const values = numbersOf(columns, column);
  if (!(least <= most)) {
    throw new StewardError('BAD_INPUT', `No number of ${column} is at least ${least} and at most ${most}.`, {
      place: { field: column },
    });
  }
  return unknown === 'drop'
    ? (row) => !(values[row]! >= least && values[row]! <= most)
    : (row) => values[row]! < least || values[row]! > most;
}

function numbersOf(columns: Columns, name: string): Float64Array {
  const column = columnOf(columns, name);
  if (column.kind !== 'number') throw wrongKind(name, 'names', 'numbers');
  return column.values;
}

function columnOf(columns: Columns, name: string): Column {
  if (Object.hasOwn(columns, name)) return columns[name]!;
  throw new StewardError('BAD_INPUT', `Items have no column '${name}'.`, {
    advice: `There are: ${Object.keys(columns).join(', ') || 'none'}.`,
    place: { field: name },
  });
}

function wrongKind(name: string, has: string, wants: string): StewardError {
  return new StewardError('BAD_INPUT', `The column '${name}' holds ${has}, and this rule needs ${wants}.`, {
    place: { field: name },
  });
}
