import type { Feed, FeedBatchReport, ItemJourney, VisitorQuestion } from '../contract/index.ts';
import { configOf, configsToMeasure } from '../recommend/funnel/configs.ts';
import type { Workspace } from '../workspace.ts';
import { os } from './base.ts';
import { coverItems, coverOf } from './covered.ts';

export const feedsOperations = os.feeds.router({
  preview: os.feeds.preview.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    return masked(await workspace.models.funnel.preview(input), workspace);
  }),
  rerank: os.feeds.rerank.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    return masked(await workspace.models.funnel.rerank(input), workspace);
  }),
  why: os.feeds.why.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    return maskedJourney(await workspace.models.funnel.why(input), workspace);
  }),
  serve: os.feeds.serve.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    return masked(await workspace.models.funnel.serve(input), workspace);
  }),
  act: os.feeds.act.handler(async ({ input, context }) => {
    const done = await context.workspace().models.funnel.act(input);
    const { user, item, action } = input;
    if (done && action !== 'not-interested') context.changes.announce('catalog');
    return { user, item, action, done };
  }),
  question: os.feeds.question.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    return maskedQuestion(await workspace.models.funnel.question(input.answers), workspace);
  }),
  measure: os.feeds.measure.handler(async ({ input, context }) => {
    const { jobs, store } = context.workspace();
    const names = configsToMeasure(store.feeds, input).map(({ name }) => name);
    const title = `Measure ${names.length > 3 ? `${names.length} configurations` : names.join(', ')}`;
    return jobs.start('measure-feeds', { title, params: input, unit: 'feeds', resumable: false });
  }),
  measured: os.feeds.measured.handler(({ input, context }) => context.workspace().models.measurements.list(input)),
  calibrate: os.feeds.calibrate.handler(async ({ input, context }) => {
    const { jobs } = context.workspace();
    const spec = { title: `Calibrate sources in ${input.slot}`, params: input, unit: 'users', resumable: false };
    return jobs.runningOf('calibrate-sources') ?? jobs.start('calibrate-sources', spec);
  }),
  calibrations: os.feeds.calibrations.handler(({ context }) => context.workspace().models.calibrations.list()),
  batch: os.feeds.batch.handler(async ({ input, context }) => {
    const { jobs, store } = context.workspace();
    const { config } = configOf(store.feeds, input.config);
    const title = `Feeds of ${config.name} for ${input.users === 'all' ? 'all' : input.users} users`;
    return jobs.start('allocate-feeds', { title, params: input, unit: 'feeds', resumable: false });
  }),
  batchReport: os.feeds.batchReport.handler(({ input, context }) =>
    context.workspace().jobs.outcome<FeedBatchReport>(input.job),
  ),
  embedItems: os.feeds.embedItems.handler(({ context }) => {
    const { jobs } = context.workspace();
    const spec = { title: 'Embed the texts of items', params: {}, unit: 'items', resumable: true };
    return jobs.runningOf('embed-items') ?? jobs.start('embed-items', spec);
  }),
  allocators: os.feeds.allocators.handler(({ context }) => context.workspace().models.funnel.allocators()),
  compareAllocators: os.feeds.compareAllocators.handler(({ input, context }) =>
    context.workspace().models.funnel.compareAllocators(input),
  ),
  configs: os.feeds.configs.handler(({ context }) => context.workspace().models.funnel.configs()),
  saveConfig: os.feeds.saveConfig.handler(({ input, context }) => {
    const workspace = context.workspace();
    return workspace.models.funnel.saveConfig(input, workspace.settings().reviewer);
  }),
  personas: os.feeds.personas.handler(({ context }) => context.workspace().models.funnel.personas()),
  savePersona: os.feeds.savePersona.handler(({ input, context }) => {
    const workspace = context.workspace();
    return workspace.models.funnel.savePersona(input, workspace.settings().reviewer);
  }),
  removePersona: os.feeds.removePersona.handler(({ input, context }) => {
    context.workspace().models.funnel.removePersona(input.name);
    return input;
  }),
});

/** The feed with the words of the lexicon covered: whoever looks at feeds did not ask to read slurs. */
function masked(feed: Feed, { mask }: Workspace): Feed {
  const cover = coverOf(mask);
  return {
    ...feed,
    items: coverItems(feed.items, mask).map((item) => ({
      ...item,
      description: cover(item.description),
      placement: { ...item.placement, words: item.placement.words.map(cover) },
    })),
    dropped: feed.dropped.map((item) => ({ ...item, title: cover(item.title), words: cover(item.words) })),
  };
}

function maskedJourney(journey: ItemJourney, { mask }: Workspace): ItemJourney {
  const cover = coverOf(mask);
  const { dropped, steps } = journey;
  return {
    ...coverItems([journey], mask)[0]!,
    dropped: dropped && { ...dropped, words: cover(dropped.words) },
    steps: steps.map((step) => ({ ...step, words: cover(step.words) })),
  };
}

function maskedQuestion(asked: VisitorQuestion, { mask }: Workspace): VisitorQuestion {
  const { question, estimate } = asked;
  const cover = coverOf(mask);
  return {
    ...asked,
    question: question && { ...question, title: cover(question.title), description: cover(question.description) },
    estimate: estimate.map((item) => ({ ...item, title: cover(item.title) })),
  };
}
