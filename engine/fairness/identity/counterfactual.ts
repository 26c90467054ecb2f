type Numbers = ArrayLike<number>;

/** What changes where one term is put in place of the others, all else of the sentence being the same. */
export interface TermFlips {
  /** Number of the term. */
  term: number;
  /** The share of (sentence, other term) in which the decision is another one. */
  flipRate: number;
  /** The same where this term alone is decided against, and where the other alone is. */
  flippedAgainst: number;
  flippedFor: number;
  /** Mean of |score - score with the other term|, and mean of score - score with the other: above 0 this term costs. */
  meanChange: number;
  meanDifference: number;
  /** Share of the sentences with this term that are decided against, and their mean score. */
  selection: number;
  meanScore: number;
}

export interface Flips {
  terms: TermFlips[];
  /** Over all sentences and all ordered pairs of terms. */
  flipRate: number;
  meanChange: number;
  /** The sentence, and its terms, whose scores are farthest apart. */
  widest: { template: number; low: number; high: number; change: number };
}

/**
 * Counterfactual flips (Garg et al. 2019): scores are templates x terms, row-major, with two terms at least; a score of
 * at least the threshold is a decision against the text.
 */
export function flipsOf(scores: Numbers, terms: number, threshold: number): Flips {
  const templates = scores.length / terms;
  const result = Array.from(
    { length: terms },
    (_, term): TermFlips => ({
      term,
      flipRate: 0,
      flippedAgainst: 0,
      flippedFor: 0,
      meanChange: 0,
      meanDifference: 0,
      selection: 0,
      meanScore: 0,
    }),
  );
  const widest = { template: 0, low: 0, high: 0, change: 0 };
  const pairs = templates * (terms - 1);
  for (let template = 0; template < templates; template++) {
    const at = template * terms;
    for (const own of result) {
      const score = scores[at + own.term]!;
      const isAgainst = score >= threshold;
      own.selection += Number(isAgainst) / templates;
      own.meanScore += score / templates;
      for (let other = 0; other < terms; other++) {
        const change = score - scores[at + other]!;
        own.meanChange += Math.abs(change) / pairs;
        own.meanDifference += change / pairs;
        if (change > widest.change) Object.assign(widest, { template, low: other, high: own.term, change });
        if (isAgainst === scores[at + other]! >= threshold) continue;
        own[isAgainst ? 'flippedAgainst' : 'flippedFor'] += 1 / pairs;
      }
    }
  }
  for (const own of result) own.flipRate = own.flippedAgainst + own.flippedFor;
  const mean = (value: (of: TermFlips) => number) => result.reduce((sum, of) => sum + value(of), 0) / terms;
  return { terms: result, flipRate: mean((of) => of.flipRate), meanChange: mean((of) => of.meanChange), widest };
}
