import type { Held } from './constraints/hold.ts';
import type { Nearest } from './nearest.ts';
import type { Prepared } from './prepare.ts';

/** What a greedy allocator is after: what each candidate would add next, given what was chosen. */
export interface Strategy {
  /** The gain of each candidate; for those where `refresh` is given, at least its gain. */
  readonly gains: Float64Array;
  /** Makes the gain of one candidate exact again (lazy evaluation, Minoux 1978). */
  refresh?(candidate: number): void;
  /** Takes in a choice. `row` is its likeness to each candidate. */
  chose(candidate: number, row: Float64Array): void;
}

/** One choice, as it was made. */
export interface Choice {
  candidate: number;
  gain: number;
  isFixed: boolean;
  /** Whether a more relevant candidate was left that nothing forbade. */
  passedRelevant: boolean;
  /** The number of the constraint that kept a candidate with a larger gain away; -1 where none did. */
  constraint: number;
}

export interface Filled {
  /** The candidate at each place. */
  shown: Int32Array;
  choices: Choice[];
  /** The first constraint that kept a candidate from the last place, or -1; for those that were left. */
  lastForbidden: Int32Array;
}

/**
 * Fills the places one after the other: a fixed item where there is one, otherwise the candidate with the largest gain
 * among those that break as little as possible. Constraints count in their order: one that is more important is never
 * broken for any number of those after it. Equal gains go to the smaller item row.
 */
export function fill(prepared: Prepared, strategy: Strategy, held: readonly Held[], nearest: Nearest): Filled {
  const { list, relevance, places, fixed } = prepared;
  const n = list.items.length;
  const open = prepared.open.slice();
  const shown = new Int32Array(places).fill(-1);
  for (const [place, candidate] of fixed) {
    shown[place] = candidate;
    open[candidate] = 0;
  }
  const broken = new Int32Array(n);
  const stale = new Uint8Array(n);
  const pick = (most: number): number => {
    for (;;) {
      let best = -1;
      for (let c = 0; c < n; c++) {
        if (!open[c] || broken[c]! > most) continue;
        if (best < 0 || isBefore(strategy.gains, list.items, c, best)) best = c;
      }
      if (best < 0 || !stale[best]) return best;
      strategy.refresh!(best);
      stale[best] = 0;
    }
  };
  const choices: Choice[] = [];
  for (let place = 0; place < places; place++) {
    let choice: Choice;
    if (fixed.has(place)) {
      const candidate = shown[place]!;
      if (stale[candidate]) strategy.refresh!(candidate);
      choice = { candidate, gain: strategy.gains[candidate]!, isFixed: true, passedRelevant: false, constraint: -1 };
    } else {
      const { least, most } = mark(place, shown, held, open, broken);
      const candidate = pick(least);
      const wanted = most === least ? candidate : pick(most);
      choice = {
        candidate,
        gain: strategy.gains[candidate]!,
        isFixed: false,
        passedRelevant: hasMoreRelevant(relevance, open, broken, least, candidate),
        constraint: wanted === candidate ? -1 : firstConstraint(broken[wanted]! & ~broken[candidate]!, held.length),
      };
      shown[place] = candidate;
      open[candidate] = 0;
    }
    choices.push(choice);
    nearest.chose(choice.candidate);
    strategy.chose(choice.candidate, nearest.row);
    if (strategy.refresh) stale.fill(1);
  }
  return { shown, choices, lastForbidden: broken.map((mask) => firstConstraint(mask, held.length)) };
}

/**
 * Notes for each open candidate which constraints it would break at a place, as bits with the most important highest,
 * so that the smaller number is the better one; returns the smallest and the largest.
 */
function mark(place: number, shown: Int32Array, held: readonly Held[], open: Uint8Array, broken: Int32Array) {
  broken.fill(0);
  held.forEach((constraint, at) => {
    const forbids = constraint.forbids(place, shown);
    if (!forbids) return;
    const bit = 1 << (held.length - 1 - at);
    for (let c = 0; c < broken.length; c++) if (open[c] && forbids(c)) broken[c]! |= bit;
  });
  let least = -1;
  let most = -1;
  for (let c = 0; c < broken.length; c++) {
    if (!open[c]) continue;
    if (least < 0 || broken[c]! < least) least = broken[c]!;
    if (broken[c]! > most) most = broken[c]!;
  }
  return { least, most };
}

function firstConstraint(mask: number, count: number): number {
  return mask === 0 ? -1 : count - 1 - (31 - Math.clz32(mask));
}

function isBefore(gains: Float64Array, items: Int32Array, a: number, b: number): boolean {
  return gains[a]! > gains[b]! || (gains[a]! === gains[b]! && items[a]! < items[b]!);
}

function hasMoreRelevant(
  relevance: Float64Array,
  open: Uint8Array,
  broken: Int32Array,
  least: number,
  chosen: number,
): boolean {
  const own = relevance[chosen]!;
  for (let c = 0; c < open.length; c++) if (relevance[c]! > own && open[c] === 1 && broken[c]! <= least) return true;
  return false;
}
