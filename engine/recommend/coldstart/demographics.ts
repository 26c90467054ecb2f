import type { Attributes } from '../../catalog/interactions/attributes.ts';
import type { Csr } from '../../numeric/csr.ts';

/** Users by group: those whose attributes of the chosen families are the same. */
export interface Groups {
  /** The group of each user; -1 for those of whom no family is known. */
  readonly of: Int32Array;
  /** What the groups are called: 'age:20s, gender:F'. */
  readonly names: readonly string[];
}

/** Groups users by attribute families ('age' and 'gender', say): groups are numbered in the order of first appearance. */
export function groupsOf({ names, rows }: Attributes, families: readonly string[]): Groups {
  const known = new Map<string, number>();
  const of = new Int32Array(rows.rows).fill(-1);
  for (let user = 0; user < rows.rows; user++) {
    const own = Array.from(rows.indices.subarray(rows.indptr[user], rows.indptr[user + 1]), (column) => names[column]!);
    const name = own.filter((attribute) => families.includes(attribute.split(':', 1)[0]!)).sort();
    if (name.length === 0) continue;
    const key = name.join(', ');
    of[user] = known.get(key) ?? known.size;
    known.set(key, of[user]!);
  }
  return { of, names: [...known.keys()] };
}

/**
 * What is to be expected of a new user of each group: means of its members' values (ratings) and shares of its members
 * who have each item, both shrunk to those of all users: (sum + s * overall) / (count + s). groups x items, row-major.
 */
export function groupProfiles(
  ratings: Csr,
  { of, names }: Groups,
  shrinkage: number,
): { ratings: Float32Array; shares: Float32Array } {
  const { rows, columns, indptr, indices, values } = ratings;
  const count = new Float32Array(names.length * columns);
  const sum = new Float32Array(names.length * columns);
  const [allCount, allSum] = [new Float64Array(columns), new Float64Array(columns)];
  const members = new Float64Array(names.length);
  let total = 0;
  for (let user = 0; user < rows; user++) {
    const group = of[user]!;
    if (group >= 0) members[group]! += 1;
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      const item = indices[at]!;
      allCount[item]! += 1;
      allSum[item]! += values[at]!;
      total += values[at]!;
      if (group < 0) continue;
      count[group * columns + item]! += 1;
      sum[group * columns + item]! += values[at]!;
    }
  }
  const mean = total / Math.max(1, values.length);
  const overall = allSum.map((value, item) => (value + shrinkage * mean) / Math.max(1e-9, allCount[item]! + shrinkage));
  return {
    ratings: sum.map((value, at) => {
      return (value + shrinkage * overall[at % columns]!) / Math.max(1e-9, count[at]! + shrinkage);
    }),
    shares: count.map((value, at) => {
      const share = allCount[at % columns]! / Math.max(1, rows);
      return (value + shrinkage * share) / Math.max(1e-9, members[Math.floor(at / columns)]! + shrinkage);
    }),
  };
}
