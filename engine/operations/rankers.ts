import { os } from './base.ts';

export const rankersOperations = os.rankers.router({
  fit: os.rankers.fit.handler(({ input, context }) => {
    const { jobs } = context.workspace();
    const title = `Train a ranker (${input.settings.kind}) for '${input.slot}'`;
    return jobs.start('fit-ranker', { title, params: input, unit: 'rows', resumable: true });
  }),
  list: os.rankers.list.handler(({ context }) => context.workspace().models.rankers.list()),
  activate: os.rankers.activate.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const ranker = await workspace.models.rankers.activate(input.id, workspace.settings().reviewer);
    context.changes.announce('models', 'audit');
    return ranker;
  }),
  retire: os.rankers.retire.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const ranker = await workspace.models.rankers.retire(input.id, workspace.settings().reviewer);
    context.changes.announce('models', 'audit');
    return ranker;
  }),
  remove: os.rankers.remove.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    await workspace.store.rankers.remove(input.id, workspace.settings().reviewer);
    await workspace.models.ranking.forget(input.id);
    context.changes.announce('models', 'audit');
    return { id: input.id };
  }),
});
