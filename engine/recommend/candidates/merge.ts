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
  return merge(lists, limit, (entries) => {
    let sum = 0;
    for (const { source, rank } of entries) sum += weightOf[source]! / (k + rank);
    return sum;
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
  return merge(lists, limit, (entries) => {
    let missed = 1;
    for (const { source, score } of entries) missed *= 1 - (own[source]?.chance(score) ?? 0);
    return 1 - missed;
  });
}

interface Entry {
  source: number;
  rank: number;
  score: number;
}

function merge(lists: readonly SourceList[], limit: number, scoreOf: (entries: readonly Entry[]) => number): Merged {
  const found = new Map<number, Entry[]>();
  lists.forEach(({ items, scores }, source) => {
    for (let at = 0; at < items.length; at++) {
      if (items[at]! < 0) continue;
      const entry = { source, rank: at + 1, score: scores[at]! };
      const entries = found.get(items[at]!);
      // Of an item that a list names twice the better place counts.
      if (!entries) found.set(items[at]!, [entry]);
      else if (entries.at(-1)!.source !== source) entries.push(entry);
    }
  });
  // Compared as they are kept: scores that are equal as floats are equal.
  const all = Array.from(found, ([item, entries]) => ({ item, entries, score: Math.fround(scoreOf(entries)) }));
  const kept = all.sort((a, b) => b.score - a.score || a.item - b.item).slice(0, Math.max(0, limit));
  const origins = kept.flatMap(({ entries }) => entries);
  const starts = new Int32Array(kept.length + 1);
  kept.forEach(({ entries }, n) => {
    starts[n + 1] = starts[n]! + entries.length;
  });
  return {
    items: Int32Array.from(kept, ({ item }) => item),
    scores: Float32Array.from(kept, ({ score }) => score),
    sources: lists.map(({ id }) => id),
    starts,
    source: Uint8Array.from(origins, ({ source }) => source),
    rank: Int32Array.from(origins, ({ rank }) => rank),
    score: Float32Array.from(origins, ({ score }) => score),
  };
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
