import type { Adjustment } from './allocator.ts';
import {
  type AllocationContext,
  type CandidateList,
  checkCandidates,
  checkContext,
  effects,
  type NotInterested,
} from './candidates.ts';
import { dot, unitRows } from './similarity.ts';

/** Candidates with all that is settled before anything is ordered. Candidates are named by their place in the list. */
export interface Prepared {
  readonly list: CandidateList;
  readonly context: AllocationContext;
  /** 0..1, after adjustments. */
  readonly relevance: Float64Array;
  readonly adjustments: readonly (readonly Adjustment[])[];
  /** 1 for candidates that may be shown. */
  readonly open: Uint8Array;
  /** Candidates that must not be shown, with the reason. */
  readonly dropped: ReadonlyMap<number, 'removed' | 'not-interested'>;
  /** The place, from 0, that the score alone gives to each candidate. */
  readonly before: Int32Array;
  /** How many places can be filled. */
  readonly places: number;
  /** Fixed candidates by place, with places moved up where there are too few candidates. */
  readonly fixed: ReadonlyMap<number, number>;
}

/**
 * Checks the list and the context, drops what must never be shown, and works out relevance: scores brought to 0..1,
 * then multiplied by what freshness, enforcement and the user's 'not interested' ask for.
 */
export function prepare(list: CandidateList, context: AllocationContext): Prepared {
  if (latest?.list !== list || latest.context !== context) latest = prepareAnew(list, context);
  return latest;
}

/**
 * What was prepared last: allocators that are compared, and the measures of what they made, share it. One alone: what a
 * `WeakMap` holds outlives the quick collections of garbage.
 */
let latest: Prepared | null = null;

function prepareAnew(list: CandidateList, context: AllocationContext): Prepared {
  checkCandidates(list);
  checkContext(context);
  const n = list.items.length;
  const relevance = relevanceOf(list);
  const adjustments = new Array<readonly Adjustment[]>(n).fill([]);
  const adjust = (candidate: number, kind: Adjustment['kind'], factor: number) => {
    if (factor === 1) return;
    relevance[candidate]! *= factor;
    // Most have one at most: an array that grows would leave room for sixteen.
    const before = adjustments[candidate]!;
    adjustments[candidate] = before.length === 0 ? [{ kind, factor }] : [...before, { kind, factor }];
  };
  const dropped = new Map<number, 'removed' | 'not-interested'>();
  const unwanted = new Set(context.notInterested?.items);
  const likeness = likenessTo(list, context.notInterested);
  for (let c = 0; c < n; c++) {
    const effect = list.effects?.[c] ?? effects.none;
    if (effect & effects.remove) dropped.set(c, 'removed');
    else if (unwanted.has(list.items[c]!)) dropped.set(c, 'not-interested');
    adjust(c, 'freshness', freshnessFactor(list.published?.[c] ?? Number.NaN, context));
    if (effect & effects.reduce) adjust(c, 'reduce', context.reduceFactor ?? 0.3);
    const { similarity = 1, strength = 0 } = context.notInterested ?? {};
    if (likeness && likeness[c]! >= similarity) {
      adjust(c, 'not-interested', 1 - strength * Math.min(1, Math.max(0, likeness[c]!)));
    }
  }
  const open = new Uint8Array(n).fill(1);
  for (const c of dropped.keys()) open[c] = 0;
  const places = Math.min(context.k, n - dropped.size);
  return {
    list,
    context,
    relevance,
    adjustments,
    open,
    dropped,
    before: ranksOf(list),
    places,
    fixed: fixedOf(list, context, open, places),
  };
}

/** 2^(-age / half-life), mixed with 1 by weight. What is not dated, or dated ahead, keeps its relevance. */
export function freshnessFactor(published: number, { now, freshness }: AllocationContext): number {
  if (!freshness || !(now > published)) return 1;
  const { halfLife, weight } = freshness;
  return 1 - weight + weight * 2 ** (-(now - published) / halfLife);
}

/** Candidates by relevance, best first; ties by the smaller item row. */
export function byRelevance({ list, relevance }: Pick<Prepared, 'list' | 'relevance'>): Int32Array {
  const all = list.items.map((_, c) => c);
  return all.sort((a, b) => relevance[b]! - relevance[a]! || list.items[a]! - list.items[b]!);
}

function relevanceOf({ scores, scoresAre = 'scores' }: CandidateList): Float64Array {
  if (scoresAre === 'probabilities') return new Float64Array(scores);
  let [least, largest] = [Infinity, -Infinity];
  for (const score of scores) {
    least = Math.min(least, score);
    largest = Math.max(largest, score);
  }
  const span = largest - least;
  return Float64Array.from(scores, (score) => (span > 0 ? (score - least) / span : 1));
}

function ranksOf(list: CandidateList): Int32Array {
  const order = byRelevance({ list, relevance: new Float64Array(list.scores) });
  const ranks = new Int32Array(order.length);
  order.forEach((candidate, rank) => {
    ranks[candidate] = rank;
  });
  return ranks;
}

function fixedOf(list: CandidateList, { fixed = [] }: AllocationContext, open: Uint8Array, places: number) {
  const at = new Map<number, number>();
  for (const { item, place } of fixed.toSorted((a, b) => a.place - b.place)) {
    const candidate = list.items.indexOf(item);
    if (candidate < 0 || !open[candidate]) continue;
    let to = Math.min(place, places - 1);
    while (at.has(to)) to -= 1;
    if (to >= 0) at.set(to, candidate);
  }
  return at;
}

/** How like each candidate is to the most like item the user rejected; null where that cannot be told. */
function likenessTo({ vectors, items }: CandidateList, rejected: NotInterested | undefined): Float64Array | null {
  if (rejected?.likeness) return rejected.likeness;
  if (!vectors || !rejected?.vectors || rejected.vectors.length === 0) return null;
  const { dimensions } = vectors;
  const mine = unitRows(vectors.values, dimensions);
  const theirs = unitRows(rejected.vectors, dimensions);
  return Float64Array.from(items, (_, c) => {
    let most = -Infinity;
    for (let at = 0; at + dimensions <= theirs.length; at += dimensions) {
      most = Math.max(most, dot(mine, c * dimensions, theirs, at, dimensions));
    }
    return most;
  });
}
