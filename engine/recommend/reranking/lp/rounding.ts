import { seededRandom } from '../../../numeric/random.ts';
import { type Constraint, discountsOf } from '../candidates.ts';
import { belongs, keysOf, membersOf } from '../constraints/members.ts';
import { decompose, drawRanking, mainRanking, type WeightedRanking } from './birkhoff.ts';
import type { Feed } from './feeds.ts';

export const roundings = ['draw', 'main', 'hold'] as const;
export type Rounding = (typeof roundings)[number];

/** Makes one ranking of the shares of each feed, asked in the order of the feeds. */
export type Rounder = (feed: Feed, shares: Float64Array, at: number) => Int32Array;

/**
 * 'draw' takes one of the rankings that the shares are made of by its weight, 'main' the one of most weight, 'hold' the one
 * after which floors and ceilings over all feeds so far are missed the least against what the shares say. Under one
 * floor and no ceiling 'hold' misses nothing: of the rankings of a feed one has at least their mean.
 */
export function rounderOf(rounding: Rounding, constraints: readonly Constraint[]): Rounder {
  // How much more exposure than in expectation what is watched has had; ceilings are turned round.
  const ahead = new Map<string, number>();
  return ({ prepared, pool, values }, shares, at) => {
    const rankings = decompose(shares, prepared.places, pool.length);
    if (rounding === 'main' || rankings.length === 1) return shown(pool, mainRanking(rankings));
    if (rounding === 'draw') {
      // Feeds of one batch draw apart from each other, even with one seed.
      const random = seededRandom(prepared.context.seed ?? 1).fork(at);
      return shown(pool, drawRanking(rankings, random.uniform()));
    }
    const watched = watchedOf({ prepared, pool, values }, constraints);
    const discounts = discountsOf(prepared.context);
    const gains = rankings.map(({ items }) => {
      const has = watched.map(({ weight }) => items.reduce((sum, i, p) => sum + weight[i]! * discounts[p]!, 0));
      return Float64Array.from(has);
    });
    const means = watched.map((_, w) => rankings.reduce((sum, { weight }, r) => sum + weight * gains[r]![w]!, 0));
    const after = (r: number, w: number) => (ahead.get(watched[w]!.key) ?? 0) + gains[r]![w]! - means[w]!;
    const missed = gains.map((_, r) => means.reduce((sum, _mean, w) => sum + Math.max(0, -after(r, w)), 0));
    const chosen = leastOf(missed, rankings);
    const next = watched.map(({ key }, w) => [key, after(chosen, w)] as const);
    for (const [key, value] of next) ahead.set(key, value);
    return shown(pool, rankings[chosen]!.items);
  };
}

interface Watched {
  key: string;
  /** One for each of the pool: 1 for the members of a floor, -1 for those under a ceiling, 0 for others. */
  weight: Float64Array;
}

/** The floors and ceilings that some of the pool count for. */
function watchedOf({ prepared, pool }: Feed, constraints: readonly Constraint[]): Watched[] {
  return constraints.flatMap((constraint, priority): Watched[] => {
    if (constraint.kind === 'exposure' || constraint.kind === 'fresh') {
      const member = belongs(prepared.list, prepared.context, constraint);
      return [{ key: `${priority}`, weight: Float64Array.from(pool, (c) => member[c]!) }];
    }
    if (constraint.kind !== 'ceiling') return [];
    const keys = keysOf(prepared.list, constraint.by);
    const weights = new Map<number, Float64Array>();
    pool.forEach((candidate, i) => {
      for (const key of membersOf(keys, candidate)) {
        const weight = weights.get(key) ?? new Float64Array(pool.length);
        weights.set(key, weight);
        weight[i] = -1;
      }
    });
    return Array.from(weights, ([key, weight]) => ({ key: `${priority} ${key}`, weight }));
  });
}

/** The ranking that misses the least; of equals the one of most weight. */
function leastOf(missed: readonly number[], rankings: readonly WeightedRanking[]): number {
  let best = 0;
  missed.forEach((miss, r) => {
    const isLess = miss < missed[best]! - 1e-9;
    const isAsGood = miss <= missed[best]! + 1e-9;
    if (isLess || (isAsGood && rankings[r]!.weight > rankings[best]!.weight)) best = r;
  });
  return best;
}

function shown(pool: Int32Array, ranking: Int32Array): Int32Array {
  return ranking.map((i) => pool[i]!);
}
