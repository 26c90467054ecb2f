import type { Similarities } from './similarity.ts';

/** For each candidate the most like one of those that were chosen so far. */
export interface Nearest {
  /** How like it is, -Infinity where nothing was chosen yet. For a chosen one: as it was when it was chosen. */
  readonly similarity: Float64Array;
  /** Which one it is; -1 where nothing was chosen yet. */
  readonly candidate: Int32Array;
  /** Takes in a chosen candidate; its likeness to each is left in `row`. */
  chose(chosen: number): void;
  readonly row: Float64Array;
  /** The most like one among those chosen before this one, or among all for one that was not chosen. */
  above(candidate: number): { candidate: number; similarity: number };
}

/** Starts with nothing chosen. One row of likenesses is worked out for each choice. */
export function trackNearest(similarities: Similarities): Nearest {
  const { n } = similarities;
  const similarity = new Float64Array(n).fill(-Infinity);
  const candidate = new Int32Array(n).fill(-1);
  const chosen = new Uint8Array(n);
  const row = new Float64Array(n);
  return {
    similarity,
    candidate,
    row,
    chose(next) {
      chosen[next] = 1;
      similarities.row(next, row);
      for (let other = 0; other < n; other++) {
        // What was chosen keeps what it had above it.
        if (chosen[other] || row[other]! <= similarity[other]!) continue;
        similarity[other] = row[other]!;
        candidate[other] = next;
      }
    },
    above: (of) => ({ candidate: candidate[of]!, similarity: similarity[of]! }),
  };
}
