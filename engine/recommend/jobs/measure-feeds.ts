import type { FeedMeasureRequest } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { configsToMeasure } from '../funnel/configs.ts';
import type { MeasuringRequests } from '../offline/requests.ts';
import { Thread, withThread } from '../threads/rpc.ts';
import type { ModelJobs } from './context.ts';
import { describedItems } from './described-items.ts';
import { measuredModelOf, modelsOf, plannedOf, ruleFor } from './slot-models.ts';

/**
 * Measures what configurations serve on behaviour that is held out, on a thread of its own that fits the models anew. A
 * measurement is stored whole at its end, or not at all: a job that is cancelled leaves nothing.
 */
export function measureFeedsJob(context: ModelJobs): JobHandler<FeedMeasureRequest> {
  return async ({ configs: asked, merge, ...protocol }, job) => {
    const { store, clock } = context;
    const started = clock();
    const configs = configsToMeasure(store.feeds, asked, merge);
    const slots = configs.map(({ config }) => config.slot);
    const models = modelsOf(store, slots);
    const data = await context.data();
    const planned = await Promise.all(Object.values(models).map(plannedOf));
    const { itemEmbeddings, note } = await describedItems(context, data, planned, job);
    const worker = new URL('../offline/measuring-worker.ts', import.meta.url);
    const rule = ruleFor(models[slots[0]!]);
    const { feeds, ...measured } = await withThread(
      () => new Thread<MeasuringRequests>(worker, { dir: store.dir }),
      job.signal,
      (thread) =>
        thread.ask(
          'measure',
          { ...protocol, configs, models, itemEmbeddings, dataHash: data.hash, rule, threads: context.threads },
          (progress) => job.progress(progress),
        ),
    );
    const id = store.feedMeasures.add({
      job: job.jobId,
      ...measured,
      rule: rule.name,
      share: protocol.share,
      k: protocol.k,
      seed: protocol.seed,
      seconds: (clock() - started) / 1000,
      feeds: feeds.map(({ name, slot, config, metrics }) => ({
        name,
        kind: config ? 'configuration' : 'model alone',
        config: config?.config.name ?? null,
        version: config?.version ?? 0,
        definition: config?.config ?? null,
        slot,
        model: measuredModelOf(models[slot]),
        ranker: null,
        metrics,
      })),
    });
    const names = configs.map(({ name }) => name).join(', ');
    return { message: `${names} measured for ${measured.users} users${note}`, result: { measurement: id } };
  };
}
