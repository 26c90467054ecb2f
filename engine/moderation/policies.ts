import type { Queue, Route } from '../contract/index.ts';
import type { StoredPolicy } from '../store/policies.ts';

/** What routing needs to know of a policy. */
export type RoutingPolicy = Pick<StoredPolicy, 'id' | 'label' | 'severity' | 'thresholds' | 'enabled'>;

/** What is to happen to a post. */
export interface Routing {
  /** What happens now, without a person. */
  route: Route;
  /** Where a person finds it, if one should: named for the action that is proposed. */
  queue: Queue | null;
  /** The id of the policy that led there, and its probability. */
  policy: string | null;
  score: number;
}

/**
 * The policies a new workspace starts with. Automatic removal asks for a calibrated 0.995: one wrong removal in two
 * hundred at most. Harassment has none: insult and profanity turn on who speaks to whom, which the text alone does not
 * show, so a person decides. Nor has sexism: on tweets gathered by slur words its head passes 0.995 on one in fifty, far
 * more often than on the sets it was calibrated on, so that number cannot be trusted there. Threats reach a person
 * sooner than the rest, because lateness costs most there.
 */
export const defaultPolicies: readonly StoredPolicy[] = [
  {
    id: 'threat',
    name: 'Threats',
    description: 'Says that harm will or should come to a person or a group, or calls for it.',
    severity: 5,
    thresholds: { remove: 0.995, review: 0.6, reduce: 0.3, inform: null },
  },
  {
    id: 'hate',
    name: 'Hate',
    description: 'Attacks or demeans people for what they are: origin, religion, disability, orientation and the like.',
    severity: 4,
    thresholds: { remove: 0.995, review: 0.7, reduce: 0.5, inform: null },
  },
  {
    id: 'sexism',
    name: 'Sexism',
    description: 'Demeans people for their sex or gender.',
    severity: 3,
    thresholds: { remove: null, review: 0.8, reduce: 0.5, inform: null },
  },
  {
    id: 'harassment',
    name: 'Harassment',
    description: 'Insults or offends a person. Who speaks to whom matters, so nothing is removed without a person.',
    severity: 3,
    thresholds: { remove: null, review: 0.9, reduce: 0.6, inform: null },
  },
  {
    id: 'spam',
    name: 'Spam',
    description: 'Unasked-for advertising, fraud, or bait for a reply that costs money.',
    severity: 2,
    thresholds: { remove: 0.995, review: 0.8, reduce: 0.5, inform: null },
  },
  {
    id: 'clickbait',
    name: 'Clickbait',
    description: 'A headline that withholds or inflates what stands behind it. Readers are told; nothing is hidden.',
    severity: 1,
    thresholds: { remove: null, review: null, reduce: null, inform: 0.5 },
  },
].map((policy) => ({
  ...policy,
  label: policy.id,
  notice: policy.id === 'clickbait' ? 'This headline may promise more than it holds.' : '',
  enabled: true,
  version: 1,
}));

/** The policy under which posts stand that users report and no classifier objects to. It has no classifier. */
export const reportedPolicy: StoredPolicy = {
  id: 'reported',
  label: '',
  name: 'Reported by users',
  description: 'Users reported the post; no classifier reached a threshold.',
  notice: '',
  severity: 2,
  thresholds: { remove: null, review: null, reduce: null, inform: null },
  enabled: true,
  version: 1,
};

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
 * then the higher probability. Labels without an enabled policy, and policies without a probability, have no say.
 */
export function route(
  scores: Readonly<Record<string, number>>,
  policies: readonly RoutingPolicy[] = defaultPolicies,
): Routing {
  for (const step of steps) {
    const [reason] = policies
      .flatMap((policy) => {
        const threshold = policy.thresholds[step.threshold];
        const score = scores[policy.label];
        const isReached = policy.enabled && threshold !== null && score !== undefined && score >= threshold;
        return isReached ? [{ policy, score }] : [];
      })
      .sort((a, b) => b.policy.severity - a.policy.severity || b.score - a.score);
    if (reason) return { route: step.route, queue: step.queue, policy: reason.policy.id, score: reason.score };
  }
  return { route: 'none', queue: null, policy: null, score: 0 };
}
