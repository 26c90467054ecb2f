import { infoOf } from '../recommend/info/info.ts';
import { loadAlgorithms, planModels, storedFacts } from '../recommend/plan.ts';
import { checkMetric } from '../recommend/search.ts';
import { os } from './base.ts';
import { coverItems } from './covered.ts';
import { startFit } from './fit.ts';

export const modelsOperations = os.models.router({
  algorithms: os.models.algorithms.handler(async () => [...(await loadAlgorithms()).values()].map(infoOf)),
  evaluate: os.models.evaluate.handler(async ({ input, context }) => {
    const { jobs, store } = context.workspace();
    const planned = await planModels(input.models, storedFacts(store), store.rules, input.rule);
    const names = planned.map(({ name }) => name);
    const title = `Measure ${names.length > 3 ? `${names.length} models` : names.join(', ')}`;
    return jobs.start('evaluate', { title, params: input, unit: 'models', total: names.length, resumable: true });
  }),
  tune: os.models.tune.handler(async ({ input, context }) => {
    const { jobs, store } = context.workspace();
    const asked = [{ algorithm: input.algorithm, params: input.fixed }];
    for (const { algorithm } of await planModels(asked, storedFacts(store), store.rules, input.rule))
      checkMetric(algorithm, input.metric);
    const title = `Tune ${input.algorithm} for ${input.metric}`;
    return jobs.start('tune', { title, params: input, unit: 'trials', total: input.trials + 1, resumable: true });
  }),
  fit: os.models.fit.handler(({ input, context }) => startFit(context.workspace(), input)),
  runs: os.models.runs.handler(({ input, context }) => context.workspace().store.runs.list(input)),
  run: os.models.run.handler(({ input, context }) => context.workspace().models.service.run(input.id)),
  runUsers: os.models.runUsers.handler(({ input, context }) =>
    context.workspace().models.service.runUsers(input.id, input),
  ),
  removeRun: os.models.removeRun.handler(({ input, context }) => {
    const { models, store } = context.workspace();
    models.service.run(input.id);
    store.runs.remove(input.id);
    context.changes.announce('models');
    return { id: input.id };
  }),
  compare: os.models.compare.handler(({ input, context, signal }) =>
    context.workspace().models.service.compare(input.a, input.b, signal),
  ),
  compareUsers: os.models.compareUsers.handler(({ input, context }) =>
    context.workspace().models.service.compareUsers(input.a, input.b, input.metric, input),
  ),
  training: os.models.training.handler(({ input, context, signal }) => {
    const { models, jobs } = context.workspace();
    return models.feed.watch(input.job, () => jobs.isRunning(input.job), signal);
  }),
  versions: os.models.versions.handler(({ context }) => context.workspace().models.service.versions()),
  activate: os.models.activate.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const version = await workspace.models.service.activate(input.id, workspace.settings().reviewer);
    workspace.background.feedsChanged();
    context.changes.announce('models', 'audit');
    return version;
  }),
  removeVersion: os.models.removeVersion.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    await workspace.store.versions.remove(input.id, workspace.settings().reviewer);
    await workspace.models.recommender.remove(input.id);
    context.changes.announce('models', 'audit');
    return { id: input.id };
  }),
  recommend: os.models.recommend.handler(async ({ input, context }) => {
    const { models, mask } = context.workspace();
    const version = models.recommender.versionOf(input);
    const items = coverItems(await models.recommender.forUser(version, input.user, input.k), mask);
    return { version: version.id, algorithm: version.algorithm, items };
  }),
  recommendAll: os.models.recommendAll.handler(async function* ({ input, context, signal }) {
    const { recommender } = context.workspace().models;
    for await (const lists of recommender.forAll(recommender.versionOf(input), input.k, signal)) {
      yield lists.map(({ user, items }) => ({ user, items: items.map(({ item, score }) => ({ item, score })) }));
    }
  }),
});
