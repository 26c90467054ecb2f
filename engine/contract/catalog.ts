import { z } from 'zod';
import { operation, path, slug, time } from './base.ts';
import { badRow, dataFormats, dataKinds, fileSource } from './content.ts';
import { job } from './jobs.ts';

/** What a column of a file of interactions can become. `user` and `item` must be there. */
export const interactionFields = ['user', 'item', 'value', 'time', 'kind'] as const;
export type InteractionField = (typeof interactionFields)[number];
export const interactionMap = z.partialRecord(z.enum(interactionFields), z.string());
export type InteractionMap = z.infer<typeof interactionMap>;

/** 'set' is several categories in one cell, parted by '|'; a JSON array is one too. */
export const attributeTypes = ['number', 'category', 'set', 'date', 'text'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/**
 * How a file of users or items is read: the column of the id, and for each column to keep the attribute it becomes.
 * Attributes of items with these names mean more: title, description, publisher, price, tags, media, published.
 */
export const attributeMap = z.object({
  id: z.string(),
  attributes: z
    .array(z.object({ column: z.string(), name: slug, type: z.enum(attributeTypes) }))
    .max(200)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two columns have one name'),
});
export type AttributeMap = z.infer<typeof attributeMap>;

export const signals = ['explicit', 'implicit'] as const;
export type Signal = (typeof signals)[number];

/** What is to be imported, and how its columns are read; guessed from names and values where it is left out. */
export const dataImport = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('interactions'),
    source: fileSource,
    format: z.enum(dataFormats).optional(),
    map: interactionMap.optional(),
    /** The kind of all interactions where no column says it: 'rating' where there are values, else 'view'. */
    as: slug.optional(),
  }),
  z.object({
    kind: z.enum(['users', 'items']),
    source: fileSource,
    format: z.enum(dataFormats).optional(),
    map: attributeMap.optional(),
  }),
]);
export type DataImport = z.infer<typeof dataImport>;

export const dataPreview = z.object({
  name: z.string(),
  bytes: z.number(),
  format: z.enum(dataFormats),
  gzip: z.boolean(),
  columns: z.array(z.string()),
  /** The first rows, as strings in the order of `columns`. */
  rows: z.array(z.object({ line: z.number().int(), values: z.array(z.string()) })),
  /** What the file seems to hold. */
  kind: z.enum(dataKinds),
  /** What names and values suggest; null where no columns can be a user and an item. */
  interactionMap: interactionMap.nullable(),
  /** Null where no column can be an id. */
  attributeMap: attributeMap.nullable(),
  /** What is wrong with the first rows under the suggested mapping of `kind`. */
  problems: z.array(badRow),
});
export type DataPreview = z.infer<typeof dataPreview>;

/** A folder of a known research data set, and the files that would be read. */
export const datasetFolder = z.object({
  name: z.string(),
  files: z.array(z.object({ kind: z.enum(dataKinds), file: z.string(), bytes: z.number() })),
});
export type DatasetFolder = z.infer<typeof datasetFolder>;

export const kindSummary = z.object({
  name: z.string(),
  signal: z.enum(signals),
  interactions: z.number().int(),
  users: z.number().int(),
  items: z.number().int(),
  first: time.nullable(),
  last: time.nullable(),
  lowest: z.number(),
  highest: z.number(),
  mean: z.number(),
});
export type KindSummary = z.infer<typeof kindSummary>;

export const attributeSummary = z.object({
  subject: z.enum(['user', 'item']),
  name: z.string(),
  type: z.enum(attributeTypes),
  /** Of how many users or items it is known. */
  known: z.number().int(),
  missing: z.number().int(),
  distinct: z.number().int(),
  /** The most frequent values, most frequent first; of numbers and dates lowest, median and highest instead. */
  values: z.array(z.object({ value: z.string(), n: z.number().int() })),
});
export type AttributeSummary = z.infer<typeof attributeSummary>;

/** How unequal the popularity of items is: what a model that learns from this data will learn too. */
export const popularity = z.object({
  /** Of interactions over the items that have any: 0 is equal, 1 is all on one. */
  gini: z.number(),
  /** The share of interactions on the most popular tenth and on the most popular hundredth of the items. */
  topTenth: z.number(),
  topHundredth: z.number(),
  /** Items that share the last fifth of all interactions (the long tail), and items without any. */
  longTail: z.number().int(),
  never: z.number().int(),
  /** Spearman's correlation of a user's number of items with their mean popularity; null under 3 users. */
  activityCorrelation: z.number().nullable(),
  /** Interactions on the items of each tenth of popularity, most popular first: 10 shares. */
  deciles: z.array(z.number()),
});
export type Popularity = z.infer<typeof popularity>;

export const catalogSummary = z.object({
  users: z.number().int(),
  items: z.number().int(),
  interactions: z.number().int(),
  kinds: z.array(kindSummary),
  attributes: z.array(attributeSummary),
  /** Null while there are no interactions. */
  popularity: popularity.nullable(),
  /** Grows with every change of users, items and interactions. */
  revision: z.number().int(),
  /** SHA-256 of the data at this revision, in hex. */
  hash: z.string(),
});
export type CatalogSummary = z.infer<typeof catalogSummary>;

/**
 * A rule that turns kinds of interactions into what models learn from. Explicit: the value of the latest interaction of
 * these kinds is the rating. Implicit: strength = sum over interactions of weight * (value where `useValue`) *
 * 2^(-age / halfLifeDays); a pair is positive where the strength reaches `threshold`, and confidence is 1 + alpha *
 * strength (Hu, Koren and Volinsky 2008). Ages are relative to the newest interaction; without a time an interaction counts
 * in full. A rule without kinds takes all kinds, an explicit one all explicit kinds, with weight 1.
 */
export const signalRule = z.object({
  name: slug,
  about: z.string().max(500).default(''),
  signal: z.enum(signals),
  kinds: z
    .array(
      z.object({
        kind: slug,
        weight: z.number().min(-1000).max(1000).default(1),
        useValue: z.boolean().default(false),
        /** Interactions of a smaller value do not count. */
        atLeast: z.number().nullable().default(null),
      }),
    )
    .max(50),
  halfLifeDays: z.number().positive().nullable().default(null),
  threshold: z.number().default(0),
  alpha: z.number().nonnegative().default(1),
});
export type SignalRule = z.infer<typeof signalRule>;

export const storedRule = signalRule.extend({
  version: z.number().int().positive(),
  at: time,
  actor: z.string(),
  isBuiltIn: z.boolean(),
});
export type StoredRule = z.infer<typeof storedRule>;

/** A user or an item, as a person finds it. */
export const found = z.object({ id: z.string(), title: z.string().nullable(), interactions: z.number().int() });
export type Found = z.infer<typeof found>;

export const catalogContract = {
  preview: operation
    .input(z.object({ source: fileSource, format: z.enum(dataFormats).optional(), kind: z.enum(dataKinds).optional() }))
    .output(dataPreview),
  import: operation.input(dataImport).output(job),
  /** What a folder holds; NOT_FOUND where it is no data set that is known. */
  inspectDataset: operation.input(z.object({ dir: path })).output(datasetFolder),
  /** Imports users, items and interactions of a known data set by one job, one record of an import for each file. */
  importDataset: operation.input(z.object({ dir: path })).output(job),
  /** As the data is now; while an import or the demo changes it, as it was some seconds ago at most. */
  summary: operation.output(catalogSummary),
  /** Whether interactions of a kind are ratings that people gave, or traces that they left. */
  setSignal: operation.input(z.object({ kind: slug, signal: z.enum(signals) })).output(catalogSummary),
  /** Users or items whose id or title begins with `text`, the most active first. */
  find: operation
    .input(
      z.object({
        subject: z.enum(['user', 'item']),
        text: z.string().max(200).default(''),
        limit: z.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.array(found)),
  /** The newest version of every rule, built-in ones first. */
  rules: operation.output(z.array(storedRule)),
  /** Saves a rule under its name as a new version; earlier ones are kept for the models that were made by them. */
  saveRule: operation.input(signalRule).output(storedRule),
};
