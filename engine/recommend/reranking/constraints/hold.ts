import { type Constraint, discountsOf, type Memberships } from '../candidates.ts';
import type { Nearest } from '../nearest.ts';
import type { Prepared } from '../prepare.ts';
import { fairTargets } from './fair.ts';
import { belongs, keysOf, membersOf, someMember, topicShares, totalVariation } from './members.ts';

/** Rounding of sums of discounts must not look like a broken constraint. */
const slack = 1e-9;

/** A constraint at work on one feed. `shown` is the candidate at each place, -1 where there is none yet. */
export interface Held {
  readonly name: string;
  /** Which candidates must not take the place, judging by those that stand already; null where all may. */
  forbids(place: number, shown: Int32Array): ((candidate: number) => boolean) | null;
  /** By how much a whole feed misses it, in its own unit; 0 where it holds. */
  missed(shown: Int32Array): number;
}

/** The constraints of a context, ready to fill a feed, in their order. */
export function holdAll(prepared: Prepared, nearest: Nearest): Held[] {
  return (prepared.context.constraints ?? []).map((constraint) => hold(constraint, prepared, nearest));
}

/** What a constraint is called in reports. */
export function constraintName(constraint: Constraint): string {
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  const whose = (group: number | 'tail') => (group === 'tail' ? 'the tail' : `group ${group}`);
  switch (constraint.kind) {
    case 'cap':
      return `at most ${constraint.most} of a ${constraint.by} in ${constraint.window} places`;
    case 'ceiling':
      return `at most ${percent(constraint.share)} of exposure for a ${constraint.by}`;
    case 'exposure':
      return `at least ${percent(constraint.share)} of exposure for ${whose(constraint.group)}`;
    case 'fresh':
      return `at least ${percent(constraint.share)} of exposure for items of the last ${Math.round(constraint.maxAge / 3_600_000)} hours`;
    case 'prefix':
      return `${whose(constraint.group)} at ${percent(constraint.share)} in every prefix`;
    case 'taste':
      return `topics at most ${percent(constraint.distance)} from the user's taste`;
    case 'distinct':
      return `no two items as like as ${constraint.similarity}`;
  }
}

function hold(constraint: Constraint, prepared: Prepared, nearest: Nearest): Held {
  const name = constraintName(constraint);
  const { list, context, places } = prepared;
  const discounts = discountsOf(context).subarray(0, places);
  switch (constraint.kind) {
    case 'cap':
      return { name, ...cap(keysOf(list, constraint.by), constraint.most, constraint.window) };
    case 'ceiling':
      return { name, ...ceiling(keysOf(list, constraint.by), constraint.share, discounts) };
    case 'exposure':
    case 'fresh':
      return { name, ...floor(belongs(list, context, constraint), constraint.share, discounts) };
    case 'prefix':
      return {
        name,
        ...prefix(belongs(list, context, constraint), fairTargets(places, constraint.share, constraint.alpha)),
      };
    case 'taste': {
      const taste = context.taste!;
      const missed = (shown: Int32Array) =>
        Math.max(0, totalVariation(topicShares(list, shown, discounts, taste.length), taste) - constraint.distance);
      return { name, forbids: () => null, missed };
    }
    case 'distinct':
      return {
        name,
        forbids: () => (candidate) => nearest.similarity[candidate]! >= constraint.similarity,
        missed: (shown) =>
          shown.reduce((sum, c) => sum + Number(c >= 0 && nearest.above(c).similarity >= constraint.similarity), 0),
      };
  }
}

type Rule = Omit<Held, 'name'>;

function cap(keys: Memberships, most: number, window: number): Rule {
  /** Calls `visit` with the counts of every full window that starts from `from` to `to`. */
  const windows = (shown: Int32Array, from: number, to: number, visit: (counts: Map<number, number>) => void) => {
    const { indptr, members } = keys;
    const counts = new Map<number, number>();
    for (let start = from; start <= to; start++) {
      counts.clear();
      for (let at = start; at < Math.min(start + window, shown.length); at++) {
        const candidate = shown[at]!;
        if (candidate < 0) continue;
        for (let m = indptr[candidate]!; m < indptr[candidate + 1]!; m++) {
          counts.set(members[m]!, (counts.get(members[m]!) ?? 0) + 1);
        }
      }
      visit(counts);
    }
  };
  return {
    forbids(place, shown) {
      if (most === 0) return (candidate) => membersOf(keys, candidate).length > 0;
      const full = new Set<number>();
      windows(shown, Math.max(0, place - window + 1), place, (counts) => {
        for (const [key, count] of counts) if (count >= most) full.add(key);
      });
      const isFull = (key: number) => full.has(key);
      return full.size === 0 ? null : (candidate) => someMember(keys, candidate, isFull);
    },
    missed(shown) {
      let worst = 0;
      windows(shown, 0, Math.max(0, shown.length - window), (counts) => {
        for (const count of counts.values()) worst = Math.max(worst, count - most);
      });
      return worst;
    },
  };
}

function ceiling(keys: Memberships, share: number, discounts: Float64Array): Rule {
  const total = sum(discounts);
  const exposures = (shown: Int32Array) => {
    const all = new Map<number, number>();
    shown.forEach((candidate, place) => {
      if (candidate < 0) return;
      for (const key of membersOf(keys, candidate)) all.set(key, (all.get(key) ?? 0) + discounts[place]!);
    });
    return all;
  };
  return {
    forbids(place, shown) {
      const all = exposures(shown);
      const room = share * total - discounts[place]! + slack;
      const isTooMuch = (key: number) => (all.get(key) ?? 0) > room;
      return (candidate) => someMember(keys, candidate, isTooMuch);
    },
    missed: (shown) => positive(Math.max(0, ...exposures(shown).values()) / total - share),
  };
}

/**
 * A place is kept for the members where they are behind their share of the places above, or where even all open places
 * below would not make up for it: so the share is reached at the end as long as there are members.
 */
function floor(member: Uint8Array, share: number, discounts: Float64Array): Rule {
  const total = sum(discounts);
  return {
    forbids(place, shown) {
      let [mine, mineAbove, above, below] = [0, 0, 0, 0];
      shown.forEach((candidate, at) => {
        const weight = discounts[at]!;
        if (candidate >= 0 && member[candidate]) mine += weight;
        if (at < place) above += weight;
        if (at < place && candidate >= 0 && member[candidate]) mineAbove += weight;
        if (at > place && candidate < 0) below += weight;
      });
      if (mine >= share * total - slack) return null;
      const isDue = mineAbove < share * above - slack || mine + below < share * total - slack;
      return isDue ? (candidate) => member[candidate] === 0 : null;
    },
    missed(shown) {
      const mine = shown.reduce((all, c, place) => all + (c >= 0 && member[c] ? discounts[place]! : 0), 0);
      return positive(share - mine / total);
    },
  };
}

function prefix(member: Uint8Array, targets: Int32Array): Rule {
  const countTo = (shown: Int32Array, place: number) =>
    shown.subarray(0, place).reduce((count, c) => count + (c >= 0 ? member[c]! : 0), 0);
  return {
    forbids: (place, shown) =>
      countTo(shown, place) < targets[place]! ? (candidate) => member[candidate] === 0 : null,
    missed: (shown) => targets.reduce((worst, target, place) => Math.max(worst, target - countTo(shown, place + 1)), 0),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

function positive(value: number): number {
  return value > slack ? value : 0;
}
