import type { Protocol } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { type AskedModel, factsOf, planModels } from '../plan.ts';
import { withTrainingThread } from '../threads/training-thread.ts';
import { describe, type ModelJobs, measureRequest, partsOf, runOf, shareDone } from './context.ts';
import { describedItems } from './described-items.ts';

export interface EvaluateParams {
  models: AskedModel[];
  protocol: Protocol;
  rule?: string;
  seed: number;
}

/**
 * Measures models on the workspace's data, one run each, stored when it is done: resumed, the job goes on with the first
 * model that has none. All models of a job are measured on the same split where their rules take the same pairs.
 */
export function evaluateModels(context: ModelJobs): JobHandler<EvaluateParams> {
  return async ({ models, protocol, rule, seed }, job) => {
    const { jobId, signal, progress } = job;
    const { store, feed, threads } = context;
    const data = await context.data();
    const planned = await planModels(models, factsOf(data), store.rules, rule);
    const stored = new Set(store.runs.ofJob(jobId).map(({ name }) => name));
    const total = planned.length;
    progress({ done: stored.size, total });
    const left = planned.filter(({ name }) => !stored.has(name));
    const { itemEmbeddings, note } = await describedItems(context, data, left, job);
    try {
      await withTrainingThread(data, { threads, signal, itemEmbeddings }, async (thread) => {
        for (const model of left) {
          const before = stored.size;
          const training = feed.begin(jobId, model.name);
          progress({ message: model.name });
          const request = await measureRequest(context, data, model, { protocol, seed });
          const measured = await thread.ask('measure', { ...request, part: 'test' }, (step) => {
            training.tell(step);
            const done = Math.round(100 * (before + shareDone(step))) / 100;
            progress({ done, message: describe(training, step) });
          });
          const about = { kind: 'evaluation', job: jobId, name: model.name, seed, protocol } as const;
          store.runs.add(runOf(model, measured, { ...about, ...training.stored() }, data), partsOf(measured));
          stored.add(model.name);
          context.onChanged();
          progress({ done: stored.size });
        }
      });
    } finally {
      feed.end(jobId);
    }
    const runs = store.runs.ofJob(jobId);
    return {
      message: `${runs.length} ${runs.length === 1 ? 'model' : 'models'} measured${note}`,
      result: { runs: runs.map(({ id }) => id) },
    };
  };
}
