import { StewardError } from '../../contract/errors.ts';
import type { GroupingInfo } from '../../contract/index.ts';
import type { CatalogData } from './catalog-data.ts';
import { type Grouping, groupingOf, intersect, sizesOf } from './groups.ts';

/** Attributes of more values than this part people too finely to be offered. */
const mostValues = 30;
/** Values of a set that are offered, the most frequent first. */
const mostOfSet = 8;
const activityGroups = ['low activity', 'middle activity', 'high activity'] as const;

/**
 * Everything that users can be grouped by: categories and bins of two to 30 values, each frequent value of a set against
 * the rest, and 'activity'.
 */
export function offeredGroupings(data: CatalogData): Grouping[] {
  const found = offers.get(data) ?? makeOffers(data);
  offers.set(data, found);
  return found;
}

/** Of one state of the data they are asked for again and again: whenever a threshold is tried. */
const offers = new WeakMap<CatalogData, Grouping[]>();

function makeOffers(data: CatalogData): Grouping[] {
  const columns = columnsOf(data);
  const offered: Grouping[] = [];
  for (const [attribute, { values, isSet }] of columns) {
    if (isSet) {
      const frequent = [...values].sort((a, b) => b.users - a.users).slice(0, mostOfSet);
      for (const { value } of frequent) offered.push(userGrouping(data, `${attribute}=${value}`));
    } else if (values.length >= 2 && values.length <= mostValues) offered.push(userGrouping(data, attribute));
  }
  return [...offered, byActivity(data)];
}

/** A grouping by its name. BAD_INPUT where users have no such attribute, or a set is named without a value. */
export function userGrouping(data: CatalogData, name: string): Grouping {
  if (name === 'activity') return byActivity(data);
  const columns = columnsOf(data);
  const whole = columns.get(name);
  if (whole && !whole.isSet) return byCategory(data, name);
  const cut = name.indexOf('=');
  const of = cut > 0 ? columns.get(name.slice(0, cut)) : undefined;
  const value = of?.values.find((one) => one.value === name.slice(cut + 1));
  if (value) return byValue(data, name, value.column);
  const missing = whole ? `'${name}' has several values a user.` : `Users have no attribute '${name}'.`;
  throw new StewardError('BAD_INPUT', missing, {
    advice: whole
      ? `Name one value, as '${name}=${whole.values[0]!.value}'.`
      : `They have: ${[...columns.keys(), 'activity'].join(', ')}.`,
    place: { field: 'attributes' },
  });
}

/** All crosses of up to `depth` of the groupings, each alone first. */
export function crosses(groupings: readonly Grouping[], depth: number): Grouping[] {
  let last: (readonly number[])[] = groupings.map((_, n) => [n]);
  const all = [...last];
  for (let size = 2; size <= depth; size++) {
    last = last.flatMap((some) => groupings.flatMap((_, n) => (n > some.at(-1)! ? [[...some, n]] : [])));
    all.push(...last);
  }
  return all.map((some) => intersect(some.map((n) => groupings[n]!)));
}

/** How many users are in each group, and how many in none. */
export function infoOf(grouping: Grouping): GroupingInfo {
  const sizes = sizesOf(grouping);
  const unknown = grouping.of.length - sizes.reduce((sum, size) => sum + size, 0);
  return { name: grouping.attribute, groups: grouping.names.map((group, n) => ({ group, n: sizes[n]! })), unknown };
}

interface Column {
  value: string;
  column: number;
  users: number;
}

/** The columns of each attribute, and whether a user can have several of them. */
function columnsOf({ userAttributes }: CatalogData): Map<string, { values: Column[]; isSet: boolean }> {
  const columns = new Map<string, { values: Column[]; isSet: boolean }>();
  if (!userAttributes) return columns;
  const { names, rows } = userAttributes;
  const ofColumn = names.map((name, column) => {
    const cut = name.indexOf(':');
    const attribute = name.slice(0, cut);
    const known = columns.get(attribute) ?? { values: [], isSet: false };
    const value = { value: name.slice(cut + 1), column, users: 0 };
    known.values.push(value);
    columns.set(attribute, known);
    return { known, value };
  });
  for (let user = 0; user < rows.rows; user++) {
    const seen = new Set<object>();
    for (let at = rows.indptr[user]!; at < rows.indptr[user + 1]!; at++) {
      const { known, value } = ofColumn[rows.indices[at]!]!;
      value.users += 1;
      if (seen.has(known)) known.isSet = true;
      seen.add(known);
    }
  }
  return columns;
}

function byCategory({ userAttributes }: CatalogData, attribute: string): Grouping {
  const { names, rows } = userAttributes!;
  const ofColumn = names.map((name) => (name.startsWith(`${attribute}:`) ? name.slice(attribute.length + 1) : null));
  const values = Array.from({ length: rows.rows }, (_, user) => {
    const own = rows.indices
      .subarray(rows.indptr[user]!, rows.indptr[user + 1]!)
      .find((column) => ofColumn[column] !== null);
    return own === undefined ? null : ofColumn[own]!;
  });
  return groupingOf(attribute, values);
}

/** Those who have one value of a set, and those of whom others are known. */
function byValue({ userAttributes }: CatalogData, name: string, wanted: number): Grouping {
  const { names, rows } = userAttributes!;
  const attribute = `${name.slice(0, name.indexOf('='))}:`;
  const isOfSet = names.map((full) => full.startsWith(attribute));
  const of = new Int32Array(rows.rows).fill(-1);
  for (let user = 0; user < rows.rows; user++) {
    for (let at = rows.indptr[user]!; at < rows.indptr[user + 1]!; at++) {
      const column = rows.indices[at]!;
      if (column === wanted) of[user] = 0;
      else if (isOfSet[column] && of[user] !== 0) of[user] = 1;
    }
  }
  const value = name.slice(attribute.length);
  return { attribute: name, names: [value, `not ${value}`], of };
}

/** Thirds of those who did anything, by how many interactions they have; those of one number stay together. */
function byActivity({ interactions: { users, user } }: CatalogData): Grouping {
  const counts = new Int32Array(users.size);
  for (const row of user) counts[row]! += 1;
  const active = counts.filter((count) => count > 0).sort();
  const edges = [1, 2].map((third) => active[Math.ceil((third * active.length) / 3) - 1] ?? 0);
  const of = counts.map((count) => (count === 0 ? -1 : edges.filter((edge) => count > edge).length));
  return { attribute: 'activity', names: activityGroups, of };
}
