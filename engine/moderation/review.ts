import type { JobRow, Post, ReviewItem } from '../contract/index.ts';
import type { StoredContent } from '../store/content.ts';
import type { StoredPolicy } from '../store/policies.ts';
import type { ListedJob } from '../store/review.ts';
import type { Scores } from '../store/scores.ts';
import type { Store } from '../store/store.ts';
import { type Masker, maskText } from '../text/masking.ts';
import { route } from './policies.ts';
import type { PriorityPart } from './priority.ts';

/** A line in the list is cut here, in characters; the item shows the whole. */
const lineLength = 160;

/** The first line of a post, masked, as a list shows it. */
export function maskedLine({ title, text }: { title: string | null; text: string }, mask: Masker): string {
  const first = (title ?? text).trimStart().split('\n', 1)[0]!.slice(0, lineLength);
  return maskText(first, mask);
}

/** A job as the list shows it: one line of the post, masked. `asking` is the window that asks, in its reviewer's name. */
export function toJobRow(job: ListedJob, mask: Masker, asking: string, now: number): JobRow {
  const held = job.token !== null && job.leased_until > now && job.holder !== asking;
  return {
    id: job.id,
    content: job.external_id,
    queue: job.queue,
    line: maskedLine(job, mask),
    policy: job.policy,
    score: job.score,
    priority: job.priority,
    severity: job.severity,
    createdAt: job.created_at,
    reports: job.reports,
    author: job.author,
    heldBy: held ? (job.holder?.split('#')[0] ?? null) : null,
  };
}

/** A post as the item shows it: whole, with the ranges that stay masked until a person asks. */
export function toPost(content: StoredContent, mask: Masker): Post {
  return {
    content: content.external_id,
    text: content.text,
    title: content.title,
    author: content.author,
    time: content.posted_at,
    language: content.language,
    url: content.url,
    media: content.media,
    masks: mask(content.text),
    titleMasks: content.title ? mask(content.title) : [],
    effect: content.effect,
  };
}

/** All that a person needs to decide one job. NOT_FOUND where there is no such job. */
export async function reviewItem(
  store: Store,
  id: number,
  mask: Masker,
  asking: string,
  now: number,
): Promise<ReviewItem> {
  const job = store.review.listed(id);
  const content = store.content.read(job.content_id);
  const thread = await store.content.thread(job.content_id);
  const author = content.author === null ? null : await store.content.author(content.author);
  return {
    job: toJobRow(job, mask, asking, now),
    post: toPost(content, mask),
    scores: explainScores(store.scores.read(job.content_id), store.policies.list()),
    priorityParts: JSON.parse(job.parts) as PriorityPart[],
    author,
    above: thread.above.map((post) => toPost(post, mask)),
    below: thread.below.map((post) => toPost(post, mask)),
    reports: await store.reports.ofContent(job.content_id),
    decisions: store.decisions.ofContent(job.content_id),
  };
}

/** Each policy's own verdict on the scores: its route and the threshold that was reached, worst first. */
function explainScores(
  scores: readonly { label: string; probability: number; version: string }[],
  policies: readonly StoredPolicy[],
): ReviewItem['scores'] {
  return policies
    .flatMap((policy) => {
      const score = scores.find(({ label }) => label === policy.label);
      if (!score) return [];
      const single: Scores = { [policy.label]: score.probability };
      const routed = route(single, [policy]);
      return [
        {
          policy: policy.id,
          name: policy.name,
          probability: score.probability,
          route: routed.route,
          threshold: reached(policy, score.probability),
          version: score.version,
        },
      ];
    })
    .sort((a, b) => b.probability - a.probability);
}

/** The highest threshold of a policy at or below a probability, or null where none is reached. */
function reached({ thresholds }: StoredPolicy, probability: number): number | null {
  const below = Object.values(thresholds).filter((threshold) => threshold !== null && threshold <= probability);
  return below.length > 0 ? Math.max(...(below as number[])) : null;
}
