/** One named share of a priority; the UI shows them, and they add up to it. */
export interface PriorityPart {
  name: string;
  value: number;
}

/** What a priority is made of. */
export interface PriorityFacts {
  /** Of the policy, 1 to 5. */
  severity: number;
  /** Calibrated probability, or null where only people speak against the post. */
  score: number | null;
  /** Reports by users about this post. */
  reports: number;
  /** Earlier posts of the same author that stand removed. */
  strikes: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

/**
 * Where a job stands in its queue: severity first (10 points a step, so that threats come before all else), then how
 * sure the classifier is (up to 10), what users report (5 for the first, doubling reports add 5 each, up to 25) and
 * the author's record (2 a removed post, up to 6). A sum of named parts, so that a person can check it; compare
 * Discourse's reviewable score, which also adds classifier, reports and record.
 */
export function priorityOf(facts: PriorityFacts): { priority: number; parts: PriorityPart[] } {
  const parts = [
    { name: 'Severity of the policy', value: facts.severity * 10 },
    { name: 'Confidence of the classifier', value: round((facts.score ?? 0) * 10) },
    { name: 'Reports by users', value: round(Math.min(25, 5 * Math.log2(1 + facts.reports))) },
    { name: 'Record of the author', value: Math.min(6, 2 * facts.strikes) },
  ].filter((part) => part.value > 0);
  return { priority: round(parts.reduce((sum, part) => sum + part.value, 0)), parts };
}
