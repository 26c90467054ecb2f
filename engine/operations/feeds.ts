import { os } from './base.ts';

export const feedsOperations = os.feeds.router({
  preview: os.feeds.preview.handler(({ input, context }) => context.workspace().models.funnel.preview(input)),
  rerank: os.feeds.rerank.handler(({ input, context }) => context.workspace().models.funnel.rerank(input)),
  serve: os.feeds.serve.handler(({ input, context }) => context.workspace().models.funnel.serve(input)),
  act: os.feeds.act.handler(async ({ input, context }) => {
    const done = await context.workspace().models.funnel.act(input);
    const { user, item, action } = input;
    if (done && action !== 'not-interested') context.changes.announce('catalog');
    return { user, item, action, done };
  }),
  allocators: os.feeds.allocators.handler(({ context }) => context.workspace().models.funnel.allocators()),
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
