import { StewardError } from '../../contract/errors.ts';

/** What moderation decided about an item, as bits: an item can be reduced and carry a notice. */
export const effects = { none: 0, reduce: 1, inform: 2, remove: 4 } as const;

/** Any number of members for each of n things: those of thing i are `members` from `indptr[i]` up to `indptr[i + 1]`. */
export interface Memberships {
  readonly indptr: Int32Array;
  readonly members: Int32Array;
}

/**
 * What the second pass hands to the third: n candidates for one user, in any order, each item once. All arrays have n
 * entries, one a candidate; what is not known may be left out. Only `items` and `scores` must be there.
 */
export interface CandidateList {
  /** Item rows. */
  readonly items: Int32Array;
  /** Relevance, larger is better. */
  readonly scores: Float32Array;
  /** Probabilities are used as they are; other scores (the default) are brought to 0..1 by the least and the largest. */
  readonly scoresAre?: 'scores' | 'probabilities';
  /** What is earned where the item is taken, in any one currency; 0 where nothing is. */
  readonly prices?: Float32Array;
  /** -1 where it is not known. */
  readonly publishers?: Int32Array;
  readonly topics?: Memberships;
  /** The group whose exposure is watched (suppliers from a region, new items, ...); -1 for none. */
  readonly groups?: Int32Array;
  /** 1 for items of the tail, those that few met: a group that items of other groups can be in too. */
  readonly tail?: Uint8Array;
  /** Milliseconds since 1970; NaN where it is not known, which counts as neither fresh nor old. */
  readonly published?: Float64Array;
  /** Bits of `effects`. */
  readonly effects?: Uint8Array;
  /** n x dimensions, row-major, of any length; likeness is their cosine. A row of zeros is unlike every other. */
  readonly vectors?: { readonly dimensions: number; readonly values: Float32Array };
  /** Likeness of two candidates by their places in the list, symmetric, 1 for the same; instead of vectors. */
  readonly similarity?: (a: number, b: number) => number;
}

/** What must hold, as far as it can. Where not all can be held, the last one of a list is given up first. */
export type Constraint =
  /** At most so many items of each publisher or topic within every `window` places that follow each other. */
  | { kind: 'cap'; by: 'publisher' | 'topic'; most: number; window: number }
  /** At most this share of all exposure for each publisher or topic. */
  | { kind: 'ceiling'; by: 'publisher' | 'topic'; share: number }
  /** At least this share of all exposure for a group. */
  | { kind: 'exposure'; group: number | 'tail'; share: number }
  /** At least this share of all exposure for items published within the last `maxAge` milliseconds. */
  | { kind: 'fresh'; maxAge: number; share: number }
  /**
   * FA*IR (Zehlike et al. 2017): in every prefix as many of a group as a fair coin of that share shows; a fair ranking
   * would miss it anywhere with a probability of at most alpha.
   */
  | { kind: 'prefix'; group: number | 'tail'; share: number; alpha: number }
  /** Exposure over topics at most so far from the user's taste, in total variation (0..1). */
  | { kind: 'taste'; distance: number }
  /** No two items as like as this, or more. */
  | { kind: 'distinct'; similarity: number };

export type ConstraintKind = Constraint['kind'];

/** Items the user asked for less of. */
export interface NotInterested {
  /** These are not shown at all. */
  readonly items: Int32Array;
  /** Their vectors, row-major, with as many dimensions as those of the candidates: for what is like them. */
  readonly vectors?: Float32Array;
  /** How like each candidate of the list is to the most like of them, 0..1; instead of vectors. */
  readonly likeness?: Float64Array;
  /** From this likeness on a candidate counts as like one of them. */
  readonly similarity: number;
  /** How much a like one loses, 0..1: its relevance is multiplied by 1 - strength x likeness. */
  readonly strength: number;
}

/** What the ordering of one feed depends on beside its candidates. */
export interface AllocationContext {
  /** How many places to fill. */
  readonly k: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How much each of the k places is seen; 1 / log2(place + 2) with places from 0 by default. */
  readonly discounts?: Float64Array;
  /** Relevance halves every `halfLife` milliseconds, as far as `weight` (0..1) says. */
  readonly freshness?: { readonly halfLife: number; readonly weight: number };
  /** What relevance is multiplied by for reduced items; 0.3 by default. */
  readonly reduceFactor?: number;
  readonly notInterested?: NotInterested;
  /** The share of each topic in what the user takes; sums to 1. */
  readonly taste?: Float64Array;
  /** Items with a given place, from 0. One that is no candidate, or was removed, leaves its place to the others. */
  readonly fixed?: readonly { readonly item: number; readonly place: number }[];
  /** Most important first. */
  readonly constraints?: readonly Constraint[];
  /** For allocators that draw; 1 by default. What is to hold on average needs another one for each feed. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Throws BAD_INPUT where arrays of a list do not fit each other, a score is no number, or an item comes twice. */
export function checkCandidates(list: CandidateList): void {
  const n = list.items.length;
  const { scores, prices, publishers, groups, tail, published, effects: decided, vectors, topics } = list;
  const arrays = { scores, prices, publishers, groups, tail, published, effects: decided };
  for (const [field, array] of Object.entries(arrays)) {
    if (array && array.length !== n) throw bad(field, `There are ${n} candidates, but ${array.length} ${field}.`);
  }
  if (topics && topics.indptr.length !== n + 1) throw bad('topics', `Topics are not those of ${n} candidates.`);
  if (vectors && vectors.values.length !== n * vectors.dimensions) {
    throw bad(
      'vectors',
      `There are ${n} candidates, but ${vectors.values.length} numbers of ${vectors.dimensions} each.`,
    );
  }
  if (!list.scores.every(Number.isFinite)) throw bad('scores', 'A candidate has no finite score.');
  if (new Set(list.items).size !== n) throw bad('items', 'An item is among the candidates twice.');
}

/** Throws BAD_INPUT where a context asks for what cannot be. */
export function checkContext({ k, discounts, freshness, fixed, constraints = [], taste }: AllocationContext): void {
  if (!(Number.isInteger(k) && k >= 1)) throw bad('k', `A feed has at least one place, not ${k}.`);
  if (discounts && (discounts.length !== k || !discounts.every((weight) => weight > 0))) {
    throw bad('discounts', `Each of the ${k} places needs a discount above zero.`);
  }
  if (freshness && !(freshness.halfLife > 0 && within(freshness.weight))) {
    throw bad('freshness', 'A half-life is above zero, and its weight from 0 to 1.');
  }
  const places = new Set(fixed?.map(({ place }) => place));
  if (
    fixed?.some(({ place }) => !Number.isInteger(place) || place < 0 || place >= k) ||
    places.size !== (fixed?.length ?? 0)
  ) {
    throw bad('fixed', `Fixed items need places of their own from 0 to ${k - 1}.`);
  }
  if (constraints.length > 30) throw bad('constraints', 'At most 30 constraints can be held together.');
  for (const constraint of constraints) {
    const shares = [constraint].flatMap((of) => [
      ...('share' in of ? [of.share] : []),
      ...('distance' in of ? [of.distance] : []),
      ...('alpha' in of ? [of.alpha] : []),
    ]);
    if (!shares.every(within)) throw bad('constraints', `A share of '${constraint.kind}' is not from 0 to 1.`);
    if (constraint.kind === 'cap' && !(constraint.most >= 0 && constraint.window >= 1)) {
      throw bad('constraints', 'A cap is at least 0 items in at least 1 place.');
    }
    if (constraint.kind === 'taste' && !taste) throw bad('taste', "To hold a user's taste it must be given.");
  }
}

/** The exposure of each of k places: as given, or 1 / log2(place + 2) (Järvelin and Kekäläinen 2002). */
export function discountsOf({ k, discounts }: Pick<AllocationContext, 'k' | 'discounts'>): Float64Array {
  return discounts ?? Float64Array.from({ length: k }, (_, place) => 1 / Math.log2(place + 2));
}

function within(share: number): boolean {
  return share >= 0 && share <= 1;
}

function bad(field: string, message: string): StewardError {
  return new StewardError('BAD_INPUT', message, { place: { field } });
}
