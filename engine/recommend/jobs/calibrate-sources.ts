import type { CalibrationRequest } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { calibrateOnThread } from '../offline/measuring-thread.ts';
import type { ModelJobs } from './context.ts';
import { describedItems } from './described-items.ts';
import { embeddedTexts } from './item-embeddings.ts';
import { measuredModelOf, modelsOf, plannedOf, ruleFor } from './slot-models.ts';

/**
 * Finds out what the scores of a slot's sources are worth, on a thread of its own that fits the model anew. Stored whole
 * at its end, or not at all: a job that is cancelled leaves nothing.
 */
export function calibrateSourcesJob(context: ModelJobs): JobHandler<CalibrationRequest> {
  return async ({ slot, ...protocol }, job) => {
    const { store } = context;
    const models = modelsOf(store, [{ slot, model: null }]);
    const [model] = models;
    const data = await context.data();
    const planned = await Promise.all(models.map(plannedOf));
    const { itemEmbeddings, note } = await describedItems(context, data, planned, job);
    const rule = ruleFor(model);
    const texts = await embeddedTexts(context, data, job.signal);
    const found = await calibrateOnThread(
      store.dir,
      { ...protocol, slot, model, texts, itemEmbeddings, dataHash: data.hash, rule, threads: context.threads },
      { signal: job.signal, onProgress: (progress) => job.progress(progress) },
    );
    const { share, seed } = protocol;
    const about = { job: job.jobId, slot, dataHash: data.hash, share, seed, rule: rule.name };
    const id = store.calibrations.add({ ...about, ...found, model: measuredModelOf(model) });
    const message = `${found.sources.length} sources calibrated for ${found.users} users in '${slot}'${note}`;
    return { message, result: { calibration: id } };
  };
}
