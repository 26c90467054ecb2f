import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FeatureData } from './data.ts';
import { textHash } from './hashing.ts';

/** Grows whenever the meaning of a field changes: a ranker of another version is not served. */
export const schemaVersion = 1;

export const fieldGroups = ['user', 'item', 'context', 'cross', 'source'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

const named = { name: z.string(), group: z.enum(fieldGroups) };
const categoryField = z.object({
  ...named,
  kind: z.literal('category'),
  /** So many values of a row at most; further ones are left out. */
  slots: z.int().positive(),
  /** The known values by place; null where values are hashed into `buckets`. */
  values: z.array(z.string()).nullable(),
  buckets: z.int().nonnegative(),
});
const numberField = z.object({
  ...named,
  kind: z.literal('number'),
  /** One of a few buckets of equal counts, or the number itself with mean 0 and deviation 1. */
  encoding: z.enum(['buckets', 'standard']),
});
const fieldSchema = z.discriminatedUnion('kind', [categoryField, numberField]);

export type CategoryField = z.infer<typeof categoryField>;
export type NumberField = z.infer<typeof numberField>;
export type Field = z.infer<typeof fieldSchema>;

export const rankingSchemaSchema = z.object({
  version: z.int(),
  fields: z.array(fieldSchema),
  /** Names of the candidate sources, devices and kinds of interactions, in the order of their numbers. */
  sources: z.array(z.string()),
  devices: z.array(z.string()),
  kinds: z.array(z.string()),
});
/** Which features a row has, in which order. What statistics they need is the encoder's matter. */
export type RankingSchema = z.infer<typeof rankingSchemaSchema>;

export interface SchemaOptions {
  /** Candidate sources whose ranks and scores are features. */
  sources?: readonly string[];
  devices?: readonly string[];
  /** Whether rows hold who and what it is, beside what is known of them; true by default. */
  ids?: boolean;
  /** Fields of more values are hashed; 500 by default. */
  mostValues?: number;
}

const mostSlots = 6;
const mostIdBuckets = 1 << 18;
const mostShares = 6;

/** Index of a category within its field: nothing is known, or a value that the schema does not know. */
export const missing = 0;
export const other = 1;

/** Numbers of every schema, in order: [name, group, encoding]. What they mean stands in counters.ts and extractor.ts. */
const plainNumbers = [
  ['user events', 'user', 'buckets'],
  ['user events a week', 'user', 'buckets'],
  ['time since last', 'user', 'buckets'],
  ['time since first', 'user', 'buckets'],
  ['user mean rating', 'user', 'buckets'],
  ['user open rate', 'user', 'buckets'],
  ['price', 'item', 'buckets'],
  ['item age', 'item', 'buckets'],
  ['item events', 'item', 'buckets'],
  ['item events a week', 'item', 'buckets'],
  ['item events a day', 'item', 'buckets'],
  ['item mean rating', 'item', 'buckets'],
  ['item open rate', 'item', 'buckets'],
  ['session events', 'context', 'buckets'],
  ['session length', 'context', 'buckets'],
  ['similarity to history', 'cross', 'buckets'],
  ['text similarity to history', 'cross', 'buckets'],
] as const satisfies readonly (readonly [string, FieldGroup, NumberField['encoding']])[];

/** The place of a plain number among a row's numbers. */
export const plainNumber = Object.fromEntries(plainNumbers.map(([name], place) => [name, place])) as Record<
  (typeof plainNumbers)[number][0],
  number
>;
export const plainNumberCount = plainNumbers.length;

/**
 * The schema for this data: fields of ids, one for each attribute of users and items, effect, context, what was last opened
 * in the session; then numbers: the plain ones, each kind's share of a user's interactions, the user's share of each of
 * the item's attributes, rank and score of each source.
 */
export function schemaFor(data: FeatureData, options: SchemaOptions = {}): RankingSchema {
  const { users, items, kinds } = data.catalog.interactions;
  const { sources = [], devices = [], ids = true, mostValues = 500 } = options;
  const userFields = attributeGroups(data.catalog.userAttributes?.names ?? []);
  const itemFields = attributeGroups(data.catalog.itemAttributes?.names ?? []);
  const attribute = (group: 'user' | 'item' | 'context', prefix: string, values: string[]): Field => {
    const isLong = values.length > mostValues;
    const slots = group === 'user' ? 2 : mostSlots;
    return category(
      `${group === 'context' ? 'last' : group}:${prefix}`,
      group,
      isLong ? null : values,
      isLong ? bucketsFor(values.length) : 0,
      slots,
    );
  };
  const topics = topicGroups(itemFields, mostValues);
  const fields: Field[] = [
    ...(ids ? [category('user', 'user', null, bucketsFor(users.size))] : []),
    ...(ids ? [category('item', 'item', null, bucketsFor(items.size))] : []),
    ...[...userFields].map(([prefix, values]) => attribute('user', prefix, values)),
    ...[...itemFields].map(([prefix, values]) => attribute('item', prefix, values)),
    category('item effect', 'item', ['none', 'inform', 'reduce']),
    category('hour', 'context', counted(24)),
    category('weekday', 'context', counted(7)),
    category('device', 'context', [...devices]),
    ...topics.map(([prefix, values]) => attribute('context', prefix, values)),
    ...plainNumbers.map(([name, group, encoding]): Field => ({ name, group, kind: 'number', encoding })),
    ...kinds.ids.map((kind) => bucketed(`user's share of ${kind}`, 'user')),
    ...topics.map(([prefix]) => bucketed(`user's share of its ${prefix}`, 'cross')),
    ...sources.flatMap((source): Field[] => [
      bucketed(`rank by ${source}`, 'source'),
      { name: `score of ${source}`, group: 'source', kind: 'number', encoding: 'standard' },
    ]),
  ];
  return { version: schemaVersion, fields, sources: [...sources], devices: [...devices], kinds: [...kinds.ids] };
}

/** The attributes of items that a user's history is summed up by: the first few that are not hashed. */
function topicGroups(groups: Map<string, string[]>, mostValues: number): [string, string[]][] {
  return [...groups].filter(([, values]) => values.length <= mostValues).slice(0, mostShares);
}

/** SHA-256 in hex of everything the schema says: rows of schemas of one hash mean the same. */
export function schemaHash(schema: RankingSchema): string {
  return createHash('sha256')
    .update(JSON.stringify(rankingSchemaSchema.parse(schema)))
    .digest('hex');
}

/** Places of attribute columns by what stands before the colon: 'genre' of 'genre:Drama'; values without the prefix. */
export function attributeGroups(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const [prefix, value] = attributeParts(name);
    const values = groups.get(prefix);
    if (values) values.push(value);
    else groups.set(prefix, [value]);
  }
  return groups;
}

/** 'genre' and 'Drama' of 'genre:Drama'; a name without a colon is a value of itself. */
export function attributeParts(name: string): [prefix: string, value: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? [name, name] : [name.slice(0, colon), name.slice(colon + 1)];
}

/** The index of a value within a field: `other` where it is not known, a bucket from 2 on where values are hashed. */
export function categoryIndex(field: CategoryField, value: string): number {
  if (field.values === null) return 2 + (textHash(value) % field.buckets);
  const place = field.values.indexOf(value);
  return place < 0 ? other : 2 + place;
}

function category(name: string, group: FieldGroup, values: string[] | null, buckets = 0, slots = 1): CategoryField {
  return { name, group, kind: 'category', slots, values, buckets };
}

function bucketed(name: string, group: FieldGroup): NumberField {
  return { name, group, kind: 'number', encoding: 'buckets' };
}

function counted(count: number): string[] {
  return Array.from({ length: count }, (_, n) => String(n));
}

/** Twice as many buckets as values, so that few share one; a power of two. */
function bucketsFor(values: number): number {
  return Math.min(mostIdBuckets, 2 ** Math.ceil(Math.log2(Math.max(16, 2 * values))));
}
