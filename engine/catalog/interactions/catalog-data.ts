import type { Signal } from '../../contract/index.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { Attributes } from './attributes.ts';
import type { Interactions, NumberedPairs } from './interactions.ts';

/** All recommender data of a workspace at one revision, in memory, read-only: what models are trained and measured on. */
export interface CatalogData {
  /** Grows with every change of users, items and interactions. */
  readonly revision: number;
  /** SHA-256 in hex over all that is below: two workspaces with one hash train the same models. */
  readonly hash: string;
  /** Every interaction. The vocabularies hold every user and item of the workspace, also those without any. */
  readonly interactions: Interactions;
  /** Whether each row of `interactions.kinds` is explicit or implicit. */
  readonly signals: readonly Signal[];
  /** The workspace's own numbers (`user.id`, `item.id`) of the rows of the vocabularies. */
  readonly userRows: Int32Array;
  readonly itemRows: Int32Array;
  /** Attributes as sparse matrices of ones: categories and sets as they are, numbers and dates in bins. */
  readonly userAttributes: Attributes | null;
  readonly itemAttributes: Attributes | null;
  /** A price for each item, 0 where none is known; null where items have no attribute 'price'. */
  readonly prices: Float32Array | null;
  /** What people call the item, where it has an attribute 'title'. */
  title(item: number): string | null;
}

/**
 * What a rule makes of the data: every pair of user and item once at most, in the order of user and item, over shared
 * memory. `value` is the rating (explicit) or the confidence 1 + alpha * strength (implicit); `time` is that of the
 * latest interaction of the pair. Users and items are numbered as in the data it was made from.
 */
export interface Signals {
  readonly pairs: NumberedPairs;
  /** users x items and items x users, with the values of the pairs. */
  readonly byUser: Csr;
  readonly byItem: Csr;
  /** SHA-256 in hex over the pairs: two rules of one hash say the same of this data. */
  readonly hash: string;
}
