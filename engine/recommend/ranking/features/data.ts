import type { CatalogData } from '../../../catalog/interactions/catalog-data.ts';
import type { Interactions } from '../../../catalog/interactions/interactions.ts';

/** What ids are looked up in: a row has one. */
interface Ids {
  readonly size: number;
  id(row: number): string;
}

/** Interactions as features see them: users and items need no more than an id each. */
export type FeatureInteractions = Omit<Interactions, 'users' | 'items'> & { readonly users: Ids; readonly items: Ids };

/** What was shown, one entry a place in every array; in any order. */
export interface Impressions {
  user: Int32Array;
  item: Int32Array;
  /** When it was shown, in milliseconds since 1970. */
  time: Float64Array;
  /** The place on the page, from 1 on; 0 where it is not known. */
  position: Int32Array;
  /** Which answer it was part of: what was shown together has one number. */
  request: Int32Array;
  /** The number of the device in the schema; -1 where it is not known. Absent where no device is. */
  device?: Int32Array;
  /** What the candidate sources said when it was shown; absent where that was not logged. */
  sources?: SourceScores;
}

/** n x sources of the schema, row-major: score and rank from 1 on; NaN where a source did not bring the item. */
export interface SourceScores {
  score: Float32Array;
  rank: Float32Array;
}

/** Impressions with what came of them. */
export interface LabelledImpressions extends Impressions {
  /** When the wanted thing happened; NaN where it did not. Features see it from then on only. */
  openedAt: Float64Array;
}

/** All that features are made of, in memory. */
export interface FeatureData {
  /** Interactions need times. */
  catalog: Pick<CatalogData, 'signals' | 'userAttributes' | 'itemAttributes' | 'prices'> & {
    interactions: FeatureInteractions;
  };
  /** When each item came out; NaN where it is not known: then its age is that since its first interaction. */
  publishedAt?: Float64Array;
  /** What moderation does with each item (0 nothing, 1 inform, 2 reduce), and since when; NaN is always. */
  effects?: { effect: Uint8Array; since: Float64Array };
  /** What was shown before: rates of opening are made of it. */
  impressions?: LabelledImpressions;
  /** The chance that place k + 1 is looked at; shown items count as much towards rates (clicks over expected clicks). */
  propensities?: Float64Array;
  /** items x dimensions, row-major text embeddings. */
  embeddings?: { dimensions: number; values: Float32Array };
}

/** Who is to be shown what, and when: one row of features each. */
export interface Requests {
  user: Int32Array;
  item: Int32Array;
  /** Milliseconds since 1970. Features know what happened before, not what happened at this time or later. */
  time: Float64Array;
  device?: Int32Array;
  sources?: SourceScores;
  /** What somebody who is no user (-1) had, the latest first. */
  latest?: readonly number[];
}
