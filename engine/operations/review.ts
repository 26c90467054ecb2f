import { StewardError } from '../contract/errors.ts';
import type { ModerationCounts, Policy } from '../contract/index.ts';
import { reviewItem, toJobRow } from '../moderation/review.ts';
import type { StoredPolicy } from '../store/policies.ts';
import { scoredText } from '../text/identity.ts';
import type { Workspace } from '../workspace.ts';
import { type EngineContext, os } from './base.ts';

const changed = (context: EngineContext) => context.changes.announce('review', 'audit');

/** A window in the name of its reviewer, so that others can be told who has a post open. */
const windowOf = (workspace: Workspace, holder: string) => `${workspace.settings().reviewer}#${holder}`;

export const reviewOperations = os.review.router({
  queues: os.review.queues.handler(async ({ context }) => {
    const { store } = context.workspace();
    const [queues, intake, decisions] = await Promise.all([
      store.review.queues(),
      store.intake.counts(),
      store.decisions.counts(),
    ]);
    return { queues, intake, decisions: decisions.person };
  }),

  stats: os.review.stats.handler(async ({ context }) => {
    const { store } = context.workspace();
    const queues = await store.review.queues();
    const decisions = await store.decisions.counts();
    const open = (queue: string) => queues.find((state) => state.queue === queue)?.open ?? 0;
    return {
      content: await store.content.count(),
      queues: { remove: open('remove'), reduce: open('reduce'), inform: open('inform') },
      decisions: decisions.person,
      automatic: decisions.automatic,
      intake: await store.intake.counts(),
    };
  }),

  list: os.review.list.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const { rows, total } = await workspace.store.review.list({ ...input, reviewer: workspace.settings().reviewer });
    const asking = windowOf(workspace, input.holder ?? '');
    return { rows: rows.map((row) => toJobRow(row, workspace.mask, asking, context.clock())), total };
  }),

  histogram: os.review.histogram.handler(async ({ input, context }) => {
    const { store } = context.workspace();
    const bins = await store.scores.histogram(knownPolicy(context.workspace(), input.policy).label);
    return { bins, n: bins.reduce((sum, n) => sum + n, 0) };
  }),

  item: os.review.item.handler(({ input, context }) => {
    const workspace = context.workspace();
    const asking = windowOf(workspace, input.holder ?? '');
    return reviewItem(workspace.store, input.job, workspace.mask, asking, context.clock());
  }),

  explain: os.review.explain.handler(async ({ input, context, signal }) => {
    const workspace = context.workspace();
    const policy = knownPolicy(workspace, input.policy);
    const content = workspace.store.content.read(workspace.store.review.read(input.job).content_id);
    const pool = await workspace.pool();
    if (!pool.labels.includes(policy.label)) return { title: [], text: [] };
    const embedding = workspace.store.scores.embedding(content.text_hash, pool.embeddingVersion);
    const spans = await pool.explain({ text: content.text, title: content.title, embedding }, policy.label, signal);
    // What was scored ends with the text; before it stands the title, if there is one.
    const cut = scoredText(content).length - content.text.length;
    return {
      title: spans.filter(({ end }) => end < cut),
      text: spans
        .filter(({ start }) => start >= cut)
        .map((span) => ({ ...span, start: span.start - cut, end: span.end - cut })),
    };
  }),

  lease: os.review.lease.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const lease = await workspace.store.review.lease(input.job, windowOf(workspace, input.holder));
    context.leases.set(input.job, lease.token);
    return lease;
  }),

  renew: os.review.renew.handler(({ input, context }) =>
    context.workspace().store.review.renew(input.job, input.token),
  ),

  release: os.review.release.handler(async ({ input, context }) => {
    context.leases.delete(input.job);
    return { released: await context.workspace().store.review.release(input.job, input.token) };
  }),

  decide: os.review.decide.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const { store } = workspace;
    const job = store.review.read(input.job);
    const policy = knownPolicy(workspace, input.policy ?? job.policy);
    const scores = Object.fromEntries(
      store.scores.read(job.content_id).map(({ label, probability }) => [label, probability]),
    );
    const decision = await store.decisions.decide(input.token, {
      job: job.id,
      verdict: input.verdict,
      actor: workspace.settings().reviewer,
      policy: policy.id,
      policyVersion: policy.version,
      note: input.note,
      scores,
    });
    context.leases.delete(job.id);
    changed(context);
    return decision;
  }),

  skip: os.review.skip.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    await workspace.store.decisions.skip(input.job, input.token, workspace.settings().reviewer);
    context.leases.delete(input.job);
    changed(context);
    return { job: input.job };
  }),

  undo: os.review.undo.handler(async ({ context }) => {
    const workspace = context.workspace();
    const undone = await workspace.store.decisions.undo(workspace.settings().reviewer);
    changed(context);
    return undone;
  }),

  decisions: os.review.decisions.handler(({ input, context }) => context.workspace().store.decisions.list(input)),
});

export const moderationOperations = os.moderation.router({
  run: os.moderation.run.handler(async ({ context }) => {
    const { jobs, store } = context.workspace();
    const running = jobs.runningOf('moderate');
    if (running) return running;
    const { waiting } = await store.intake.counts();
    return jobs.start('moderate', {
      title: 'Score and route new posts',
      params: {},
      unit: 'posts',
      total: waiting,
      resumable: false,
    });
  }),

  retryFailed: os.moderation.retryFailed.handler(async ({ context }) => {
    const workspace = context.workspace();
    const requeued = await workspace.store.intake.retryFailed();
    context.changes.announce('review');
    workspace.background.arrived();
    return { requeued };
  }),

  lastRun: os.moderation.lastRun.handler(async ({ context }) => {
    const result = await context.workspace().store.jobs.lastResult('moderate');
    return result === null ? null : (JSON.parse(result) as ModerationCounts);
  }),
});

export const policiesOperations = os.policies.router({
  list: os.policies.list.handler(async ({ context }) => {
    const workspace = context.workspace();
    const serving = await servingClassifiers(workspace);
    return workspace.store.policies.list().map((policy) => withClassifier(policy, serving));
  }),

  update: os.policies.update.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const { id, ...change } = input;
    const policy = await workspace.store.policies.change(id, change, workspace.settings().reviewer);
    if (!policy) throw new StewardError('NOT_FOUND', `There is no policy '${id}'.`, { place: { field: 'id' } });
    context.changes.announce('policies', 'audit');
    return withClassifier(policy, await servingClassifiers(workspace));
  }),
});

function knownPolicy(workspace: Workspace, id: string): StoredPolicy {
  const policy = workspace.store.policies.read(id);
  if (!policy) throw new StewardError('NOT_FOUND', `There is no policy '${id}'.`, { place: { field: 'policy' } });
  return policy;
}

/** The id of the working classifier for each label. Without models there is none, which is not an error here. */
async function servingClassifiers(workspace: Workspace): Promise<Map<string, string>> {
  const pool = await workspace.pool().catch(() => undefined);
  const serving = new Map<string, string>();
  for (const { id, labels, status } of pool?.classifiers() ?? []) {
    if (status === 'ready') for (const label of labels) serving.set(label, id);
  }
  return serving;
}

function withClassifier(policy: StoredPolicy, serving: ReadonlyMap<string, string>): Policy {
  return { ...policy, classifier: serving.get(policy.label) ?? null };
}
