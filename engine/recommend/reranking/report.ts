import type { Allocation, LeftOut, Relaxed, Step, StepReason } from './allocator.ts';
import { effects } from './candidates.ts';
import type { Held } from './constraints/hold.ts';
import type { Filled } from './fill.ts';
import type { Nearest } from './nearest.ts';
import type { Prepared } from './prepare.ts';

/** What an allocator is after, where it prefers an item to a more relevant one. */
export type Aim = Exclude<StepReason, 'fixed' | 'constraint'>;

/** The allocation of a filled feed, with the reason of every step and of every item that could have been expected. */
export function report(
  prepared: Prepared,
  filled: Filled,
  held: readonly Held[],
  nearest: Nearest,
  aim: Aim,
): Omit<Allocation, 'ms'> {
  const { list, relevance, adjustments, before } = prepared;
  const steps = filled.choices.map(({ candidate, gain, isFixed, passedRelevant, constraint }, place): Step => {
    const item = list.items[candidate]!;
    const above = nearest.above(candidate);
    const reason = isFixed ? 'fixed' : constraint >= 0 ? 'constraint' : passedRelevant ? aim : 'relevance';
    return {
      item,
      place,
      before: before[candidate]!,
      push: before[candidate]! - place,
      reason,
      ...(reason === 'constraint' && { constraint: held[constraint]!.name }),
      gain,
      relevance: relevance[candidate]!,
      ...likeIn(prepared, above),
      adjustments: adjustments[candidate]!,
      notice: ((list.effects?.[candidate] ?? effects.none) & effects.inform) !== 0,
    };
  });
  return {
    order: Int32Array.from(filled.shown, (candidate) => list.items[candidate]!),
    steps,
    leftOut: leftOut(prepared, filled, held, nearest, aim),
    relaxed: missed(filled.shown, held),
  };
}

/** The constraints that a whole feed misses, and by how much. */
export function missed(shown: Int32Array, held: readonly Held[]): Relaxed[] {
  return held
    .map(({ name, missed: by }) => ({ constraint: name, by: shown.length === 0 ? 0 : by(shown) }))
    .filter(({ by }) => by > 0);
}

function leftOut(prepared: Prepared, filled: Filled, held: readonly Held[], nearest: Nearest, aim: Aim): LeftOut[] {
  const { list, before, dropped, places } = prepared;
  const shown = new Set(filled.shown);
  const out: LeftOut[] = [];
  for (let c = 0; c < list.items.length; c++) {
    const drop = dropped.get(c);
    if (shown.has(c) || (drop === undefined && before[c]! >= places)) continue;
    const constraint = filled.lastForbidden[c]!;
    const reason = drop ?? (constraint >= 0 ? 'constraint' : aim);
    const above = nearest.above(c);
    out.push({
      item: list.items[c]!,
      before: before[c]!,
      reason,
      ...(reason === 'constraint' && { constraint: held[constraint]!.name }),
      ...likeIn(prepared, above),
    });
  }
  return out.sort((a, b) => a.before - b.before);
}

function likeIn({ list }: Prepared, { candidate, similarity }: { candidate: number; similarity: number }) {
  return candidate < 0 ? { nearest: -1, similarity: 0 } : { nearest: list.items[candidate]!, similarity };
}
