/** What may be said of one cell of the audit. */
export type Verdict =
  | { state: 'differs'; p: number; gap: number }
  /** `differsWithin`: a difference is shown too, and it is smaller than what matters. */
  | { state: 'equivalent'; p: number; margin: number; gap: number; differsWithin: boolean }
  | { state: 'no-evidence'; p: number; gap: number; detectable: number }
  | { state: 'not-estimable'; why: string };

/** What a verdict is made of. */
export interface Evidence {
  /** Why nothing can be said, or null. */
  problem: string | null;
  /** The p-value that counts: corrected for all cells that are read together. */
  p: number;
  alpha: number;
  /** The largest figure less the smallest. */
  gap: number;
  /** The smallest gap that 80 % of such samples would have shown. */
  detectable: number;
  /** The p-value of "some two groups differ by the margin or more", where a margin was given. */
  equivalence: { margin: number; p: number } | null;
}

/**
 * One of four verdicts. A margin says what matters, so groups that are shown to lie within it are equivalent even where a
 * large sample shows a difference, which is then said beside it; that p is above the level is never called equality.
 */
export function verdictOf({ problem, p, alpha, gap, detectable, equivalence }: Evidence): Verdict {
  if (problem !== null) return { state: 'not-estimable', why: problem };
  if (equivalence && equivalence.p < alpha) {
    return { state: 'equivalent', p: equivalence.p, margin: equivalence.margin, gap, differsWithin: p < alpha };
  }
  if (p < alpha) return { state: 'differs', p, gap };
  return { state: 'no-evidence', p, gap, detectable };
}
