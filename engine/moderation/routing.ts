import type { Route } from '../contract/index.ts';
import type { StoredPolicy } from '../store/policies.ts';
import type { HistogramChanges, Scores } from '../store/scores.ts';
import type { Store } from '../store/store.ts';
import { reportedPolicy, route } from './policies.ts';
import { priorityOf } from './priority.ts';

/** A scored post on its way to its route. */
export interface ScoredPost {
  id: number;
  author: string | null;
  reports: number;
  scores: Scores;
  versions: Readonly<Record<string, string>>;
}

/** Who acts where a threshold acts. */
export const thresholdActor = 'thresholds';

/**
 * Writes a post's scores and does what the policies say: effect, automatic decision with its audit row, and a job for
 * people. Call it inside the transaction that takes the post off the intake. Returns the route.
 */
export function routePost(
  store: Store,
  policies: readonly StoredPolicy[],
  post: ScoredPost,
  changes: HistogramChanges,
): Route {
  store.scores.write(post.id, post.scores, post.versions, changes);
  const routed = route(post.scores, policies);
  const policy = policies.find(({ id }) => id === routed.policy);
  if (routed.route === 'none' || !policy) {
    settleUnrouted(store, post);
    return 'none';
  }
  store.decisions.record({
    job: null,
    content: post.id,
    verdict: routed.route,
    source: 'automatic',
    actor: thresholdActor,
    policy: policy.id,
    policyVersion: policy.version,
    note: '',
    scores: post.scores,
  });
  if (routed.queue) {
    const { priority, parts } = priorityOf({
      severity: policy.severity,
      score: routed.score,
      reports: post.reports,
      strikes: store.content.strikes(post.author),
    });
    store.review.propose(post.id, {
      queue: routed.queue,
      policy: policy.id,
      score: routed.score,
      severity: policy.severity,
      priority,
      parts: JSON.stringify(parts),
      reports: post.reports,
    });
  } else {
    store.review.withdraw(post.id);
  }
  return routed.route;
}

/** A post that no threshold touches: an earlier automatic effect ends, and only reports keep a job open. */
function settleUnrouted(store: Store, post: ScoredPost): void {
  store.decisions.liftAutomatic(post.id, thresholdActor);
  if (post.reports > 0) proposeReported(store, post.id);
  else store.review.withdraw(post.id);
}

/** Opens or raises the job of a post that users reported. Call it inside a transaction. */
export function proposeReported(store: Store, content: number): void {
  const open = store.review.openJobOf(content);
  const policy = open && store.policies.read(open.policy);
  const reports = store.reports.countOf(content);
  const author = store.content.authorOf(content);
  const severity = policy?.severity ?? reportedPolicy.severity;
  const score = open?.score ?? null;
  const { priority, parts } = priorityOf({ severity, score, reports, strikes: store.content.strikes(author) });
  store.review.propose(content, {
    queue: open?.queue ?? 'reduce',
    policy: open?.policy ?? reportedPolicy.id,
    score,
    severity,
    priority,
    parts: JSON.stringify(parts),
    reports,
  });
}
