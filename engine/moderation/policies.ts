/**
 * What the three effects of a policy mean for one label's calibrated probability. Left out: the policy never does that.
 */
export interface PolicyThresholds {
  /** At or over it the post is taken down at once, without a person. */
  remove?: number;
  /** At or over it a person decides on removal; the post is shown less meanwhile. */
  review?: number;
  /** At or over it the post is shown less and a person looks at it. */
  reduce?: number;
  /** At or over it readers are told. */
  inform?: number;
}

/** One rule of the house: a label and what its probability leads to. */
export interface Policy extends PolicyThresholds {
  label: string;
  /** Among policies that lead to the same effect the highest is named as the reason. */
  severity: number;
}

export type Effect = 'remove' | 'reduce' | 'inform' | 'none';

/** What is to happen to a post. */
export interface Routing {
  /** What happens now. */
  route: Effect;
  /** Where a person finds it, if one should. */
  queue: Exclude<Effect, 'none'> | null;
  /** The label that led there, and its probability. */
  policy: string | null;
  score: number;
}

/**
 * The policies a new workspace starts with. Automatic removal asks for a calibrated 0.995: one wrong removal in two
 * hundred at most. Harassment has none: insult and profanity turn on who speaks to whom, which the text alone does not
 * show, so a person decides. Threats reach a person sooner than the rest, because lateness costs most there.
 */
export const defaultPolicies: readonly Policy[] = [
  { label: 'threat', severity: 6, remove: 0.995, review: 0.6, reduce: 0.3 },
  { label: 'hate', severity: 5, remove: 0.995, review: 0.7, reduce: 0.5 },
  { label: 'sexism', severity: 4, remove: 0.995, review: 0.8, reduce: 0.5 },
  { label: 'harassment', severity: 3, review: 0.9, reduce: 0.6 },
  { label: 'spam', severity: 2, remove: 0.995, review: 0.8, reduce: 0.5 },
  { label: 'clickbait', severity: 1, inform: 0.5 },
];

/** The steps of routing, strongest first. */
const steps = [
  { threshold: 'remove', route: 'remove', queue: null },
  { threshold: 'review', route: 'reduce', queue: 'remove' },
  { threshold: 'reduce', route: 'reduce', queue: 'reduce' },
  { threshold: 'inform', route: 'inform', queue: 'inform' },
] as const;

/**
 * What a post's probabilities lead to under the given policies: the strongest step that any policy reaches (automatic
 * removal, removal by a person, reduction, information). The reason is the policy of highest severity at that step,
 * then the higher probability. Labels without a policy, and policies without a probability, have no say.
 */
export function route(
  scores: Readonly<Record<string, number>>,
  policies: readonly Policy[] = defaultPolicies,
): Routing {
  for (const step of steps) {
    let reason: Policy | null = null;
    for (const policy of policies) {
      const threshold = policy[step.threshold];
      const score = scores[policy.label];
      if (threshold === undefined || score === undefined || !(score >= threshold)) continue;
      const heavier = reason === null || policy.severity - reason.severity || score - scores[reason.label]!;
      if (heavier === true || Number(heavier) > 0) reason = policy;
    }
    if (reason) return { route: step.route, queue: step.queue, policy: reason.label, score: scores[reason.label]! };
  }
  return { route: 'none', queue: null, policy: null, score: 0 };
}
