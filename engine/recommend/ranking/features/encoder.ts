import { z } from 'zod';
import { quantile } from '../../../evaluate/bootstrap.ts';
import type { Pieces } from '../../../numeric/pace.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { RawRows } from './extractor.ts';
import { layoutOf } from './layout.ts';
import { type Field, missing, type RankingSchema } from './schema.ts';

/** Buckets of a number, of about equal counts. */
const mostBuckets = 20;
/** Quantiles and deviations come from so many rows. */
const sampled = 100_000;
/** Standardised numbers are held within this distance of 0. */
const limit = 4;
const rowsAtOnce = 512;

export const statisticsSchema = z.object({
  /** For each number of the schema, in order: the ascending edges of its buckets, or mean and deviation. */
  numbers: z.array(
    z.union([z.object({ edges: z.array(z.number()) }), z.object({ mean: z.number(), deviation: z.number() })]),
  ),
});
/** What the encoder learnt from the training rows. */
export type Statistics = z.infer<typeof statisticsSchema>;

/** Rows for a ranker: each slot holds one entry, of a field that is the same for all rows. */
export interface FeatureRows {
  rows: number;
  slots: number;
  /** rows x slots: the number of the feature among all features. */
  index: Int32Array;
  /** rows x slots: its value; 0 where the slot is not taken. */
  value: Float32Array;
}

/** Statistics of the numbers over these rows of `raw` (all by default). */
export function learnStatistics(schema: RankingSchema, raw: RawRows, rows?: Int32Array): Statistics {
  const fields = schema.fields.filter(({ kind }) => kind === 'number');
  const random = seededRandom(1);
  const from = rows ?? Int32Array.from({ length: raw.rows }, (_, row) => row);
  const some =
    from.length <= sampled ? from : Int32Array.from({ length: sampled }, () => from[random.below(from.length)]!);
  const numbers = fields.map((field, place) => {
    const values = Float64Array.from(some, (row) => raw.numbers[row * fields.length + place]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    return field.kind === 'number' && field.encoding === 'buckets' ? { edges: edgesOf(values) } : spreadOf(values);
  });
  return { numbers };
}

/** A field as rows are encoded by it. */
interface FieldEncoding {
  /** Its first feature. */
  readonly start: number;
  readonly slots: number;
  /** The edges of a number's buckets, or its mean and deviation; null for categories. */
  readonly scale: Float64Array | { readonly mean: number; readonly deviation: number } | null;
}

/** Turns raw rows into features by number: where each field's features begin, how many there are, and the slots' fields. */
export class Encoder {
  readonly schema: RankingSchema;
  readonly statistics: Statistics;
  /** All features; number 0 stands for a slot that is not taken. */
  readonly features: number;
  readonly slots: number;
  /** The field of each slot. */
  readonly fieldOf: Int32Array;
  readonly #start: Int32Array;
  readonly #categories: number;
  readonly #numbers: number;
  readonly #fields: readonly FieldEncoding[];

  constructor(schema: RankingSchema, statistics: Statistics) {
    this.schema = schema;
    this.statistics = statistics;
    const layout = layoutOf(schema);
    this.#categories = layout.categories;
    this.#numbers = layout.numbers;
    this.slots = layout.categories + layout.numbers;
    this.fieldOf = Int32Array.from(
      schema.fields.flatMap((field, at) => new Array<number>(field.kind === 'category' ? field.slots : 1).fill(at)),
    );
    this.#start = new Int32Array(schema.fields.length);
    let [features, number] = [1, 0];
    for (const [at, field] of schema.fields.entries()) {
      this.#start[at] = features;
      features += sizeOf(field, field.kind === 'number' ? statistics.numbers[number++]! : null);
    }
    this.features = features;
    let place = 0;
    this.#fields = schema.fields.map((field, at): FieldEncoding => {
      const start = this.#start[at]!;
      if (field.kind === 'category') return { start, slots: field.slots, scale: null };
      const statistic = statistics.numbers[place++]!;
      return { start, slots: 1, scale: 'edges' in statistic ? Float64Array.from(statistic.edges) : statistic };
    });
  }

  /** Encodes these rows of `raw` (all by default), in their order. Arrays to write to can be handed in. */
  *encode(raw: RawRows, rows?: Int32Array, into?: { index: Int32Array; value: Float32Array }): Pieces<FeatureRows> {
    const count = rows?.length ?? raw.rows;
    const index = into?.index ?? new Int32Array(count * this.slots);
    const value = into?.value ?? new Float32Array(count * this.slots);
    for (let n = 0; n < count; n++) {
      if (n % rowsAtOnce === 0) yield;
      this.#row(raw, rows?.[n] ?? n, index, value, n * this.slots);
    }
    return { rows: count, slots: this.slots, index, value };
  }

  /** What a feature is, for people: 'item:topic = books', 'hour = 17', 'price from 2 to 4', 'device unknown'. */
  describe(feature: number): { field: string; value: string } {
    let at = this.#start.length - 1;
    while (this.#start[at]! > feature) at--;
    const field = this.schema.fields[at]!;
    const place = feature - this.#start[at]!;
    if (place === missing) return { field: field.name, value: 'unknown' };
    if (field.kind === 'category') return { field: field.name, value: categoryName(field.values, place) };
    const { scale } = this.#fields[at]!;
    return { field: field.name, value: scale instanceof Float64Array ? rangeName(scale, place - 1) : 'as it is' };
  }

  #row(raw: RawRows, row: number, index: Int32Array, value: Float32Array, to: number): void {
    const { categories, numbers } = raw;
    let [category, number, slot] = [row * this.#categories, row * this.#numbers, to];
    for (const { start, slots, scale } of this.#fields) {
      if (scale === null) {
        let taken = 0;
        while (taken < slots && categories[category + taken]! >= 0) taken++;
        // Sets of many and of few speak equally loud.
        const share = taken === 0 ? 0 : 1 / Math.sqrt(taken);
        for (let k = 0; k < slots; k++) {
          index[slot] = k < taken ? start + categories[category + k]! : 0;
          value[slot++] = k < taken ? share : 0;
        }
        category += slots;
        continue;
      }
      const x = numbers[number++]!;
      if (Number.isNaN(x)) {
        index[slot] = start + missing;
        value[slot++] = 1;
      } else if (scale instanceof Float64Array) {
        index[slot] = start + 1 + bucketOf(scale, x);
        value[slot++] = 1;
      } else {
        index[slot] = start + 1;
        value[slot++] = standardised(x, scale.mean, scale.deviation);
      }
    }
  }
}

/** How many features a field has: its values, what is missing, and for categories what is not known. */
function sizeOf(field: Field, statistic: Statistics['numbers'][number] | null): number {
  if (field.kind === 'category') return 2 + (field.values?.length ?? field.buckets);
  return statistic && 'edges' in statistic ? 2 + statistic.edges.length : 2;
}

function edgesOf(sorted: Float64Array): number[] {
  const edges = Array.from({ length: mostBuckets - 1 }, (_, n) => quantile(sorted, (n + 1) / mostBuckets));
  return [...new Set(edges.filter((edge) => Number.isFinite(edge)))];
}

function spreadOf(values: Float64Array): { mean: number; deviation: number } {
  if (values.length === 0) return { mean: 0, deviation: 1 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/** How many edges lie at or below x. */
function bucketOf(edges: Float64Array, x: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function standardised(x: number, mean: number, deviation: number): number {
  return Math.min(limit, Math.max(-limit, (x - mean) / deviation));
}

function categoryName(values: readonly string[] | null, place: number): string {
  if (place === 1) return 'something new';
  return values?.[place - 2] ?? `group ${place - 2}`;
}

function rangeName(edges: Float64Array, bucket: number): string {
  const number = (value: number) => String(Number(value.toPrecision(3)));
  if (edges.length === 0) return 'any';
  if (bucket === 0) return `below ${number(edges[0]!)}`;
  if (bucket === edges.length) return `${number(edges.at(-1)!)} or more`;
  return `${number(edges[bucket - 1]!)} to ${number(edges[bucket]!)}`;
}
