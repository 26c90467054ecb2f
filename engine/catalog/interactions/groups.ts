import { StewardError } from '../../contract/errors.ts';

/** Which group each row is in. */
export interface Grouping {
  /** What is grouped by: 'gender', or 'gender x age'. */
  readonly attribute: string;
  readonly names: readonly string[];
  /** A number of `names` for each row; -1 where the group of a row is not known. */
  readonly of: Int32Array;
}

/** Attributes that can be crossed: of more, hardly any stratum has rows enough. */
export const mostCrossed = 3;

const inOrder = new Intl.Collator('en', { numeric: true });

/** Groups of equal values, in the order of their names, numbers by size. A row of null is in no group. */
export function groupingOf(attribute: string, values: readonly (string | null)[]): Grouping {
  const names = [...new Set(values)].filter((name) => name !== null).sort(inOrder.compare);
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { attribute, names, of: Int32Array.from(values, (value) => (value === null ? -1 : numbers.get(value)!)) };
}

/**
 * Every combination of groups that has a row: 'female x 20s'. A row that one of the attributes says nothing about is in
 * no group. BAD_INPUT over `mostCrossed` attributes, or none.
 */
export function intersect(groupings: readonly Grouping[]): Grouping {
  if (groupings.length === 0 || groupings.length > mostCrossed) {
    throw new StewardError('BAD_INPUT', `${groupings.length} attributes cannot be crossed.`, {
      advice: `Give one to ${mostCrossed}.`,
      place: { field: 'group' },
    });
  }
  const [first, ...others] = groupings;
  if (others.length === 0) return first!;
  const values = Array.from(first!.of, (_, row) => {
    const parts = groupings.map(({ names, of }) => names[of[row]!]);
    return parts.includes(undefined) ? null : parts.join(' x ');
  });
  return groupingOf(groupings.map(({ attribute }) => attribute).join(' x '), values);
}

/** Rows of each group. */
export function sizesOf({ names, of }: Grouping): Int32Array {
  const sizes = new Int32Array(names.length);
  for (const group of of) if (group >= 0) sizes[group]! += 1;
  return sizes;
}

/** The number of the group that others are held against: the one named, by default the largest. BAD_INPUT where there is none of the name. */
export function referenceOf(grouping: Grouping, name?: string): number {
  const { names } = grouping;
  if (name === undefined) {
    const sizes = sizesOf(grouping);
    return sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  }
  const number = names.indexOf(name);
  if (number >= 0) return number;
  throw new StewardError('BAD_INPUT', `No row is in the group '${name}'.`, {
    advice: `There are: ${names.slice(0, 20).join(', ')}.`,
    place: { field: 'reference' },
  });
}

/** The same grouping of some rows: group numbers stay as they are. */
export function groupingAt({ attribute, names, of }: Grouping, rows: Int32Array): Grouping {
  return { attribute, names, of: rows.map((row) => of[row]!) };
}
