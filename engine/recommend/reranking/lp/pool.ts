import { belongs, keysOf, membersOf } from '../constraints/members.ts';
import type { Prepared } from '../prepare.ts';
import { similaritiesOf } from '../similarity.ts';
import { thin } from '../thin.ts';
import type { Feed } from './feeds.ts';

/** What a shown item is worth: `engagement` x relevance + `revenue` x relevance x price. */
export interface Worth {
  engagement: number;
  revenue: number;
}

/** The worth of each candidate where it is surely seen. */
export function worthOf({ list, relevance }: Prepared, { engagement, revenue }: Worth): Float64Array {
  return relevance.map((value, c) => value * (engagement + revenue * (list.prices?.[c] ?? 0)));
}

/**
 * The candidates that compete in a programme: the fixed ones, the `size` of most worth, and of everyone that a constraint
 * speaks of as many of most worth as the feed could need, so that what can be held with all candidates can be held with
 * these. No two are as like as a 'distinct' constraint forbids, unless there would be too few for the places.
 */
export function poolOf(prepared: Prepared, worth: Worth, size: number): Feed {
  const { list, context, places, open, fixed } = prepared;
  const values = worthOf(prepared, worth);
  const all = Int32Array.from(list.items.keys())
    .filter((c) => open[c] === 1)
    .sort((a, b) => values[b]! - values[a]! || list.items[a]! - list.items[b]!);
  const apart = distinctOnes(prepared, all);
  const chosen = new Set<number>([...fixed.values(), ...apart.subarray(0, Math.max(size, places))]);
  for (const constraint of context.constraints ?? []) {
    if (constraint.kind === 'exposure' || constraint.kind === 'fresh' || constraint.kind === 'prefix') {
      const member = belongs(list, context, constraint);
      for (const c of apart.filter((candidate) => member[candidate] === 1).subarray(0, places)) chosen.add(c);
    } else if (constraint.kind !== 'distinct') {
      // The best of each publisher or topic in turn: enough to fill the feed without more than a few of any.
      const by = constraint.kind === 'taste' ? 'topic' : constraint.by;
      for (const c of fewOfEach(prepared, apart, by, limitOf(constraint, places), 3 * places)) chosen.add(c);
    }
  }
  const pool = Int32Array.from(chosen).sort((a, b) => list.items[a]! - list.items[b]!);
  return { prepared, pool, values: Float64Array.from(pool, (c) => values[c]!) };
}

function limitOf(constraint: { kind: string; most?: number; share?: number }, places: number): number {
  if (constraint.most !== undefined) return Math.max(1, constraint.most);
  return constraint.share === undefined ? places : Math.max(1, Math.ceil(constraint.share * places));
}

function fewOfEach(prepared: Prepared, order: Int32Array, by: 'publisher' | 'topic', limit: number, most: number) {
  const keys = keysOf(prepared.list, by);
  const counts = new Map<number, number>();
  const few: number[] = [];
  for (const c of order) {
    const mine = membersOf(keys, c);
    if (few.length >= most) break;
    if (mine.some((key) => (counts.get(key) ?? 0) >= limit)) continue;
    for (const key of mine) counts.set(key, (counts.get(key) ?? 0) + 1);
    few.push(c);
  }
  return few;
}

/** Candidates in their order without those too like an earlier or a fixed one; with the first of those where needed. */
function distinctOnes({ list, context, fixed, places }: Prepared, order: Int32Array): Int32Array {
  const limits = (context.constraints ?? []).flatMap((one) => (one.kind === 'distinct' ? [one.similarity] : []));
  if (limits.length === 0) return order;
  const { kept, dropped } = thin(similaritiesOf(list), new Set([...fixed.values(), ...order]), Math.min(...limits));
  const copies = dropped.slice(0, Math.max(0, places - kept.length)).map(({ candidate }) => candidate);
  return Int32Array.from([...kept, ...copies]);
}
