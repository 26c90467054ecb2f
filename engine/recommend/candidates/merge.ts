import { IntSlots } from '../../numeric/int-slots.ts';
import { TopK } from '../../numeric/topk.ts';
import type { Calibrator } from './calibrate.ts';
import type { Scored } from './source.ts';

/** What a source brought, best first, each item once at most. */
export interface SourceList extends Scored {
  id: string;
}

/** Candidates of all sources, best first; equal scores go by the smaller item number. */
export interface Merged extends Scored {
  /** The sources by number. */
  sources: readonly string[];
  /** items + 1 offsets into the arrays below: who brought candidate n stands at starts[n] to starts[n + 1], by source number. */
  starts: Int32Array;
  source: Uint8Array;
  /** The candidate's place in that source's list, from 1. */
  rank: Int32Array;
  /** Its score there. */
  score: Float32Array;
}

export interface RankMergeOptions {
  /** Candidates kept at most. */
  limit: number;
  /** How much the first ranks stand out less: 60 as in the paper. */
  k?: number;
  /** Weights of sources, 1 by default. */
  weights?: Readonly<Record<string, number>>;
}

/**
 * Merges by reciprocal rank: the sum over sources of weight / (k + rank) (Cormack, Clarke and Buettcher, SIGIR 2009).
 * Scores of different sources need not be comparable.
 */
export function mergeByRank(lists: readonly SourceList[], { limit, k = 60, weights = {} }: RankMergeOptions): Merged {
  const weightOf = lists.map(({ id }) => weights[id] ?? 1);
  return merge(lists, limit, {
    start: 0,
    add: (sum, source, rank) => sum + weightOf[source]! / (k + rank),
    score: (sum) => sum,
  });
}

/**
 * Merges by calibrated score: the chance that at least one of the sources is right, 1 - product of (1 - p), as if they
 * erred independently. A source without a calibrator counts with chance 0: its candidates come last.
 */
export function mergeByScore(
  lists: readonly SourceList[],
  calibrators: Readonly<Record<string, Calibrator>>,
  { limit }: { limit: number },
): Merged {
  const own = lists.map(({ id }) => calibrators[id]);
  return merge(lists, limit, {
    start: 1,
    add: (missed, source, _, score) => missed * (1 - (own[source]?.chance(score) ?? 0)),
    score: (missed) => 1 - missed,
  });
}

/** How the score of a candidate is made of what sources say of it, which come in their order. */
interface Fold {
  start: number;
  add(before: number, source: number, rank: number, score: number): number;
  score(all: number): number;
}

function merge(lists: readonly SourceList[], limit: number, fold: Fold): Merged {
  const most = lists.reduce((sum, { items }) => sum + items.length, 0);
  const slots = IntSlots.forNow(most);
  const all = new Float64Array(most).fill(fold.start);
  const entries = { slot: new Int32Array(most), source: new Uint8Array(most), rank: new Int32Array(most) };
  const counts = new Int32Array(most);
  const lastSource = new Int32Array(most).fill(-1);
  let size = 0;
  lists.forEach(({ items, scores }, source) => {
    for (let at = 0; at < items.length; at++) {
      if (items[at]! < 0) continue;
      const slot = slots.add(items[at]!);
      // Of an item that a list names twice the better place counts.
      if (lastSource[slot] === source) continue;
      lastSource[slot] = source;
      counts[slot]! += 1;
      entries.slot[size] = slot;
      entries.source[size] = source;
      entries.rank[size++] = at + 1;
      all[slot] = fold.add(all[slot]!, source, at + 1, scores[at]!);
    }
  });
  // Compared as they are kept: scores that are equal as floats are equal.
  const top = new TopK(Math.max(0, Math.min(limit, slots.size)));
  for (let slot = 0; slot < slots.size; slot++) top.offer(slots.keys[slot]!, Math.fround(fold.score(all[slot]!)));
  const kept = { items: new Int32Array(top.size), scores: new Float32Array(top.size) };
  top.drain(kept.items, kept.scores);
  const starts = new Int32Array(kept.items.length + 1);
  const next = new Int32Array(slots.size).fill(-1);
  kept.items.forEach((item, n) => {
    const slot = slots.find(item);
    next[slot] = starts[n]!;
    starts[n + 1] = starts[n]! + counts[slot]!;
  });
  const origins = starts.at(-1)!;
  const out = { source: new Uint8Array(origins), rank: new Int32Array(origins), score: new Float32Array(origins) };
  for (let entry = 0; entry < size; entry++) {
    const slot = entries.slot[entry]!;
    if (next[slot]! < 0) continue;
    const at = next[slot]!++;
    const source = entries.source[entry]!;
    const rank = entries.rank[entry]!;
    out.source[at] = source;
    out.rank[at] = rank;
    out.score[at] = lists[source]!.scores[rank - 1]!;
  }
  return { ...kept, sources: lists.map(({ id }) => id), starts, ...out };
}

/** Who brought candidate number `n`: source, rank from 1, and score there. */
export function originsOf(merged: Merged, n: number): { source: string; rank: number; score: number }[] {
  const origins = [];
  for (let at = merged.starts[n]!; at < merged.starts[n + 1]!; at++) {
    const source = merged.sources[merged.source[at]!]!;
    origins.push({ source, rank: merged.rank[at]!, score: merged.score[at]! });
  }
  return origins;
}
