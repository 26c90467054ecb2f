import { builtInRules } from '../../catalog/interactions/signals.ts';
import type { FeedMeasureRequest } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import type { Store } from '../../store/store.ts';
import { configsToMeasure } from '../funnel/configs.ts';
import type { ConfigToMeasure, MeasuringRequests, SlotModel } from '../offline/requests.ts';
import { algorithmOf } from '../params.ts';
import { loadAlgorithms, type PlannedModel } from '../plan.ts';
import { Thread, withThread } from '../threads/rpc.ts';
import type { ModelJobs } from './context.ts';
import { describedItems } from './described-items.ts';

/**
 * Measures what configurations serve on behaviour that is held out, on a thread of its own that fits the models anew. A
 * measurement is stored whole at its end, or not at all: a job that is cancelled leaves nothing.
 */
export function measureFeedsJob(context: ModelJobs): JobHandler<FeedMeasureRequest> {
  return async ({ configs: asked, ...protocol }, job) => {
    const { store, clock } = context;
    const started = clock();
    const configs = configsToMeasure(store.feeds, asked);
    const models = modelsOf(store, configs);
    const data = await context.data();
    const planned = await Promise.all(Object.values(models).map(plannedOf));
    const { itemEmbeddings, note } = await describedItems(context, data, planned, job);
    const worker = new URL('../offline/measuring-worker.ts', import.meta.url);
    const rule = models[configs[0]!.config.slot]?.rule ?? builtInRules.find(({ name }) => name === 'any')!;
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
      feeds: feeds.map(({ name, slot, config, metrics }) => {
        const version = models[slot]?.version;
        return {
          name,
          kind: config ? 'configuration' : 'model alone',
          config: config?.config.name ?? null,
          version: config?.version ?? 0,
          definition: config?.config ?? null,
          slot,
          model: version
            ? {
                version: version.id,
                algorithm: version.algorithm,
                params: version.params,
                rule: version.rule,
                ruleVersion: version.ruleVersion,
              }
            : null,
          metrics,
        };
      }),
    });
    const names = configs.map(({ name }) => name).join(', ');
    return { message: `${names} measured for ${measured.users} users${note}`, result: { measurement: id } };
  };
}

/** The active version of each slot that a configuration uses, with its rule. */
function modelsOf({ versions, rules }: Store, configs: readonly ConfigToMeasure[]): Record<string, SlotModel> {
  const slots = [...new Set(configs.map(({ config }) => config.slot))];
  const found = slots.flatMap((slot): [string, SlotModel][] => {
    const version = versions.active(slot);
    return version ? [[slot, { version, rule: rules.get(version.rule, version.ruleVersion) }]] : [];
  });
  return Object.fromEntries(found);
}

async function plannedOf({ version, rule }: SlotModel): Promise<PlannedModel> {
  const algorithm = algorithmOf(await loadAlgorithms(), version.algorithm);
  return { name: version.algorithm, algorithm, params: version.params, rule };
}
