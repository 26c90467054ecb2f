import type { FairTraining, ParamValue } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { planTraining } from '../mitigation/training.ts';
import { factsOf, planModels } from '../plan.ts';
import { withTrainingThread } from '../threads/training-thread.ts';
import { describe, type ModelJobs, modelRequest } from './context.ts';
import { describedItems } from './described-items.ts';

export interface FitParams {
  algorithm: string;
  params: Record<string, ParamValue>;
  slot: string;
  activate: boolean;
  /** Absent in jobs of before there was any. */
  mitigation?: FairTraining | null;
  rule?: string;
  seed: number;
}

/** Fits a model on all of the workspace's data and stores it as a version; its file is on disk before the version is there. */
export function fitVersion(context: ModelJobs): JobHandler<FitParams> {
  return async ({ algorithm, params, slot, activate, mitigation, rule, seed }, job) => {
    const { jobId, signal, progress } = job;
    const { store, feed, threads } = context;
    const made = store.versions.ofJob(jobId);
    if (made) return { message: `Version ${made.id} was fitted`, result: { version: made.id } };
    const data = await context.data();
    const [model] = await planModels([{ algorithm, params }], factsOf(data), store.rules, rule);
    if (!model) throw new RangeError('no model was planned');
    const training = mitigation ? planTraining(mitigation, model.algorithm.id, data) : null;
    const { itemEmbeddings, note } = await describedItems(context, data, [model], job);
    const { files } = store.versions;
    const draft = files.draft(`job-${jobId}`);
    try {
      const told = feed.begin(jobId, model.name);
      const request = await modelRequest(context, data, model, seed);
      const fitted = await withTrainingThread(data, { threads, signal, itemEmbeddings }, (thread) =>
        thread.ask('fit', { ...request, training, file: draft, dataHash: data.hash }, (step) => {
          told.tell(step);
          progress({ done: step.done, total: step.total, message: describe(told, step) });
        }),
      );
      const file = await files.adopt(draft);
      const version = store.versions.add(
        {
          job: jobId,
          slot,
          algorithm: model.algorithm.id,
          params: fitted.params,
          mitigation: training?.asked ?? null,
          seed,
          rule: model.rule.name,
          ruleVersion: model.rule.version,
          dataHash: data.hash,
          users: data.interactions.users.size,
          items: data.interactions.items.size,
          pairs: fitted.pairs,
          fitSeconds: fitted.fitSeconds,
          ...file,
          ...told.stored(),
        },
        { activate, actor: context.actor() },
      );
      context.onChanged();
      const state = version.state === 'active' ? `, active in '${slot}'` : '';
      return {
        message: `Version ${version.id} of ${version.algorithm} fitted${state}${note}`,
        result: { version: version.id },
      };
    } finally {
      feed.end(jobId);
      files.discard(draft);
    }
  };
}
