import type { FeedMeasureRequest } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { asksForRanker, configsToMeasure } from '../funnel/configs.ts';
import { modelFor } from '../offline/held-out-models.ts';
import { measureOnThread } from '../offline/measuring-thread.ts';
import type { ModelJobs } from './context.ts';
import { describedItems } from './described-items.ts';
import { embeddedTexts } from './item-embeddings.ts';
import { measuredModelOf, modelsOf, plannedOf, rankersOf, ruleFor } from './slot-models.ts';

/**
 * Measures what configurations serve on behaviour that is held out, on a thread of its own that fits models and trains
 * rankers anew. A measurement is stored whole at its end, or not at all: a job that is cancelled leaves nothing.
 */
export function measureFeedsJob(context: ModelJobs): JobHandler<FeedMeasureRequest> {
  return async ({ configs: asked, merge, ranking, ...protocol }, job) => {
    const { store, clock, threads } = context;
    const started = clock();
    const configs = configsToMeasure(store.feeds, { configs: asked, merge, ranking });
    const models = modelsOf(
      store,
      configs.map(({ config }) => config),
    );
    const ranked = configs.filter(({ config }) => asksForRanker(config));
    const rankers = rankersOf(
      store,
      ranked.map(({ config }) => config.slot),
    );
    const data = await context.data();
    const planned = await Promise.all(models.map(plannedOf));
    const { itemEmbeddings, note } = await describedItems(context, data, planned, job);
    const texts = await embeddedTexts(context, data, job.signal);
    const rule = ruleFor(modelFor(models, configs[0]!.config));
    const { feeds, ...measured } = await measureOnThread(
      store.dir,
      { ...protocol, configs, models, rankers, texts, itemEmbeddings, dataHash: data.hash, rule, threads },
      { signal: job.signal, onProgress: (progress) => job.progress(progress) },
    );
    const id = store.feedMeasures.add({
      job: job.jobId,
      ...measured,
      texts: texts.texts,
      rule: rule.name,
      share: protocol.share,
      k: protocol.k,
      seed: protocol.seed,
      seconds: (clock() - started) / 1000,
      feeds: feeds.map(({ name, slot, config, model, ranker, metrics }) => ({
        name,
        kind: config ? 'configuration' : 'model alone',
        config: config?.config.name ?? null,
        version: config?.version ?? 0,
        definition: config?.config ?? null,
        slot,
        model: measuredModelOf(model),
        ranker: ranker && { version: rankers[slot]!.version.id, settings: rankers[slot]!.settings, source: ranker },
        metrics,
      })),
    });
    const names = configs.map(({ name }) => name).join(', ');
    return { message: `${names} measured for ${measured.users} users${note}`, result: { measurement: id } };
  };
}
