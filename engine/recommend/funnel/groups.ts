import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { Pace } from '../../numeric/pace.ts';

/** Attributes with more values than this part people too finely. */
const mostValues = 20;
/** Attributes that are taken together. */
const mostAttributes = 2;

/** Users by group: what the first attributes with few values say of them together. */
export interface Groups {
  /** A group for each row of users, -1 where nothing is known of one; null where nothing is known of any. */
  readonly ofUser: Int32Array | null;
  /** The group of somebody by attributes, as 'gender' to 'woman'; -1 where nobody is like that. */
  of(attributes: Readonly<Record<string, string>>): number;
}

/** Groups of users, made in slices of the event loop. */
export async function groupsOf({ userAttributes }: CatalogData): Promise<Groups> {
  if (!userAttributes) return { ofUser: null, of: () => -1 };
  const pace = new Pace();
  const { names, rows } = userAttributes;
  const attributeOf = names.map((name) => name.slice(0, name.indexOf(':')));
  const values = new Map<string, number>();
  for (const attribute of attributeOf) values.set(attribute, (values.get(attribute) ?? 0) + 1);
  const chosen = [...values].filter(([, n]) => n >= 2 && n <= mostValues).slice(0, mostAttributes);
  const places = new Map(chosen.map(([attribute], place) => [attribute, place]));
  const numbers = new Map<string, number>();
  const numberOf = (parts: readonly string[]): number => {
    if (parts.every((part) => part === '')) return -1;
    const key = parts.join('\n');
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  };
  const ofUser = new Int32Array(rows.rows);
  for (let user = 0; user < rows.rows; user++) {
    if (user % 1000 === 0) await pace.turn();
    const parts = chosen.map(() => '');
    for (let at = rows.indptr[user]!; at < rows.indptr[user + 1]!; at++) {
      const column = rows.indices[at]!;
      const place = places.get(attributeOf[column]!);
      if (place !== undefined) parts[place] = names[column]!;
    }
    ofUser[user] = numberOf(parts);
  }
  return {
    ofUser: chosen.length > 0 ? ofUser : null,
    of: (attributes) => {
      const parts = chosen.map(([name]) => (attributes[name] === undefined ? '' : `${name}:${attributes[name]}`));
      return numbers.get(parts.join('\n')) ?? -1;
    },
  };
}
