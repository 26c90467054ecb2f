import type { Attributes } from '../../../catalog/interactions/attributes.ts';
import { StewardError } from '../../../contract/errors.ts';
import { attributeParts, type CategoryField, categoryIndex, missing, type RankingSchema } from './schema.ts';

/** Where a schema's fields lie in a row: categories in slots, numbers apart. */
export interface Layout {
  /** Slots of categories in a row, and numbers in a row. */
  categories: number;
  numbers: number;
  /** The first slot of a category field, or the place of a number, by the field's name. */
  placeOf: ReadonlyMap<string, number>;
}

/** The layout of a schema. BAD_INPUT where two fields have one name. */
export function layoutOf(schema: RankingSchema): Layout {
  const placeOf = new Map<string, number>();
  let [categories, numbers] = [0, 0];
  for (const field of schema.fields) {
    if (placeOf.has(field.name)) throw new StewardError('BAD_INPUT', `Two features are called '${field.name}'.`);
    placeOf.set(field.name, field.kind === 'category' ? categories : numbers);
    if (field.kind === 'category') categories += field.slots;
    else numbers += 1;
  }
  return { categories, numbers, placeOf };
}

/** What the attributes of users or items are in the slots of fields that lie side by side. */
export interface AttributeSlots {
  /** The first slot in a row, and how many. */
  place: number;
  width: number;
  /** rows x width indices; -1 where a slot is not taken. */
  slots: Int32Array;
  /** The first slot of each field, counted from `place`. */
  first: readonly number[];
}

/** The slots of the fields '<side>:<prefix>' for all users or items: `missing` in the first where nothing is known. */
export function attributeSlots(
  schema: RankingSchema,
  side: 'user' | 'item' | 'last',
  attributes: Attributes | null,
  rows: number,
): AttributeSlots {
  const { placeOf } = layoutOf(schema);
  const fields = schema.fields.filter(
    (field): field is CategoryField => field.kind === 'category' && field.name.startsWith(`${side}:`),
  );
  const place = fields.length === 0 ? 0 : placeOf.get(fields[0]!.name)!;
  const width = fields.reduce((sum, field) => sum + field.slots, 0);
  const slots = new Int32Array(rows * width).fill(-1);
  const byPrefix = new Map(fields.map((field) => [field.name.slice(side.length + 1), field]));
  const columns = (attributes?.names ?? []).map((name) => {
    const [prefix, value] = attributeParts(name);
    const field = byPrefix.get(prefix);
    return field && { from: placeOf.get(field.name)! - place, slots: field.slots, index: categoryIndex(field, value) };
  });
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const { indptr, indices } = attributes?.rows ?? { indptr: new Int32Array(rows + 1), indices: new Int32Array(0) };
    for (let k = indptr[row]!; k < indptr[row + 1]!; k++) {
      const column = columns[indices[k]!];
      if (!column) continue;
      for (let slot = 0; slot < column.slots; slot++) {
        const at = start + column.from + slot;
        if (slots[at] !== -1) continue;
        slots[at] = column.index;
        break;
      }
    }
    for (const field of fields) {
      const at = start + placeOf.get(field.name)! - place;
      if (slots[at] === -1) slots[at] = missing;
    }
  }
  return { place, width, slots, first: fields.map(({ name }) => placeOf.get(name)! - place) };
}

/** The attributes that the schema has a user's share of, in order. */
export function sharesOf(schema: RankingSchema): string[] {
  const fields = schema.fields.filter(({ name }) => name.startsWith(sharePrefix));
  return fields.map(({ name }) => name.slice(sharePrefix.length));
}

/** For each attribute column the place of its topic among the schema's shares; -1 where it has none. */
export function topicOfColumns(schema: RankingSchema, names: readonly string[]): Int32Array {
  const places = new Map(sharesOf(schema).map((prefix, place) => [prefix, place]));
  return Int32Array.from(names, (name) => places.get(attributeParts(name)[0]) ?? -1);
}

const sharePrefix = "user's share of its ";
